"""Which recommenders of a report have short or empty lists, or lists of their fallback: a table, and `lists.csv`."""

from collections.abc import Mapping, Sequence

import polars as pl

from fashrec.report.blocks import Block, Cell, Column, Heading, Text, table
from fashrec.report.groups import Group
from fashrec.report.overview import Row, labelled
from fashrec.results.lists import KINDS, Lists, fallbacks_of, has_lists, lists_of
from fashrec.results.runs import Run, differing
from fashrec.results.scores import BOUNDS

Found = Mapping[tuple[str, str, int], Lists]


def short_lists(group: Group, rows: Sequence[Row]) -> list[Block]:
    """A row for whoever's lists are not all full and their own, and the names of the others.

    Nothing where the runs' folders no longer hold what was shown.

    Args:
        group: whose lists.
        rows: of the table of scores; chance and the ceiling are closed forms without lists.
    """
    with_lists = [at for at, run in enumerate(group.runs) if has_lists(run)]
    found = {at: lists_of(group.runs[at], group.window) for at in with_lists}
    scored = [row for row in rows if row.place[0] in found and row.recommender not in BOUNDS]
    if not scored:
        return []
    ks = sorted({int(group.k), *(k for one in found.values() for *_, k in one)})
    kept = [row for row in scored if not _is_whole(group, row, found[row.place[0]])]
    made: list[Block] = [Heading(2, f"Short and empty lists, {group.title}")]
    if kept:
        head, labels = labelled(group, kept)
        of_row = [_cells(group, row, found[row.place[0]], ks) for row in kept]
        lines = [[*label, *cells] for label, cells in zip(labels, of_row, strict=True)]
        made.append(table([*head, *_columns(_asked(next(iter(found.values()))), ks)], lines, n_left=len(head)))
    told = {row.recommender for row in kept}
    whole = ", ".join(dict.fromkeys(row.recommender for row in scored if row.recommender not in told))
    return [*made, *([Text(f"All lists are full, and none is a fallback's: {whole}.")] if whole else [])]


def lists_frame(runs: Sequence[Run]) -> pl.DataFrame:
    """A row a run, window, recommender, kind of list and list length `k`: how many lists, and what became of them.

    Args:
        runs: of which `has_lists`, at least one.
    """
    settings = differing(runs)
    rows = [
        {
            "run": run.stamp,
            **{setting: run.setting(setting) for setting in settings},
            "window": window,
            "recommender": name,
            "list": kind,
            "k": k,
            "n": one.n,
            "full": one.full,
            "short": one.short,
            "empty": one.empty,
            "fallback": fallbacks_of(run, window, name) if kind == "main" else None,
        }
        for run in runs
        for window in run.data["scores"]
        for (name, kind, k), one in lists_of(run, window).items()
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _is_whole(group: Group, row: Row, found: Found) -> bool:
    own = [one for (name, *_), one in found.items() if name == row.recommender]
    fallbacks = fallbacks_of(group.runs[row.place[0]], group.window, row.recommender)
    return not fallbacks and all(one.full == one.n for one in own)


def _asked(found: Found) -> dict[str, int]:
    """How many lists of each kind were asked for, where any were."""
    asked = {kind: next((one.n for (_, of, _), one in found.items() if of == kind), 0) for kind in KINDS}
    return {kind: n for kind, n in asked.items() if n}


def _columns(asked: Mapping[str, int], ks: Sequence[int]) -> list[Column]:
    made = []
    for kind, n in asked.items():
        titles = [*(f"short of {k}" for k in ks), "empty", *(["fallback's"] if kind == "main" else [])]
        made += [Column(title if kind == "main" else f"{kind}: {title}", f"of {n:,}") for title in titles]
    return made


def _cells(group: Group, row: Row, found: Found, ks: Sequence[int]) -> list[Cell]:
    made = []
    for kind, n in _asked(found).items():
        of_kind = [found.get((row.recommender, kind, k)) for k in ks]
        made += [_count(one.short if one else None, n) for one in of_kind]
        made.append(_count(next((one.empty for one in of_kind if one), None), n))
        if kind == "main":
            made.append(_count(fallbacks_of(group.runs[row.place[0]], group.window, row.recommender), n))
    return made


def _count(part: int | None, n: int) -> Cell:
    """So many of n, and behind them the share."""
    if part is None:
        return Cell("-")
    return Cell(f"{part:,}", f"({part / n:.1%})" if part else "", order=part)
