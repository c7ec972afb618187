"""Writes the reports of one name into their folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fashrec.report.as_latex import latex
from fashrec.report.as_markdown import markdown
from fashrec.report.beyond import audit_frame, beyond, beyond_frame, looked_beyond
from fashrec.report.blocks import Block
from fashrec.report.context import context, context_frame
from fashrec.report.differences import differences_frame
from fashrec.report.document import CONTEXT, Gathered, Part, document, gather, parts
from fashrec.report.files import write
from fashrec.report.html.page import page
from fashrec.report.short_lists import lists_frame
from fashrec.report.wide import wide_frame
from fashrec.results.lists import has_lists
from fashrec.results.question import Question
from fashrec.results.runs import LeftOut, Run

if TYPE_CHECKING:
    from fashrec.gallery.section import Gallery


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a report.

    Attributes:
        command: what makes the files again.
        question: the base, if any, and how to test.
        html: whether report.html is written too.
        customers: how many of the newest run's customers are shown there as pictures, at most; 0: none.
    """

    command: str
    question: Question = field(default_factory=Question)
    html: bool = True
    customers: int = 0


def write_reports(folder: Path, runs: Sequence[Run], left_out: Sequence[LeftOut], wish: Wish) -> Iterator[str]:
    """Write all that the runs have to tell; says what was written.

    Args:
        folder: of the report; its name is the report's.
        runs: done, at least one.
        left_out: folders among theirs that hold no finished run.
        wish: what is asked.

    Raises:
        ConfigError: where they cannot be written, or nobody is called as the base is.
        DataError: where runs that seemed to have scored the same did not.
    """
    command = wish.command
    gathered = gather(folder.name, sorted(runs, key=lambda run: run.stamp), left_out, wish.question)
    made = parts(gathered, folder.parent)
    blocks = document(gathered, made)
    write(folder / "table.md", markdown(blocks, command))
    write(folder / "table.tex", latex(blocks, command))
    write(folder / "table.csv", wide_frame(gathered.runs))
    yield f"{folder}/table.md, table.csv and table.tex: {_counted(len(runs), len(gathered.runs))}"
    (folder / "differences.csv").unlink(missing_ok=True)  # of an earlier report that had a base
    if gathered.families:
        write(folder / "differences.csv", differences_frame(gathered.families))
        yield f"{folder}/differences.csv: everybody less {gathered.base}"
    made.append(Part(CONTEXT.capitalize(), tuple(_write_context(gathered, folder, command))))
    yield f"{folder}/{CONTEXT}.md, .csv and .tex: lift, skill, ties and short lists"
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
    if wish.html:
        shown = _pictures(gathered.runs[-1], folder, wish.customers) if wish.customers else None
        size = write(folder / "report.html", page(gathered, made, folder, command, shown.sections if shown else ()))
        yield f"{folder}/report.html: all of it as one page, {size / 1000:,.0f} kB"
        if shown and shown.real:
            yield "it holds customers' histories and pictures: share it as you would share the data"


def _pictures(run: Run, folder: Path, customers: int) -> "Gallery":
    """Customers of a run as sections of a page; what does not fit into it is written beside it."""
    # Hydra, PIL and the data sets cost a second, which other reports are spared
    from fashrec.gallery.finished import Finished  # noqa: PLC0415 (see above)
    from fashrec.gallery.section import gallery  # noqa: PLC0415 (likewise)

    made = gallery([Finished.read(run.folder)], customers=customers)
    for name, content in made.beside.items():
        write(folder / name, content)
    return made


def _write_context(gathered: Gathered, folder: Path, command: str) -> list[Block]:
    blocks = context(folder.name, gathered.groups, gathered.overviews)
    write(folder / f"{CONTEXT}.md", markdown(blocks, command))
    write(folder / f"{CONTEXT}.tex", latex(blocks, command))
    write(folder / f"{CONTEXT}.csv", context_frame(gathered.runs))
    with_lists = [run for run in gathered.runs if has_lists(run)]
    (folder / "lists.csv").unlink(missing_ok=True)  # of an earlier report whose runs still had theirs
    if with_lists:
        write(folder / "lists.csv", lists_frame(with_lists))
    return blocks


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
