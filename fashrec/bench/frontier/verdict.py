"""What a frontier says in words: what to take, when exact search is enough, and what noise forbids to say."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from fashrec.bench.frontier.cells import interval, ms, percent, rate, ratio, share, signed
from fashrec.bench.frontier.choice import Choice, choose, crossing, has_hits
from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.settings import EXACT


def verdict(figures: Figures, space: int) -> str:
    """Three sentences: one query at a time, in a batch, and how far they can be trusted."""
    return " ".join([_single(figures, space), _batch(figures, space), _trust(figures, space)])


def named(setting: Mapping[str, Any]) -> str:
    """`annoy trees=50 metric=angular search_k=1000`."""
    return " ".join(filter(None, (setting["index"], setting["build"], setting["query"])))


def _single(figures: Figures, space: int) -> str:
    choice, exact = choose(figures, space, "p50"), figures.exact(space)
    head = f"**One query at a time, take {named(choice.taken)}**"
    own = f"exact takes {ms(exact['p50_ms'])} ms (p50, one thread)"
    if choice.cheaper is None:
        return f"{head}: {own}, and no other setting {_wanted(figures, space)}."
    if choice.taken["index"] != EXACT:
        return f"{head}: {ms(choice.taken['p50_ms'])} ms, {ratio(choice.ratio)} × exact's, and {_cost(choice)}."
    return f"{head}: {own}; the cheapest that {_keeps(figures, space)}, {named(choice.cheaper)}, {_no_cheaper(choice)}."


def _batch(figures: Figures, space: int) -> str:
    choice, exact, threads = choose(figures, space, "batch"), figures.exact(space), figures.facts["threads"]
    head = f"**In a batch on {threads} thread{'s' * (threads != 1)}, take {named(choice.taken)}**"
    from_on = crossing(figures, space)
    if choice.taken["index"] != EXACT:
        faster = ratio(1 / choice.ratio)
        return f"{head}: {rate(choice.taken['qps'])} queries a second, {faster} × exact's, and {_cost(choice)}."
    where = "whatever their recall" if not from_on else f"but for those with a recall of at most {share(from_on)}"
    return f"{head}: {rate(exact['qps'])} queries a second, more than every approximate setting, {where}."


def _trust(figures: Figures, space: int) -> str:
    noise = figures.noise.row(by_predicate=pl.col("space") == space, named=True)
    said = (
        f"Exact search, repeated {noise['n_controls']} times in between, differed from itself by "
        f"{percent(noise['ms_spread'])} one by one and {percent(noise['qps_spread'])} in a batch (interquartile range "
        "over median): smaller differences in time are not told apart"
    )
    if not has_hits(figures, space):
        return f"{said}; hits were not measured here."
    others = figures.of(space).filter(pl.col("index") != EXACT)
    least = others.select((-pl.col("low")).min()).item() if len(others) else None
    if least is None:
        return f"{said}."
    return f"{said}, and with {figures.exact(space)['lists']:,} lists no loss below {share(max(least, 0.0))} can be ruled out for any setting."


def _wanted(figures: Figures, space: int) -> str:
    facts = figures.facts
    if not has_hits(figures, space):
        return f"reaches an index_recall of {facts['recall']:g}"
    bound = "" if facts["bound"] == facts["loss"] else f", its interval by at most {facts['bound']:g}"
    return f"is shown to lose at most {facts['loss']:g} of the hit rate{bound}"


def _keeps(figures: Figures, space: int) -> str:
    return _wanted(figures, space)


def _no_cheaper(choice: Choice) -> str:
    if choice.alike:
        return f"takes {ratio(choice.ratio)} × as long, which is within the noise of {percent(choice.noise)}"
    return f"takes {ratio(choice.ratio)} × as long"


def _cost(choice: Choice) -> str:
    taken = choice.taken
    if taken.get("difference") is None:
        return f"an index_recall of {share(taken['recall'])}"
    return f"a hit rate of {signed(taken['difference'])} {interval(taken['low'], taken['high'])} against exact's"
