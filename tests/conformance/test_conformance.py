"""The table of other libraries' metrics: our side of it, its reasons, and the page that is committed."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from fashrec.conformance.__main__ import main
from fashrec.conformance.adapters.exchange import Case
from fashrec.conformance.cases import CASES, MADE
from fashrec.conformance.explanations import EXPLANATIONS, Explanation
from fashrec.conformance.judge import Answer, agree, judge
from fashrec.conformance.ours import means
from fashrec.conformance.render import render
from fashrec.conformance.rivals import RIVALS, ask
from fashrec.errors import DataError
from tests.evaluate.reference import mean, metrics
from tests.running import CONF

DOCS = CONF.parent / "docs"
OURS = {case["name"]: means(case) for case in MADE}
REFUSED = {"duplicated", "unknown item"}


def saved() -> dict[str, Any]:
    """The answers from which the committed page was made."""
    answers: dict[str, Any] = json.loads((DOCS / "conformance.json").read_text())
    return answers


def test_the_committed_page_is_what_the_command_makes_of_the_saved_answers() -> None:
    """Our means computed now, the reasons as they stand in the code: a page that is out of date fails here."""
    assert render(**saved()) == (DOCS / "conformance.md").read_text()


def test_every_library_answered_every_case_or_says_why_not() -> None:
    """Six libraries, twelve cases, six metrics."""
    answers, missing = saved()["answers"], saved()["missing"]
    assert [*answers, *missing] == [name for name in RIVALS if name in answers] + list(missing)
    assert {*answers, *missing} == set(RIVALS)
    for answer in answers.values():
        assert list(answer["values"]) == list(CASES)
        assert all(len(values) == 6 for values in answer["values"].values())


@pytest.mark.parametrize("case", MADE, ids=lambda case: case["name"])
def test_our_means_are_those_of_the_definitions(case: Case) -> None:
    """In plain Python, over who bought something; two cases break the contract of a list and are refused."""
    if case["name"] in REFUSED:
        assert all(str(value).startswith("DataError: ") for value in OURS[case["name"]].values())
        return
    bought = {customer: set(items) for customer, items in case["relevant"].items() if items}
    lists = {customer: [item for item, _ in case["shown"].get(customer, [])] for customer in bought}
    numbers = {item: number for number, item in enumerate("123456789")}
    values = [
        metrics([numbers[item] for item in lists[customer]], {numbers[item] for item in items}, case["k"])
        for customer, items in bought.items()
    ]
    assert OURS[case["name"]] == pytest.approx({name: mean(value[name] for value in values) for name in values[0]})


def test_every_case_is_described() -> None:
    """In the order in which they are asked."""
    assert [case["name"] for case in MADE] == list(CASES)


def answer(**changes: float) -> dict[str, Answer]:
    """A library that agrees with us on the plain case but for these metrics."""
    return {"rival": Answer(version="1", python="3", values={"plain": {**OURS["plain"], **changes}})}


def reason(text: str, metric: str) -> Explanation:
    """A reason for one cell of the rival's."""
    return Explanation(text, (("rival", metric, "plain"),))


def test_a_difference_without_a_reason_is_a_mistake() -> None:
    """And so is a reason where nothing differs, and a second one for the same cell; one reason each is fine."""
    assert judge(OURS, answer(), ())[1] == []
    _, unexplained = judge(OURS, answer(map=0.25), ())
    assert unexplained == ["rival, map, case plain is 0.25, ours 0.4444444444444444: nobody has explained why"]
    cells, explained = judge(OURS, answer(map=0.25), [reason("because", "map")])
    assert explained == []
    assert cells["rival", "map", "plain"].because == 1
    _, idle = judge(OURS, answer(), [reason("because", "map")])
    assert idle == ["rival, map, case plain agrees, but explanation 1 says why it does not"]
    _, twice = judge(OURS, answer(map=0.25), [reason("because", "map"), reason("or because", "map")])
    assert twice == ["rival, map, case plain is explained more than once: 1, 2"]


def test_a_page_with_an_unexplained_cell_is_not_made() -> None:
    """A library that changes its mind in a later version is noticed."""
    changed = saved()
    changed["answers"]["replay"]["values"]["plain"]["ndcg"] = 0.25
    with pytest.raises(DataError, match=r"replay, ndcg, case plain is 0\.25"):
        render(**changed)


def test_a_library_that_cannot_be_installed_is_named_with_its_reason() -> None:
    """Its explanations are then not idle."""
    less = saved()
    del less["answers"]["replay"]
    less["missing"]["replay"] = "ERROR: no matching distribution"
    assert "| replay | not installable here: ERROR: no matching distribution | | |" in render(**less)


def test_two_refusals_agree_and_a_refusal_is_no_number() -> None:
    """Whatever their words."""
    assert agree("DataError: twice", "ValueError: duplicate")
    assert not agree("DataError: twice", 0.0)
    assert agree(0.1 + 0.2, 0.3)


def test_every_explanation_is_about_cells_that_there_are() -> None:
    """A typing error in a library's, metric's or case's name would explain nothing."""
    names = [set(RIVALS), set(OURS["plain"]), set(CASES)]
    for cell in (cell for one in EXPLANATIONS for cell in one.cells()):
        assert all(part in known for part, known in zip(cell, names, strict=True)), cell


def test_an_adapter_answers_through_a_process_of_its_own() -> None:
    """ir_measures is installed for the tests: its answer agrees, or differs as explained."""
    asked = ask(Path(sys.executable), "ir_measures")
    assert judge(OURS, {"ir_measures": asked}, EXPLANATIONS)[1] == []


def test_the_command_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No environments, a wrong word."""
    assert main([f"envs={tmp_path}", f"out={tmp_path}"]) == 2
    assert "make conformance" in capsys.readouterr().err
    assert main(["env=here"]) == 2
    assert main(["--help"]) == 0
    assert not list(tmp_path.iterdir())
