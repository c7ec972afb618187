"""What a frontier says in words: what to take, when exact search is enough, and what noise forbids to say."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from fashrec.bench.frontier.cells import interval, ms, percent, rate, ratio, share, signed
from fashrec.bench.frontier.choice import Choice, choose, crossing, has_hits, unproven
from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.settings import EXACT

# quartiles of fewer times are hardly any
FEW_CONTROLS = 8


def verdict(figures: Figures, space: int) -> str:
    """What to take for one query at a time, what in a batch, and how far that can be trusted."""
    parts = [_single(figures, space), _batch(figures, space), _trust(figures, space)]
    return " ".join([part for part in parts if part])


def named(setting: Mapping[str, Any]) -> str:
    """`annoy trees=50 metric=angular search_k=1000`."""
    return " ".join(filter(None, (setting["index"], setting["build"], setting["query"])))


def _single(figures: Figures, space: int) -> str:
    choice, exact = choose(figures, space, "p50"), figures.exact(space)
    head = f"**One query at a time, take {named(choice.taken)}**"
    own = f"exact takes {ms(exact['p50_ms'])} ms (p50, one thread)"
    doubt = _unproven(figures, space, "p50")
    if len(figures.of(space)) == 1:
        return f"{head}: {own}, and nothing else was measured."
    if choice.cheaper is None:
        return f"{head}: {own}, and no other setting {_wanted(figures, space)}.{doubt}"
    if choice.taken["index"] != EXACT:
        taken = f"{ms(choice.taken['p50_ms'])} ms, {ratio(choice.ratio)} × exact's, and {_cost(choice)}"
        return f"{head}: {taken}{_others(choice)}.{doubt}"
    return (
        f"{head}: {own}. The fastest other setting that {_wanted(figures, space)}, {named(choice.cheaper)}, "
        f"{_no_cheaper(choice)}.{doubt}"
    )


def _batch(figures: Figures, space: int) -> str:
    choice, exact, threads = choose(figures, space, "batch"), figures.exact(space), figures.facts["threads"]
    head = f"**In a batch on {threads} thread{'s' * (threads != 1)}, take {named(choice.taken)}**"
    ahead, doubt = _ahead(figures, space), _unproven(figures, space, "batch")
    if choice.taken["index"] == EXACT:
        return f"{head}: {rate(exact['qps'])} queries a second. {ahead}{_nearest(figures, space, choice)}{doubt}"
    taken = f"{rate(choice.taken['qps'])} queries a second, {ratio(1 / choice.ratio)} × exact's, and {_cost(choice)}"
    return f"{head}: {taken}{_others(choice)}. {ahead}{doubt}"


def _nearest(figures: Figures, space: int, choice: Choice) -> str:
    """What might as well be taken in place of exact search, or comes nearest to it."""
    if choice.cheaper is None:
        return f" No other setting {_wanted(figures, space)}." if len(figures.of(space)) > 1 else ""
    said = f" The fastest other setting that {_wanted(figures, space)}, {named(choice.cheaper)}, answers"
    noise = f", which is within the noise of {percent(choice.noise)}" if choice.alike else ""
    return f"{said} {ratio(1 / choice.ratio)} × as many{noise}."


def _ahead(figures: Figures, space: int) -> str:
    """Where exact search in batch is ahead."""
    if figures.approximate(space).is_empty():
        return "No approximate setting was measured beside it."
    recall = crossing(figures, space)
    if recall is None:
        return "Exact search is faster than every approximate setting."
    if recall == 1:
        return "Some approximate settings that miss no neighbour are as fast as exact search, or faster."
    return f"Exact search is faster than every approximate setting with a recall above {share(recall)}."


def _unproven(figures: Figures, space: int, by: str) -> str:
    """The fastest of what did no harm here, where it is faster than what is taken and too few customers were asked."""
    found = unproven(figures, space, by)
    if found is None:
        return ""
    return (
        f" {named(found)} is faster ({ratio(found['ratio'])} × exact's time) and lost no hit here, but "
        f"{_lists(figures, space)} are too few to rule out a loss of more than {figures.facts['bound']:g}."
    )


def _lists(figures: Figures, space: int) -> str:
    return f"{figures.exact(space)['lists']:,} lists"


def _trust(figures: Figures, space: int) -> str:
    noise = figures.noise_of(space)
    said = (
        f"Exact search, measured {noise['n_controls']:,} times in between, differed from itself by "
        f"{percent(noise['ms_spread'])} one by one and {percent(noise['qps_spread'])} in a batch (interquartile range "
        "over median): smaller differences in time are not told apart"
    )
    if noise["n_controls"] < FEW_CONTROLS:
        said += " (and so few controls tell little of the noise)"
    if not has_hits(figures, space):
        return f"{said}. What a recall costs in hits is not known for these vectors."
    others = figures.of(space).filter(pl.col("index") != EXACT)
    least = 0.0 if others.is_empty() else float((-others["low"]).to_numpy().min())
    if least <= 0:
        return f"{said}."
    lists = _lists(figures, space)
    return f"{said}. {lists} alone cannot rule out that a setting loses up to {share(least)} of the hit rate."


def _wanted(figures: Figures, space: int) -> str:
    facts = figures.facts
    if not has_hits(figures, space):
        return f"reaches an index_recall of {facts['recall']:g}"
    bound = "" if facts["bound"] == facts["loss"] else f", its interval by at most {facts['bound']:g}"
    return f"is shown to lose at most {facts['loss']:g} of the hit rate{bound}"


def _no_cheaper(choice: Choice) -> str:
    if choice.alike:
        return f"takes {ratio(choice.ratio)} × as long, which is within the noise of {percent(choice.noise)}"
    return f"takes {ratio(choice.ratio)} × as long"


def _others(choice: Choice) -> str:
    n = choice.n_alike
    return f"; {n} other{'s' * (n != 1)} as good {'are' if n != 1 else 'is'} as fast within the noise" if n else ""


def _cost(choice: Choice) -> str:
    taken = choice.taken
    if taken.get("difference") is None:
        return f"an index_recall of {share(taken['recall'])}"
    if not taken["query"]:
        return "the same answers, as it compares with every item too"
    return f"a hit rate of {signed(taken['difference'])} {interval(taken['low'], taken['high'])} against exact's"
