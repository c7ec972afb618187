"""Whether a search for a fusion's weights notices the test window: it may look at validation alone."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from fashrec.bench.weights.command import fusion_of, lists_of, search_over
from fashrec.bench.weights.request import Objective
from fashrec.canaries.altered import VARIANTS
from fashrec.canaries.digest import digest
from fashrec.canaries.watch import Watched, compared
from fashrec.configure import Parts
from fashrec.errors import require
from fashrec.making import Making
from fashrec.recommend.fuse import Fuse
from fashrec.stages import Progress
from fashrec.store import Store

POINTS = 100
"""Of the even grid, at most; what the search climbs to is looked at besides."""


def watch_weights(parts: Parts, store: Store, progress: Progress, of: str) -> list[Watched]:
    """Search once as it is, and once for each variant of what lies at or after the first test cut.

    Args:
        parts: an experiment with a fusion; its open window is what is searched on.
        store: where its artefacts are kept.
        progress: told of each variant done.
        of: the recommender whose weights are looked for.

    Raises:
        ConfigError: where there is no such fusion, or no test cut.
    """
    split = parts.split
    require(split.test_cuts >= 1, "split.test_cuts", split.test_cuts, "at least 1: the window that no search may see")
    _, _, fuse = fusion_of(parts.recommend, of)
    making = Making(parts, store, progress)
    first = replace(split, window="test").opened(making.tables)[0]
    objective = Objective(parts.evaluate.metric, parts.evaluate.ks[0], "all")
    with progress.task("canaries of weights", len(VARIANTS), "variants") as step:
        return compared(making, first, partial(searched, fuse=fuse, objective=objective, of=of), step)


def searched(making: Making, fuse: Fuse, objective: Objective, of: str) -> Iterator[tuple[str, str]]:
    """Name and digest of the members' lists, of each point's worth at each cut, and of the weights found."""
    lists = lists_of(making, making.parts.split.opened(making.tables), fuse, objective)
    search = search_over(lists, len(fuse.members), POINTS)
    best = search.run()
    yield f"weights of {of}: lists", digest(lists)
    yield f"weights of {of}: points", digest(search.n, search.looked)
    yield f"weights of {of}: best", digest(best)
