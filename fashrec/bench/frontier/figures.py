"""Every figure of a frontier, derived from the raw tables of its run folder."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from fashrec.bench.dominance import undominated
from fashrec.bench.frontier.latency import Limits, controls, in_batch, limits_of, noise, one_by_one
from fashrec.bench.frontier.losses import losses
from fashrec.bench.frontier.settings import EXACT
from fashrec.bench.frontier.space import ITEMS, PROFILES
from fashrec.index.recall import index_recall
from fashrec.types import Floats, Ints

# what is marked, and by what it is dear
FRONTIERS = {"on_frontier": pl.col("p50_ms"), "batch_on_frontier": 1 / pl.col("qps")}
RECALLS = {"recall": PROFILES, "items_recall": ITEMS}


@dataclass(frozen=True)
class Figures:
    """What is read off a run folder.

    Attributes:
        facts: its run.json.
        spaces: a row a set of vectors: space, source (own, made), n_items, dim, n_profiles, n_items_asked, n_scored.
        settings: a row a setting of a space: setting, space, index, build, query; recall and items_recall; what
            `one_by_one`, `in_batch` and `losses` give; build_s, load_ms, bytes, build_peak_bytes, serve_peak_bytes;
            on_frontier and batch_on_frontier: true where no other setting of the space finds as much in as little time.
        controls: exact search again and again (`latency.controls`).
        noise: how it differed from itself (`latency.noise`).
    """

    facts: Mapping[str, Any]
    spaces: pl.DataFrame
    settings: pl.DataFrame
    controls: pl.DataFrame
    noise: pl.DataFrame

    @classmethod
    def read(cls, folder: Path, given: Mapping[str, float | str] | None = None) -> "Figures":
        """Derive everything from the Parquet tables in `folder`.

        Args:
            folder: a run folder.
            given: facts that are judged by, other than those of the run.
        """
        facts = json.loads((folder / "run.json").read_text()) | dict(given or {})
        raw = {file.stem: pl.read_parquet(file) for file in sorted(folder.glob("*.parquet"))}
        exact = _exact_of(raw["settings"])
        settings = raw["settings"].join(_recalls(raw["neighbours"], exact, facts["k"]), on="setting")
        again = controls(raw["times"], raw["batches"], raw["settings"].select("setting", "space"))
        parts = [one_by_one(raw["times"], again), in_batch(raw["batches"], again)]
        if "hits" in raw:
            parts.append(losses(raw["hits"], exact, facts["level"]))
        for more in parts:
            settings = settings.join(more, on="setting", how="left", validate="1:1")
        settings = settings.join(_builds(raw["builds"]), on=["space", "index", "build"], how="left").sort("setting")
        wavered = noise(again)
        return cls(facts, raw["spaces"], _marked(_as_controls(settings, wavered)), again, wavered)

    def of(self, space: int) -> pl.DataFrame:
        """The settings of a space, exact search first."""
        return self.settings.filter(pl.col("space") == space)

    def picture(self, space: int) -> str:
        """The name of a space's plot, without an ending: plainly `frontier` for the first."""
        if space == 0:
            return "frontier"
        of = self.spaces.row(by_predicate=pl.col("space") == space, named=True)
        return f"frontier_{of['source']}_{of['n_items']}x{of['dim']}"

    def noise_of(self, space: int) -> dict[str, Any]:
        """The row of a space's noise."""
        return self.noise.row(by_predicate=pl.col("space") == space, named=True)

    def within(self, space: int, way: str) -> Limits:
        """Between which ratios of times to exact search's a setting cannot be told from it, `p50` or `batch`."""
        return limits_of(self.noise_of(space), way)

    def approximate(self, space: int) -> pl.DataFrame:
        """The settings with a query argument: an index without one (FAISS's flat, scikit-learn's) is exact itself."""
        return self.of(space).filter(pl.col("query") != "")

    def exact(self, space: int) -> dict[str, Any]:
        """The row of exact search."""
        return self.of(space).row(by_predicate=pl.col("index") == EXACT, named=True)


def _exact_of(settings: pl.DataFrame) -> dict[int, int]:
    by_space = dict(settings.filter(pl.col("index") == EXACT).select("space", "setting").rows())
    return {setting: by_space[space] for setting, space in settings.select("setting", "space").rows()}


def _as_controls(settings: pl.DataFrame, wavered: pl.DataFrame) -> pl.DataFrame:
    """Exact search at the medians of its many controls: one disturbed visit of its own would make others look fast."""
    both = settings.join(wavered.select("space", "p50_median", "batch_median"), on="space", how="left")
    steady = {
        "p50_ms": pl.col("p50_median"),
        "qps": 1000 / pl.col("batch_median"),
        "p50_to_exact": pl.lit(1.0),
        "qps_to_exact": pl.lit(1.0),
    }
    exact = pl.when(pl.col("index") == EXACT)
    chosen = {name: exact.then(value).otherwise(name) for name, value in steady.items()}
    return both.with_columns(**chosen).drop("p50_median", "batch_median")


def _recalls(neighbours: pl.DataFrame, exact: Mapping[int, int], k: int) -> pl.DataFrame:
    """A row a setting: `recall` on profiles, `items_recall` on items; null where there are no such queries."""
    parts = {
        key: frame.sort("query", "rank")
        for key, frame in neighbours.partition_by("setting", "kind", as_dict=True).items()
    }

    def recall(setting: int, kind: str) -> float | None:
        if (setting, kind) not in parts:
            return None
        found = parts[setting, kind]
        return index_recall(_items(found, k), _scores(found, k), _scores(parts[exact[setting], kind], k), k)

    rows = [{"setting": one, **{name: recall(one, kind) for name, kind in RECALLS.items()}} for one in exact]
    return pl.DataFrame(rows, schema={"setting": pl.Int32, **dict.fromkeys(RECALLS, pl.Float64)})


def _items(frame: pl.DataFrame, k: int) -> Ints:
    return frame["item"].to_numpy().reshape(-1, k)


def _scores(frame: pl.DataFrame, k: int) -> Floats:
    return frame["score"].to_numpy().reshape(-1, k)


def _builds(builds: pl.DataFrame) -> pl.DataFrame:
    times = [(pl.col("build_ns") / 1e9).alias("build_s"), (pl.col("load_ns") / 1e6).alias("load_ms")]
    return builds.select(pl.exclude("build_ns", "load_ns"), *times)


def _marked(settings: pl.DataFrame) -> pl.DataFrame:
    """With the settings of each space that no other of it beats in recall and time."""
    parts = []
    for part in settings.partition_by("space", maintain_order=True):
        recall = part["recall"].to_numpy()
        costs = {name: part.select(cost.cast(pl.Float64)).to_series().to_numpy() for name, cost in FRONTIERS.items()}
        parts.append(part.with_columns(pl.Series(name, undominated(recall, cost)) for name, cost in costs.items()))
    return pl.concat(parts)
