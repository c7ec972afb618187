"""The differences of everybody to a chosen base, with Holm's p."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from fashrec.infer.wilson import FEWEST
from fashrec.report.blocks import Block, Cell, Column, Heading, Table, Text, table
from fashrec.report.groups import Group
from fashrec.results.best import ALPHA
from fashrec.results.families import Difference, Family, families
from fashrec.results.question import Question
from fashrec.results.rivals import has_base, refused
from fashrec.results.scores import segments
from fashrec.results.values import has_values

Families = tuple[Group, list[Family]]  # one a segment

LEGEND = (
    "In brackets the 95 % interval of the difference (customers resampled), then Holm's p over all differences of the "
    f"column; bold where it is below {ALPHA:g}. `*`: fewer than {FEWEST} customers differ, so that the interval is too "
    "short (p is not). `-`: every customer scores the same as with its namesake of another run, or nobody is scored."
)


def asked(found: Sequence[Group], question: Question) -> list[Families]:
    """The differences to the base, within each group that has it; none where no base is asked for.

    Raises:
        ConfigError: where no group has it.
    """
    if not question.base:
        return []
    with_base = [group for group in found if has_base(group.runs, group.window, question.base)]
    if with_base:
        return [(group, _families(group, question)) for group in with_base if all(map(has_values, group.runs))]
    names = dict.fromkeys(name for group in found for run in group.runs for name in run.data["scores"][group.window])
    # last what a refusal names for an example: it needs others beside it
    runs = {run.folder: run for group in sorted(found, key=lambda one: len(one.runs) > 1) for run in group.runs}
    raise refused(question.base, list(runs.values()), list(names))


def differences(found: Sequence[Families], base: str) -> list[Block]:
    """A heading, a legend and a table for each group where anybody differs from the base."""
    made: list[Block] = []
    for group, families_ in found:
        if any(family.differences for family in families_):
            made += [Heading(2, f"Differences to {base}, {group.title}"), Text(LEGEND), _table(families_)]
    return made


def differences_frame(found: Sequence[Families]) -> pl.DataFrame:
    """A row a difference, unrounded: what was scored, window, segment, metric, n, and what Difference holds."""
    rows = [
        {
            "scored": group.scored,
            **{name: getattr(family, name) for name in ("window", "segment", "metric", "n_customers", "n_pairs")},
            **{name: getattr(one, name) for name in _NUMBERS},
            "n_better": one.n_better,
            "n_cuts": len(one.by_cut),
        }
        for group, families_ in found
        for family in families_
        for one in family.differences
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _families(group: Group, question: Question) -> list[Family]:
    """A family a segment."""
    among = tuple(segments(group.runs, group.window))
    asked_for = replace(question, window=group.window, segment=among, metric=(group.metric,))
    return families(group.runs, asked_for, short=False)


_NUMBERS = tuple(name for name in Difference.__dataclass_fields__ if name != "by_cut")


def _table(found: Sequence[Family]) -> Table:
    """A row a recommender, or a pair where not all have the same base."""
    pairs = dict.fromkeys((one.rival, one.base) for family in found for one in family.differences)
    by_pair = [{(one.rival, one.base): one for one in family.differences} for family in found]
    head = ["recommender", "less"] if len({base for _, base in pairs}) > 1 else ["recommender"]
    counted = [Column(family.segment, f"n = {family.n_pairs:,}") for family in found]
    rows = [[*pair[: len(head)], *(_cell(of_one.get(pair)) for of_one in by_pair)] for pair in pairs]
    return table([*map(Column, head), *counted], rows, n_left=len(head))


def _cell(one: Difference | None) -> Cell:
    if one is None:
        return Cell("-")
    beside = f"[{one.low:+.4f}, {one.high:+.4f}]{'*' * one.is_rough} p {one.p_holm:.4f}"
    return Cell(f"{one.difference:+.4f}", beside, bold=one.p_holm < ALPHA, order=one.difference)
