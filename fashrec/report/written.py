"""Writes the reports of one name into their folder."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from fashrec.report.as_latex import latex
from fashrec.report.as_markdown import markdown
from fashrec.report.beyond import audit_frame, beyond, beyond_frame, looked_beyond
from fashrec.report.blocks import Block
from fashrec.report.differences import differences_frame
from fashrec.report.document import Part, document, gather, parts
from fashrec.report.files import write
from fashrec.report.html.page import page
from fashrec.report.wide import wide_frame
from fashrec.results.question import Question
from fashrec.results.runs import LeftOut, Run


def write_reports(
    folder: Path,
    runs: Sequence[Run],
    left_out: Sequence[LeftOut],
    question: Question,
    command: str,
    *,
    with_html: bool = True,
) -> Iterator[str]:
    """Write all that the runs have to tell; says what was written.

    Args:
        folder: of the report; its name is the report's.
        runs: done, at least one.
        left_out: folders among theirs that hold no finished run.
        question: the base, if any, and how to test.
        command: what makes the files again.
        with_html: whether report.html is written too.

    Raises:
        ConfigError: where they cannot be written, or nobody is called as the base is.
    """
    gathered = gather(folder.name, sorted(runs, key=lambda run: run.stamp), left_out, question)
    made = parts(gathered, folder.parent)
    blocks = document(gathered, made)
    write(folder / "table.md", markdown(blocks, command))
    write(folder / "table.tex", latex(blocks, command))
    write(folder / "table.csv", wide_frame(gathered.runs))
    yield f"{folder}/table.md, table.csv and table.tex: {_counted(len(runs), len(gathered.runs))}"
    if gathered.families:
        write(folder / "differences.csv", differences_frame(gathered.families))
        yield f"{folder}/differences.csv: everybody less {gathered.base}"
    chosen = looked_beyond(gathered.runs)
    if chosen:
        made.append(Part("Beyond accuracy", tuple(beyond(folder.name, chosen))))
        write(folder / "beyond.md", markdown(made[-1].blocks, command))
        write(folder / "beyond.csv", beyond_frame(chosen))
        write(folder / "audit.csv", audit_frame(chosen))
        yield f"{folder}/beyond.md, beyond.csv and audit.csv: beyond accuracy, of {len(chosen)} of them"
    if any(run.data.get("epochs") for run in runs):
        made.append(Part("Epochs", tuple(_write_epochs(gathered.runs, folder, command))))
        yield f"{folder}/epochs.md, .csv, .svg and .png: every epoch of the network"
    if with_html:
        size = write(folder / "report.html", page(gathered, made, folder, command))
        yield f"{folder}/report.html: all of it as one page, {size / 1000:,.0f} kB"


def _write_epochs(runs: Sequence[Run], folder: Path, command: str) -> list[Block]:
    # scipy and matplotlib cost a second, which other reports are spared
    from fashrec.report.epochs import comparable, epochs, points  # noqa: PLC0415 (see above)
    from fashrec.report.epochs_plot import plot_epochs  # noqa: PLC0415 (likewise)

    chosen = comparable(runs)
    blocks = epochs(chosen)
    write(folder / "epochs.md", markdown(blocks, command))
    write(folder / "epochs.csv", points(chosen))
    plot_epochs(chosen, folder)
    return blocks


def _counted(n: int, distinct: int) -> str:
    repeated = f", {n - distinct} of them repeated" if distinct < n else ""
    return f"{n} run{'s' * (n != 1)}{repeated}"
