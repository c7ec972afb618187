"""From answers to the page, unless something differs that nobody has explained."""

from collections.abc import Mapping

from fashrec.conformance.cases import MADE
from fashrec.conformance.explanations import EXPLANATIONS
from fashrec.conformance.judge import Answer, judge
from fashrec.conformance.ours import means
from fashrec.conformance.page import page
from fashrec.errors import DataError


def render(answers: Mapping[str, Answer], missing: Mapping[str, str]) -> str:
    """The page of these answers, our means computed anew.

    Raises:
        DataError: where a number differs without an explanation, or one that is explained agrees.
    """
    ours = {case["name"]: means(case) for case in MADE}
    cells, wrong = judge(ours, answers, EXPLANATIONS)
    if wrong:
        raise DataError(
            f"{len(wrong)} cells of the table are not as explained: " + "; ".join(wrong),
            where="fashrec/conformance/explanations.py",
            why="a number that differs is a mistake of somebody's until it is known whose definition differs how",
            do="find out why, then write or take back an explanation",
        )
    return page(ours, answers, missing, cells, EXPLANATIONS)
