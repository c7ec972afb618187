"""Differences in words: the cells of their tables, and what a reader has to know about a family."""

from collections.abc import Sequence

from fashrec.infer.wilson import FEWEST
from fashrec.results.families import Difference, Family
from fashrec.results.looks import caption
from fashrec.results.question import Question

# a column's head, and whether a narrow terminal can do without
HEAD = {
    "recommender": False,
    "value": False,
    "less base": False,
    "95 % interval": False,
    "p": False,
    "Holm": False,
    "d_z": True,
    "detectable": True,
    "cuts won": False,
    "cuts from … to": True,
}
ROUGH = "*"


def title(family: Family) -> str:
    """What is compared: `hit_rate@5, segment all, validation window: less popular (0.2624)`, and looks at test."""
    bases = {one.base: one.base_value for one in family.differences}
    base = f"less {next(iter(bases))} ({next(iter(bases.values())):.4f})" if len(bases) == 1 else "less their base"
    what = f"{family.metric}, segment {family.segment}, {family.window} window"
    return "; ".join(filter(None, (f"{what}: {base}" if bases else what, caption(family.looks))))


def head(family: Family) -> list[str]:
    """The columns of a family's table."""
    return [*(["base"] if _several_bases(family) else []), *HEAD]


def cells(family: Family, one: Difference) -> list[str]:
    """A line of the table."""
    spread = [f"{value:+.3f}" for value in (min(one.by_cut.values()), max(one.by_cut.values()))]
    return [
        *([f"{one.base} ({one.base_value:.4f})"] if _several_bases(family) else []),
        one.rival,
        f"{one.value:.4f}",
        f"{one.difference:+.4f}",
        f"[{one.low:+.4f}, {one.high:+.4f}]{ROUGH * one.is_rough}",
        f"{one.p:.4f}",
        f"{one.p_holm:.4f}",
        _or_dash(one.d_z, "+.2f"),
        _or_dash(one.detectable, ".4f"),
        f"{one.n_better}/{len(one.by_cut)}",
        " … ".join(spread),
    ]


def notes(family: Family) -> list[str]:
    """What a family's table rests on, and what it cannot show."""
    if not family.n_pairs:
        return ["Nobody is in this segment."]
    if not family.differences:
        return [*_alike(family), "Nothing is left to compare."]
    n = len(family.differences)
    counts = f"{family.n_customers:,} customers, {family.n_pairs:,} (cut, customer) pairs, {_cuts(family)}"
    return [
        f"{counts}; {n} comparison{'s' * (n > 1)} in the family.",
        *_unseen(family),
        *_rough(family),
        *_alike(family),
    ]


def method(question: Question) -> list[str]:
    """How all of it was computed."""
    resampled = f"Customers are resampled, and their signs flipped, {question.replicates:,} times"
    holm = "Holm: p over the family, which is all comparisons within one segment and metric"
    unseen = "What can't be seen is what a test at 5 % finds in fewer than 80 % of such worlds (`detectable`)"
    return [f"{resampled}, with all of their cuts together.", f"{holm}. {unseen}."]


def _unseen(family: Family) -> list[str]:
    least = [one.detectable for one in family.differences if one.detectable is not None]
    if not least:
        return []
    ends = dict.fromkeys(f"{100 * value:.1f}" for value in (min(least), max(least)))
    said = " to ".join(ends) + " points" + ", by recommender," * (len(ends) > 1)
    return [f"Differences under {said} can't be seen with these {family.n_customers:,} customers (a point is 0.01)."]


def _rough(family: Family) -> list[str]:
    rough = [one.rival for one in family.differences if one.is_rough]
    said = f"{ROUGH} fewer than {FEWEST} customers differ: the interval is too short, p is not."
    return [said] if rough else []


def _alike(family: Family) -> list[str]:
    said = "Not compared with their namesakes, since every customer scores the same in all runs"
    return [f"{said}: {', '.join(family.alike)}."] if family.alike else []


def _cuts(family: Family) -> str:
    days = list(family.differences[0].by_cut)
    return f"{len(days)} cuts, {days[0]} … {days[-1]}" if len(days) > 1 else f"the cut of {days[0]}"


def _several_bases(family: Family) -> bool:
    return len({one.base for one in family.differences}) > 1


def _or_dash(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def narrow(family: Family) -> Sequence[int]:
    """Where in a line stand the columns that a narrow terminal can do without."""
    return [at for at, name in enumerate(head(family)) if HEAD.get(name, False)]
