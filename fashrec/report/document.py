"""The report on some runs as blocks: their scores by what they scored, and what else they tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fashrec.infer.margin import legend
from fashrec.report.blocks import Block, Heading, Text
from fashrec.report.differences import Families, asked, differences
from fashrec.report.groups import Group, groups
from fashrec.report.learnt import LESSONS, learnt
from fashrec.report.overview import Overview, overview
from fashrec.report.search import search
from fashrec.report.stages import stages
from fashrec.report.ties import tie_note
from fashrec.results.best import ALPHA
from fashrec.results.question import Question
from fashrec.results.runs import LeftOut, Run, once
from fashrec.results.scores import windows

CONTEXT = "context"  # the file, or the page's section, with what stands behind the scores
SEVERAL = (
    "These runs did not all score the same: data, cuts, what may be shown, or the metric differ. What cannot be set "
    "against each other stands in tables of its own."
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a report tells, before it is written.

    Attributes:
        name: the report's.
        runs: done, at least one, no two alike.
        left_out: folders among theirs that hold no finished run.
        base: what everybody is compared with; empty: nobody is.
        groups: by window and what was scored.
        overviews: the table of each group.
        families: the differences to the base, of the groups that have it.
    """

    name: str
    runs: tuple[Run, ...]
    left_out: tuple[LeftOut, ...]
    base: str
    groups: tuple[Group, ...]
    overviews: tuple[Overview, ...]
    families: tuple[Families, ...]

    @property
    def metrics(self) -> list[str]:
        """The headlines, most often one."""
        return list(dict.fromkeys(group.metric for group in self.groups))

    @property
    def title(self) -> str:
        """The name and the metric."""
        return f"{self.name}: {', '.join(self.metrics)}"


def gather(name: str, runs: Sequence[Run], left_out: Sequence[LeftOut], question: Question) -> Gathered:
    """Group, test and compare the runs.

    Args:
        name: the report's.
        runs: done, at least one, in time's order; repeated ones are shown once.
        left_out: folders among theirs that hold no finished run.
        question: the base, if any, and how to test.
    """
    distinct = once(runs)
    found = tuple(group for window in windows(distinct) for group in groups(distinct, window))
    seen = tuple(overview(group, question) for group in found)
    return Gathered(name, tuple(distinct), tuple(left_out), question.base, found, seen, tuple(asked(found, question)))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report, with a short name for what leads to it."""

    name: str
    blocks: tuple[Block, ...]


def parts(gathered: Gathered, out: Path) -> list[Part]:
    """The headline metric of runs in a table a window and what was scored, differences to the base, classifiers, search
    and stages; without those that there is nothing of.

    Args:
        gathered: the runs.
        out: the folder of all reports.
    """
    made = [
        Part("Scores", tuple(_scores(gathered))),
        Part("Differences", tuple(differences(gathered.families, gathered.base))),
        Part("Classifier", tuple(_lessons(gathered))),
        Part("Search", tuple(search(gathered.runs, out))),
        Part("Stages", tuple(stages(gathered.runs))),
    ]
    return [part for part in made if part.blocks]


def document(gathered: Gathered, made: Sequence[Part]) -> list[Block]:
    """All parts of the report under its title, and what was left out."""
    blocks = [Heading(1, gathered.title), *(block for part in made for block in part.blocks)]
    return [*blocks, Text(left_out(gathered))] if gathered.left_out else blocks


def left_out(gathered: Gathered) -> str:
    """The folders without a finished run, by name and reason."""
    named = "; ".join(f"`{one.folder.name}` ({one.why})" for one in gathered.left_out)
    return f"Left out, {len(gathered.left_out)} without a finished run: {named}."


def _scores(gathered: Gathered) -> Iterator[Block]:
    yield from map(Text, legend_of(gathered))
    for group, one in zip(gathered.groups, gathered.overviews, strict=True):
        yield Heading(2, titled(group, gathered.metrics))
        yield from map(Text, about(group))
        yield one.table
        yield from map(Text, tie_note(group, f"{CONTEXT}.md"))


def about(group: Group) -> list[str]:
    """What the heading does not say: the only run, and settings of the data that tell it from other groups'."""
    one_run = [f"Run `{group.runs[0].label}`."] if len(group.runs) == 1 else []
    return [*one_run, *([f"{group.data}."] if group.data else [])]


def _lessons(gathered: Gathered) -> Iterator[Block]:
    """Classifiers, in a table for each thing that their runs scored in the first window that they opened."""
    for key in LESSONS:
        for group in gathered.groups:
            of_group = [run for run in group.runs if next(iter(run.data["scores"])) == group.window]
            yield from learnt(of_group, key, "; ".join(filter(None, (group.apart, group.looks))))


def legend_of(gathered: Gathered) -> list[str]:
    """How to read the tables."""
    runs = gathered.runs
    repeated = sum(run.times - 1 for run in runs)
    again = f" `× 2` behind a run: {repeated} more of the same settings came to the same scores." if repeated else ""
    what = (
        "`n` counts scored (cut, customer) pairs with something relevant in the segment. `chance` is the closed form "
        "of a random list, `ceiling` the best that any list could reach, `oracle` (simulated shop) ranks by the true "
        f"probabilities.{again}{_margins(runs)}"
    )
    several = [SEVERAL] if len(gathered.groups) > len(windows(runs)) else []
    return [_bold(gathered.overviews), what, *several]


def titled(group: Group, metrics: Sequence[str]) -> str:
    """The group's title, with its metric where there are several."""
    return f"{group.metric}, {group.title}" if len(metrics) > 1 else group.title


def _bold(seen: Sequence[Overview]) -> str:
    rule = (
        "Bold: the best of a column, where it is better than each other row by more than luck (paired within "
        f"customers, Holm's p below {ALPHA:g}); chance, oracle and ceiling take no part."
    )
    untested = [one for one in seen if not one.tested]
    if len(untested) == len(seen):
        return "Nothing is bold: the runs' folders no longer hold what each customer scored, so no best was tested."
    if not sum(one.n_bold for one in seen):
        return f"{rule} Nothing is bold here: in no column is one better than all others by more than luck."
    return rule + (" Tables of runs without their customers' scores were not tested." if untested else "")


def _margins(runs: Sequence[Run]) -> str:
    """What ± means, where any run has intervals; runs of several levels have theirs named."""
    levels = sorted({run.data["level"] for run in runs if run.data.get("level")})
    return "".join(f" {legend(level)}." for level in levels)
