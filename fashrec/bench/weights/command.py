"""`python -m fashrec.bench weights`: members run once over the validation cuts, then weights tried."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from rich.console import Console

from fashrec.bench.recorded import made, making_of, opened, recorded
from fashrec.bench.weights.found import Found
from fashrec.bench.weights.lists import CutLists
from fashrec.bench.weights.request import Objective, WeightsRequest
from fashrec.bench.weights.search import Search, even_grid
from fashrec.bench.weights.table import markdown
from fashrec.configure import assemble
from fashrec.errors import ConfigError
from fashrec.making import Making
from fashrec.recommend.cold_boost import ColdBoost
from fashrec.recommend.fuse import Fuse
from fashrec.stages import Recommender
from fashrec.types import Cut


def weights(request: WeightsRequest) -> None:
    """Search, write every point looked at and the report, and say what to type.

    Raises:
        ConfigError: where the experiment has no fusion, or several and none is named, or nothing can be written.
    """
    asked = request.asked
    config = asked.config
    parts = assemble(config)
    name, path, fuse = fusion_of(parts.recommend, request.of)
    report = made(asked.out / "weights" / asked.name / name)
    with recorded("weights", asked) as (record, progress):
        making = making_of(parts, config, progress)
        with record.stage("lists"):
            cuts = opened(making, config, record)
            lists = lists_of(making, cuts, fuse, request.objective)
        with record.stage("search"):
            found = _found(lists, path, fuse, request)
        record.frame("looked", found.frame())
        record.put(**found.facts())
    (report / "table.md").write_text(markdown(found), encoding="utf-8")
    found.frame().write_csv(report / "table.csv", float_precision=6)
    console = Console(soft_wrap=True, highlight=False)
    for line in (markdown(found), f"{report}/table.md and table.csv, from {record.folder}"):
        console.print(line, markup=False)


def fusion_of(recommend: Mapping[str, Recommender], name: str) -> tuple[str, str, Fuse]:
    """The fusion that is called so, or the only one where nobody is named: its name, its setting's path, itself.

    Raises:
        ConfigError: where there is none, or there are several and none is named.
    """
    return _chosen(dict(_fusions(recommend)), name)


def _fusions(recommend: Mapping[str, Recommender]) -> Iterator[tuple[str, tuple[str, Fuse]]]:
    """Each recommender that is a fusion, or one with places kept, by name: the setting's path and the fusion."""
    for name, one in recommend.items():
        path = f"recommend.{name}"
        while isinstance(one, ColdBoost):
            path, one = f"{path}.member", one.member  # noqa: PLW2901 - down to what is wrapped
        if isinstance(one, Fuse):
            yield name, (path, one)


def _chosen(fusions: Mapping[str, tuple[str, Fuse]], name: str) -> tuple[str, str, Fuse]:
    if not name and len(fusions) == 1:
        (name,) = fusions
    if name in fusions:
        return name, *fusions[name]
    known = ", ".join(fusions) or "none"
    raise ConfigError(
        f"{name} is no fusion of this experiment" if name else f"the experiment has {len(fusions)} fusions",
        where="of",
        why=f"weights are looked for of one fusion at a time; there: {known}",
        do=f"say which, as in of={next(iter(fusions), 'hybrid')}"
        if fusions
        else "take an experiment that has one, such as experiment=hybrid",
    )


def lists_of(making: Making, cuts: Sequence[Cut], fuse: Fuse, objective: Objective) -> dict[str, CutLists]:
    """The members' lists at each of these cuts, by the cut's day."""
    parts, progress = making.parts, making.progress
    index = making.calibrated(making.earliest)[0] if "vectors" in fuse.needs else None
    lists = {}
    with progress.task("lists of members", len(cuts), "cuts") as step:
        for cut in cuts:
            past, future = parts.split.at(making.tables, cut)
            pool = fuse.fit(past, making.tools(past, index)).pool(future.customers, past.catalogue)
            lists[str(cut)] = CutLists.of(pool, future, objective)
            step(1)
    return lists


def search_over(lists: Mapping[str, CutLists], n_members: int, points: int) -> Search:
    """The search for weights by what they are worth at all of these cuts, whose grid has at most so many points."""
    cuts = list(lists.values())
    return Search(
        sums=lambda point: np.array([cut.values(point).sum() for cut in cuts]),
        n=np.array([len(cut.n_relevant) for cut in cuts]),
        grid=even_grid(n_members, points),
    )


def _found(lists: Mapping[str, CutLists], path: str, fuse: Fuse, request: WeightsRequest) -> Found:
    search = search_over(lists, len(fuse.members), request.points)
    best = search.run()
    given = tuple(float(fuse.weights[name]) for name in fuse.members)
    return Found(
        path=path,
        command=request.asked.command,
        objective=str(request.objective),
        members=tuple(fuse.members),
        cuts=tuple(lists),
        n=search.n,
        given=given,
        given_sums=search.sums(given),
        best=best,
        looked=search.looked,
        crossed=search.crossed(),
    )
