"""Every figure of a photo search, derived from the raw tables of its run folder."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from fashrec.bench.photos.bootstrap import intervals
from fashrec.types import Doubles

# what a photo is worth, in [0, 1], and what it would be worth if its neighbours were drawn
MEASURES = ("label_agreement", "label_nearest", "type_any", "type_share")
MOST_FOUND = 3  # kinds that are named for each class


@dataclass(frozen=True)
class Figures:
    """What is read off a run folder.

    Attributes:
        facts: its run.json.
        photos: a row a photo, by name: photo, class, has_vector; label_agreement, the share of its k nearest other
            photos that have its class; label_nearest, whether the nearest has; type_any, whether any of its k nearest
            items is of a kind that matches its class; type_share, the share of them that is; and each of these with
            `_chance` behind, what neighbours drawn at random would give. A photo without a vector has zeros.
        measures: a row a measure: measure, value, low, high (95 % over photos), chance.
        classes: a row a class: class, n, then the means of all measures and of their chances.
        kinds: class, kind, share: of all items found for photos of a class, the share that is of a product type.
    """

    facts: Mapping[str, Any]
    photos: pl.DataFrame
    measures: pl.DataFrame
    classes: pl.DataFrame
    kinds: pl.DataFrame

    @classmethod
    def read(cls, folder: Path) -> "Figures":
        """Derive everything from the Parquet tables in `folder`."""
        facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        neighbours = pl.read_parquet(folder / "neighbours.parquet")
        worth = _worth(pl.read_parquet(folder / "photos.parquet"), neighbours, facts["k"])
        photos = worth.join(_chances(worth, facts), on="class").sort("photo")
        means = [pl.col(name).mean() for measure in MEASURES for name in (measure, f"{measure}_chance")]
        classes = photos.group_by("class").agg(pl.len().alias("n"), *means).sort("class")
        return cls(facts, photos, _measures(photos, facts["seed"]), classes, _kinds(neighbours))

    @property
    def values(self) -> Doubles:
        """float64 [n_photos, n_measures]."""
        return self.photos.select(pl.col(MEASURES).cast(pl.Float64)).to_numpy()


def _worth(photos: pl.DataFrame, neighbours: pl.DataFrame, k: int) -> pl.DataFrame:
    agreeing = pl.col("agrees").sum()
    of_photos, of_items = (neighbours.filter(pl.col("among") == among) for among in ("photos", "items"))
    labels = of_photos.group_by("photo").agg(
        label_agreement=agreeing / k,
        label_nearest=(pl.col("agrees") & (pl.col("rank") == 1)).any().cast(pl.Float64),
    )
    types = of_items.group_by("photo").agg(type_any=(agreeing > 0).cast(pl.Float64), type_share=agreeing / k)
    both = photos.join(labels, on="photo", how="left").join(types, on="photo", how="left")
    return both.with_columns(pl.col(MEASURES).fill_null(0.0))


def _chances(photos: pl.DataFrame, facts: Mapping[str, Any]) -> pl.DataFrame:
    """For each class, what neighbours drawn without replacement would give."""
    counts = photos.filter("has_vector").group_by("class").len("n").sort("class")
    n, of_class = counts["n"].sum(), counts["n"].to_numpy()
    n_items, k = facts["n_items"], facts["k"]
    matching = np.array([facts["n_matching"][name] for name in counts["class"]])
    drawn = np.arange(min(k, n_items))
    none = np.prod(np.maximum(n_items - matching[:, None] - drawn, 0) / (n_items - drawn), axis=1)
    same = (of_class - 1) / (n - 1)
    return counts.select("class").with_columns(
        label_agreement_chance=same,
        label_nearest_chance=same,
        type_any_chance=1 - none,
        type_share_chance=matching / n_items,
    )


def _measures(photos: pl.DataFrame, seed: int) -> pl.DataFrame:
    values = photos.select(MEASURES).to_numpy()
    low, high = intervals(values, seed)
    chances = photos.select(pl.col(f"{name}_chance").mean() for name in MEASURES).row(0)
    columns = {"measure": MEASURES, "value": values.mean(axis=0), "low": low, "high": high, "chance": chances}
    return pl.DataFrame(columns)


def _kinds(neighbours: pl.DataFrame) -> pl.DataFrame:
    counts = neighbours.filter(pl.col("among") == "items").group_by("class", "kind", "agrees").len("n")
    shares = counts.with_columns(share=pl.col("n") / pl.col("n").sum().over("class"))
    most = shares.sort("class", "share", "kind", descending=[False, True, False]).group_by("class", maintain_order=True)
    return most.head(MOST_FOUND).select("class", "kind", "agrees", "share")
