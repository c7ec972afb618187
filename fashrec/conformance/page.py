"""docs/conformance.md: what was asked, who agrees, and why the others do not."""

from collections.abc import Iterator, Mapping, Sequence

from fashrec.conformance.cases import CASES, K
from fashrec.conformance.explanations import EVERY, Cell, Explanation
from fashrec.conformance.judge import Answer, Judged, Means

METRICS = tuple(EVERY.split())
HEAD = f"""\
# Our metrics beside those of other libraries

Made by `make conformance` (`python -m fashrec.conformance`), never by hand. Each library computes its own means over
the same small cases, with k = {K} and its defaults (ranx with `make_comparable=True`, without which it refuses where
customers differ); {{said}}. `=` is agreement to six digits; a number with `[n]` is what the library says
instead, for reason n below. [evaluation.md](evaluation.md) defines ours.
"""


def page(
    ours: Means,
    answers: Mapping[str, Answer],
    missing: Mapping[str, str],
    cells: Mapping[Cell, Judged],
    explanations: Sequence[Explanation],
) -> str:
    """The whole page.

    Args:
        ours: our means.
        answers: those of the libraries that could be asked.
        missing: those that could not be installed, and why.
        cells: as judged.
        explanations: the reasons, in their order.
    """
    python = sorted({answer["python"] for answer in answers.values()})
    lines = [HEAD.format(said=f"Python {' and '.join(python)}"), *_libraries(answers, missing, cells)]
    lines += ["", "## The cases, and our means", "", *_cases(ours)]
    for library, answer in answers.items():
        lines += ["", f"## {library} {answer['version']}", "", *_table(library, cells)]
    used = {cell.because for cell in cells.values()}
    lines += ["", "## Why they differ", ""]
    lines += [f"{n}. {one.text[0].upper()}{one.text[1:]}." for n, one in enumerate(explanations, start=1) if n in used]
    return "\n".join(lines) + "\n"


def _libraries(
    answers: Mapping[str, Answer], missing: Mapping[str, str], cells: Mapping[Cell, Judged]
) -> Iterator[str]:
    yield from ("| library | version | agrees | differs |", "| --- | --- | ---: | ---: |")
    for library, answer in answers.items():
        own = [judged.because is None for (name, _, _), judged in cells.items() if name == library]
        yield f"| {library} | {answer['version']} | {sum(own)} | {len(own) - sum(own)} |"
    for library, why in missing.items():
        yield f"| {library} | not installable here: {why} | | |"


def _cases(ours: Means) -> Iterator[str]:
    yield f"| case | what it is about | {' | '.join(METRICS)} |"
    yield "| --- | --- |" + " ---: |" * len(METRICS)
    for case, about in CASES.items():
        yield f"| {case} | {about} | {' | '.join(_number(ours[case][metric]) for metric in METRICS)} |"


def _table(library: str, cells: Mapping[Cell, Judged]) -> Iterator[str]:
    yield f"| case | {' | '.join(METRICS)} |"
    yield "| --- |" + " ---: |" * len(METRICS)
    for case in CASES:
        yield f"| {case} | {' | '.join(_cell(cells.get((library, metric, case))) for metric in METRICS)} |"


def _cell(judged: Judged | None) -> str:
    if judged is None:
        return "no such metric"
    return "=" if judged.because is None else f"{_number(judged.theirs)} [{judged.because}]"


def _number(value: float | str) -> str:
    return "refused" if isinstance(value, str) else f"{value:.4f}"
