"""What a frontier says in words: what to take, when exact search is enough, and what noise forbids to say."""

from collections.abc import Mapping
from typing import Any

from fashrec.bench.frontier.cells import interval, ms, percent, rate, ratio, share, signed
from fashrec.bench.frontier.choice import Choice, choose, crossing, has_hits, unproven
from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.latency import LEVEL, WAYS, limits_of
from fashrec.bench.frontier.settings import EXACT

# fewer times hardly tell what is rare
FEW_CONTROLS = 20
HALF = 0.5


def verdict(figures: Figures, space: int) -> str:
    """What to take for one query at a time, what in a batch, and how far that can be trusted."""
    return " ".join([_single(figures, space), _batch(figures, space), _noise(figures, space), _loss(figures, space)])


def named(setting: Mapping[str, Any]) -> str:
    """`annoy trees=50 metric=angular search_k=1000`."""
    return " ".join(filter(None, (setting["index"], setting["build"], setting["query"])))


def _single(figures: Figures, space: int) -> str:
    choice, exact = choose(figures, space, "p50"), figures.exact(space)
    head = f"**One query at a time, take {named(choice.taken)}**"
    own = f"exact takes {ms(exact['p50_ms'])} ms (p50, one thread)"
    doubt = _hollow(choice) + _unproven(figures, space, "p50") + _around(choice.taken, exact)
    if len(figures.of(space)) == 1:
        return f"{head}: {own}, and nothing else was measured."
    if choice.cheaper is None:
        return f"{head}: {own}, and no other setting {_wanted(figures, space)}.{doubt}"
    if choice.taken["index"] != EXACT:
        taken = f"{ms(choice.taken['p50_ms'])} ms, {ratio(choice.ratio)} × exact's, and {_cost(choice.taken)}"
        return f"{head}: {taken}{_others(choice)}.{doubt}"
    if choice.hollow is not None:
        return f"{head}: {own}.{doubt}"
    best = f"The fastest other setting that {_wanted(figures, space)}, {named(choice.cheaper)}"
    return f"{head}: {own}. {best}, {_no_cheaper(choice)}.{doubt}"


def _batch(figures: Figures, space: int) -> str:
    choice, exact, threads = choose(figures, space, "batch"), figures.exact(space), figures.facts["threads"]
    head = f"**In a batch on {threads} thread{'s' * (threads != 1)}, take {named(choice.taken)}**"
    ahead, doubt = _ahead(figures, space), _unproven(figures, space, "batch")
    if choice.taken["index"] == EXACT:
        return f"{head}: {rate(exact['qps'])} queries a second. {ahead}{_nearest(figures, space, choice)}{doubt}"
    taken = (
        f"{rate(choice.taken['qps'])} queries a second, {ratio(1 / choice.ratio)} × exact's, and {_cost(choice.taken)}"
    )
    return f"{head}: {taken}{_others(choice)}. {ahead}{doubt}"


def _nearest(figures: Figures, space: int, choice: Choice) -> str:
    """What might as well be taken in place of exact search, or comes nearest to it."""
    if choice.cheaper is None:
        return f" No other setting {_wanted(figures, space)}." if len(figures.of(space)) > 1 else ""
    said = f" The fastest other setting that {_wanted(figures, space)}, {named(choice.cheaper)}, answers"
    noise = ", which is within the noise" if choice.alike else ""
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


def _noise(figures: Figures, space: int) -> str:
    noise = figures.noise_of(space)
    single, batch = ("{:.2f} to {:.2f}".format(*limits_of(noise, way)) for way in WAYS)
    times, visits = f"{noise['n_controls']:,} times", f"{noise['n_visits']} visit{'s' * (noise['n_visits'] != 1)}"
    few = " (so few controls tell little of the noise)" if noise["n_controls"] < FEW_CONTROLS else ""
    return (
        f"The noise: exact search, measured {times} in between and judged like a setting of {visits}, "
        f"takes {single} of its own time one by one and {batch} in a batch, in {100 * LEVEL:g} of 100 cases{few}."
    )


def _loss(figures: Figures, space: int) -> str:
    """What the lists can show at all, and what they show of what is taken."""
    if not has_hits(figures, space):
        return "What a recall costs in hits is not known for these vectors."
    unseen = figures.exact(space)["unseen"]
    said = f"Of a setting that hits in the same lists as exact, {_lists(figures, space)} rule out no loss below "
    taken = {named(row): row for row in (choose(figures, space, by).taken for by in WAYS)}
    bounds = [f"of {name} none below {share(max(-row['low'], unseen))}" for name, row in taken.items() if row["query"]]
    return "; ".join([f"{said}{share(unseen)} of the hit rate", *bounds]) + "."


def _wanted(figures: Figures, space: int) -> str:
    facts = figures.facts
    if not has_hits(figures, space):
        return f"reaches an index_recall of {facts['recall']:g}"
    bound = "" if facts["bound"] == facts["loss"] else f", its interval by at most {facts['bound']:g}"
    return f"is shown to lose at most {facts['loss']:g} of the hit rate{bound}"


def _no_cheaper(choice: Choice) -> str:
    if choice.alike:
        return f"takes {ratio(choice.ratio)} × as long, which is within the noise"
    return f"takes {ratio(choice.ratio)} × as long"


def _others(choice: Choice) -> str:
    n = choice.n_alike
    said = f"; {n} other{'s' * (n != 1)} as good {'are' if n != 1 else 'is'} as fast within the noise"
    return f"{said}, and find{'s' * (n == 1)} no more" if n else ""


def _hollow(choice: Choice) -> str:
    """What would be taken, were it not for what it misses and for whose gain it is."""
    if choice.hollow is None:
        return ""
    return (
        f" {named(choice.hollow)} is faster ({ratio(choice.hollow['ratio'])} × exact's time) and not taken: it misses "
        "neighbours, and its library's own call is no faster than exact's."
    )


def _around(taken: Mapping[str, Any], exact: Mapping[str, Any]) -> str:
    """How much of a search is fashrec's own, where that is most of it."""
    own, exacts = (max(0.0, 1 - row["bare_ms"] / row["p50_ms"]) for row in (taken, exact))
    if max(own, exacts) <= HALF:
        return ""
    whose = "exact's time" if taken["index"] == EXACT else f"that time, and {percent(exacts)} of exact's"
    return f" What fashrec does around the library's own call is {percent(own)} of {whose}."


def _cost(taken: Mapping[str, Any]) -> str:
    if taken.get("difference") is None:
        return f"an index_recall of {share(taken['recall'])}"
    if not taken["query"]:
        return "the same answers, as it compares with every item too"
    return f"a hit rate of {signed(taken['difference'])} {interval(taken['low'], taken['high'])} against exact's"
