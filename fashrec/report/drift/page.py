"""The drift from a run to a later one, as blocks and as a table of numbers."""

from collections.abc import Sequence

import polars as pl

from fashrec.infer.wilson import FEWEST
from fashrec.report.blocks import Block, Cell, Heading, Table, Text, table
from fashrec.report.drift.causes import Cause, unmoved
from fashrec.report.drift.numbers import Drift, Moved
from fashrec.results.best import ALPHA
from fashrec.results.runs import Run

MOST = 20  # numbers of a table; drift.csv has all
FEW = 6  # names of a line
LONGEST = 24  # letters of a hash or a version
OF_COMMIT = 12  # likewise
DIRTY = "+"  # behind a commit


def page(old: Run, new: Run, found: Drift, with_it: Sequence[Cause]) -> list[Block]:
    """What moved, and what moved with it; one line where nothing did."""
    made: list[Block] = [Heading(1, f"{new.name}: from {old.stamp} to {new.stamp}")]
    if not found.moved:
        return [*made, Text(_nothing(old, new, found, with_it))]
    tested = [one for one in found.moved if one.is_tested]
    others = [one for one in found.moved if not one.is_tested]
    made.append(Text(_summary(found, tested, with_it)))
    if tested:
        made += [Heading(2, "Scores that moved"), Text(_LEGEND), _scores(tested)]
    if others:
        made += [Heading(2, "Other numbers that moved" if tested else "Numbers that moved"), *_untested(found, others)]
    made.append(Heading(2, "What moved with them"))
    return [*made, *(_causes(with_it) if with_it else [Text(_UNEXPLAINED)]), *_same(with_it)]


def drift_frame(found: Drift) -> pl.DataFrame:
    """A row a number that moved, unrounded; `low`, `high` and `p_holm` of those that were tested."""
    numbers = ("old", "new", "difference", "low", "high", "p_holm")
    schema = pl.Schema({"number": pl.String(), **dict.fromkeys(numbers, pl.Float64())})
    rows = [
        {
            "number": one.name,
            "old": one.old,
            "new": one.new,
            "difference": one.change,
            **{name: getattr(one.difference, name, None) for name in ("low", "high", "p_holm")},
        }
        for one in found.moved
    ]
    return pl.DataFrame(rows, schema)


_LEGEND = (
    "The headline of both runs on the same customers and purchases: later less earlier, its 95 % interval (customers "
    f"resampled), Holm's p over the recommenders of a segment; bold where it is below {ALPHA:g}. What moved did move, "
    f"since both were scored on the same; p says whether it would on other customers too. `*`: fewer than {FEWEST} "
    "customers differ, so that the interval is too short."
)
_UNEXPLAINED = (
    "Nothing that is recorded: settings, data, artefacts, versions, commit and machine are the same. What is left is "
    "chance that no seed holds, or source that was changed without a commit."
)


def _nothing(old: Run, new: Run, found: Drift, with_it: Sequence[Cause]) -> str:
    beside = f", with another {_listed(with_it)}" if with_it else ""
    return f"Nothing moved since {old.stamp}: all {found.n:,} numbers of {new.stamp} are the same{beside}."


def _summary(found: Drift, tested: Sequence[Moved], with_it: Sequence[Cause]) -> str:
    sure = sum(one.difference.p_holm < ALPHA for one in tested if one.difference)
    said = f"{len(found.moved):,} of {found.n:,} numbers moved"
    if tested:
        said += f", {len(tested)} headline scores among them, {sure} by more than luck"
    return f"{said}. With them moved: {_listed(with_it) or 'nothing that is recorded'}."


def _listed(with_it: Sequence[Cause]) -> str:
    """The causes by kind, with the first few names of each."""
    names: dict[str, list[str]] = {}
    for one in with_it:
        names.setdefault(one.kind, []).append(one.name)
    return "; ".join(
        kind if of_kind == [""] else f"{kind} {', '.join(of_kind[:FEW])}{' …' * (len(of_kind) > FEW)}"
        for kind, of_kind in names.items()
    )


def _scores(tested: Sequence[Moved]) -> Table:
    rows = []
    for one in tested:
        apart = one.difference
        assert apart is not None, "only what was tested stands here"
        interval = f"[{apart.low:+.4f}, {apart.high:+.4f}]{'*' * apart.is_rough}"
        change = Cell(f"{apart.difference:+.4f}", interval, bold=apart.p_holm < ALPHA, order=apart.difference)
        rows.append([one.name, *map(_number, (one.old, one.new)), change, f"{apart.p_holm:.4f}", f"{apart.n_differ:,}"])
    return table(["number", "old", "new", "difference", "Holm", "customers who differ"], rows)


def _untested(found: Drift, others: Sequence[Moved]) -> list[Block]:
    said = [f"Not tested: {found.why_untested}."] if found.why_untested else []
    if len(others) > MOST:
        said.append(f"The {MOST} that moved farthest of {len(others):,}; drift.csv has all.")
    rows = [[one.name, *map(_number, (one.old, one.new)), _change(one.change)] for one in others[:MOST]]
    return [*([Text(" ".join(said))] if said else []), table(["number", "old", "new", "difference"], rows)]


def _causes(with_it: Sequence[Cause]) -> list[Block]:
    rows = [[one.said, *(_short(text, one.kind) for text in (one.old, one.new))] for one in with_it]
    dirty = any(text.endswith(DIRTY) for one in with_it if one.kind == "commit" for text in (one.old, one.new))
    said = [Text(f"`{DIRTY}`: with uncommitted changes.")] if dirty else []
    return [table(["what", "old", "new"], rows, n_left=3), *said]


def _same(with_it: Sequence[Cause]) -> list[Block]:
    kinds = unmoved(with_it)
    return [Text(f"The same in both: {', '.join(kinds)}.")] if kinds else []


def _number(value: float | None) -> Cell:
    if value is None:
        return Cell("-")
    return Cell(f"{value:,.0f}" if _is_count(value) else f"{value:.4f}", order=value)


def _change(value: float | None) -> Cell:
    if value is None:
        return Cell("-")
    return Cell(f"{value:+,.0f}" if _is_count(value) else f"{value:+.4f}", order=value)


def _is_count(value: float) -> bool:
    return value == int(value) and abs(value) > 1


def _short(text: str, kind: str) -> str:
    if kind == "commit":
        return text[:OF_COMMIT] + (DIRTY if text.endswith(DIRTY) else "")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
