"""`python -m fashrec.bench frontier`: how near indexes come to exact search, and at what price."""

import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from rich.console import Console

from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.hits import Hitting
from fashrec.bench.frontier.plot import plot
from fashrec.bench.frontier.request import FrontierRequest, RawRequest
from fashrec.bench.frontier.settings import Setting, said
from fashrec.bench.frontier.space import (
    PROFILES,
    Space,
    made_space,
    maker_like,
    maker_of_clusters,
    own_space,
    reduced_to,
    title,
)
from fashrec.bench.frontier.sweep import Effort, Sweep
from fashrec.bench.frontier.table import flat, markdown
from fashrec.bench.frontier.verdict import verdict
from fashrec.bench.recorded import made, making_of, opened, recorded
from fashrec.configure import Parts, assemble
from fashrec.errors import ConfigError
from fashrec.making import Making
from fashrec.record import Record
from fashrec.stages import Progress, Recommender
from fashrec.types import Cut


def frontier(request: FrontierRequest | RawRequest) -> None:
    """Measure, write the raw times and neighbours, and derive the report from what was written.

    Raises:
        ConfigError: where the experiment has no content recommender to sweep, or nothing can be written.
        DataError: where nobody at the cut has a profile.
    """
    if isinstance(request, RawRequest):
        again = {"again": request.command} if request.given else {}
        _report(Figures.read(request.raw, {**request.given, **again}), request.raw, request.out)
        return
    asked = request.asked
    parts = assemble(asked.config)
    if request.own:
        _content(parts)
    made(asked.out / "frontier" / asked.name)
    with recorded("frontier", asked) as (record, progress):
        _measure(request, making_of(parts, asked.config, progress), record, progress)
    _report(Figures.read(record.folder), record.folder, asked.out)


def _report(figures: Figures, raw: Path, out: Path) -> None:
    folder = made(out / "frontier" / figures.facts["name"])
    (folder / "table.md").write_text(markdown(figures), encoding="utf-8")
    flat(figures).write_csv(folder / "table.csv", float_precision=6)
    for old in (*folder.glob("frontier*.[sp][vn]g"), *folder.glob("growth.[sp][vn]g")):
        # a plot of what is no longer in the report would be taken for one that is
        old.unlink()
    plot(figures, folder)
    console = Console(soft_wrap=True, highlight=False)
    for space in figures.spaces.rows(named=True):
        console.print(f"{title(space)}: {verdict(figures, space['space'])}".replace("**", ""), markup=False)
    console.print(f"{folder}/table.md, table.csv and plots, from {raw}", markup=False)


@dataclass(frozen=True)
class Raw:
    """The raw tables of a run folder, written again after each space.

    Attributes:
        record: the run folder.
    """

    record: Record
    _frames: dict[str, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))

    def enter(self, space: Space, request: FrontierRequest) -> list[tuple[int, Setting]]:
        """Note a space and its settings, which are numbered on."""
        number = len(self)
        self.add({"spaces": pl.DataFrame([{"space": number, **space.facts()}])})
        first = sum(len(frame) for frame in self._frames["settings"])
        k = space.queries[PROFILES].k
        settings = [one for rival in request.rivals for one in rival.settings(k, space.n_items)]
        numbered = list(enumerate(settings, first))
        rows = [
            {
                "setting": at,
                "space": number,
                "index": one.rival.name,
                "build": said(one.build),
                "query": said(one.query),
            }
            for at, one in numbered
        ]
        self.add({"settings": pl.DataFrame(rows, schema_overrides={"setting": pl.Int32})})
        return numbered

    def __len__(self) -> int:
        """How many spaces."""
        return len(self._frames["spaces"])

    def add(self, frames: dict[str, pl.DataFrame]) -> None:
        """More rows."""
        for name, frame in frames.items():
            self._frames[name].append(frame)

    def write(self) -> None:
        """Everything so far, a file a table."""
        for name, frames in self._frames.items():
            self.record.frame(name, pl.concat(frames))


def _measure(request: FrontierRequest, making: Making, record: Record, progress: Progress) -> None:
    config, parts, load = request.asked.config, making.parts, [os.getloadavg()[0]]
    begin_s = time.monotonic()
    record.put(
        k=parts.evaluate.ks[0],
        level=parts.evaluate.level,
        repeats=request.repeats,
        threads=config.threads,
        cores_visible=_cores_visible(),
        left_out=request.left_out,
        **request.judgement.words(),
    )
    raw, seconds = Raw(record), request.seconds / request.n_spaces
    for space, cuts, own in _spaces(request, making, record):
        settings = raw.enter(space, request)
        effort = Effort(request.repeats, seconds, config.threads, parts.seed)
        raw.add(Sweep(space, settings, effort, progress, record.stage).run(len(raw) - 1))
        if own is not None:
            with record.stage("hits"):
                raw.add({"hits": Hitting(own, _content(parts), settings, config.threads, progress).run(cuts)})
        raw.write()
    record.put(load_average=[*load, os.getloadavg()[0]], wall_s=round(time.monotonic() - begin_s, 1))


def _cores_visible() -> int:
    """How many cores this process may run on; the machine may have more."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _spaces(
    request: FrontierRequest, making: Making, record: Record
) -> Iterator[tuple[Space, list[Cut], Making | None]]:
    """Each space when the one before is done with; of the experiment's own with the cuts and making of its lists."""
    parts, maker = making.parts, None
    cuts = opened(making, request.asked.config, record) if request.own else []
    for dim in request.dims if request.own else ():
        with record.stage("make"):
            own = reduced_to(making, dim)
            space = own_space(own, *own.parts.split.at(own.tables, cuts[-1]), request.queries)
            maker = maker_like(space, parts.seed) if request.sizes else None
        record.put(cuts=[str(cut) for cut in cuts])
        yield space, cuts, own
    for n in request.sizes:
        with record.stage("make"):
            maker = maker or maker_of_clusters(request.dim, parts.seed)
            space = made_space(maker, n, parts.evaluate.ks[0], request.queries)
        yield space, [], None


def _content(parts: Parts) -> Recommender:
    if "content" not in parts.recommend:
        raise ConfigError(
            f"there is no content recommender among {', '.join(parts.recommend)}",
            where="recommend",
            why="what an index costs in hits shows in the lists of the recommender that searches it",
            do="take an experiment that has it, such as pca128",
        )
    return parts.recommend["content"]
