"""Everything that an experiment fits at a cut before anything is evaluated, each thing by its digest."""

from collections.abc import Iterator

import numpy as np

from fashrec.canaries.digest import digest, folder_digest
from fashrec.making import Making
from fashrec.past import Past
from fashrec.stages import Index, Recommender
from fashrec.store import settings_of
from fashrec.tools import CutTools
from fashrec.types import Cut, Ints

AT_MOST = 10_000  # customers whose profiles and lists are looked at; what was learnt is, of everybody
DEPTH = 50  # places of their lists: what stands behind the end of a list of 12 may have moved too


def fitted(making: Making, cut: Cut) -> Iterator[tuple[str, str]]:
    """Name and digest of each thing that is fitted, in the order in which they depend on each other.

    The past comes first: where it moves, nothing else can stand still. Who needs the truth is left out.
    """
    past, _ = making.parts.split.at(making.tables, cut)
    yield from _of_past(past)
    watched = {name: one for name, one in making.parts.recommend.items() if "truth" not in one.needs}
    index = None
    if any("vectors" in one.needs for one in watched.values()):
        if making.trained is not None:
            yield "network", folder_digest(making.trained.folder)
        index, _ = making.calibrated(making.earliest)
    tools = making.tools(past, index)
    if index is not None:
        yield from _of_pictures(past, tools, index)
    for name, recommender in watched.items():
        yield from _of_recommender(f"recommend.{name}", recommender, past, tools, making.parts.evaluate.ks)


def _of_past(past: Past) -> Iterator[tuple[str, str]]:
    yield "past: purchases", digest(past.purchases)
    yield "past: items", digest(past.items)
    yield "past: customers", digest(past.customers)
    yield "past: catalogue", digest(past.launched, past.warm, past.catalogue)


def _of_pictures(past: Past, tools: CutTools, index: Index) -> Iterator[tuple[str, str]]:
    yield "vectors", digest(tools.vectors.values, tools.vectors.has)
    profiles = tools.profiles(_asked(past))
    yield "profiles", digest(profiles.values, profiles.has)
    yield "index: settings", digest(settings_of(index))
    if (past.catalogue & tools.vectors.has).any():
        yield "index: answers", digest(*tools.searcher(past.catalogue).search(profiles, DEPTH))


def _of_recommender(
    name: str, recommender: Recommender, past: Past, tools: CutTools, ks: tuple[int, ...]
) -> Iterator[tuple[str, str]]:
    """What was learnt - factors, neighbours, counts, trees, and whatever else its fields lead to - and lists."""
    ranker = recommender.fit(past, tools)
    yield f"{name}: fitted", digest(ranker)
    asked, k = _asked(past), max(DEPTH, ks[-1])
    cold = past.catalogue & ~past.warm
    yield f"{name}: lists", digest(ranker.rank(asked, k, past.catalogue, ks), ranker.rank(asked, k, cold, ks))


def _asked(past: Past) -> Ints:
    """The same customers whatever they bought."""
    everybody = np.random.default_rng(0).permutation(past.n_customers)[:AT_MOST]
    return np.sort(everybody).astype(np.int32)
