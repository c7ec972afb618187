"""What a search for weights found."""

from collections.abc import Mapping
from dataclasses import dataclass
from shlex import quote

import numpy as np
import polars as pl

from fashrec.bench.weights.search import Point, reduced
from fashrec.types import Doubles, Longs


@dataclass(frozen=True, slots=True)
class Found:
    """Every point that was looked at, and the best.

    Attributes:
        path: where the fusion stands in the configuration.
        command: what was typed.
        objective: what points were judged by, in words.
        members: the fusion's members, in the order of the points.
        cuts: the days of the cuts.
        n: int64 [n_cuts]; customers who count.
        given: the weights in conf.
        given_sums: float64 [n_cuts]; the objective summed over customers with these.
        best: the point of the greatest mean, the first of equals.
        looked: the same sums for each point, in the order of looking.
        crossed: the grid's best mean, and what is left of it on cuts that did not choose (Search.crossed).
    """

    path: str
    command: str
    objective: str
    members: tuple[str, ...]
    cuts: tuple[str, ...]
    n: Longs
    given: tuple[float, ...]
    given_sums: Doubles
    best: Point
    looked: Mapping[Point, Doubles]
    crossed: tuple[float, float] | None

    def mean(self, sums: Doubles) -> float:
        """Over all (cut, customer) pairs."""
        return float(sums.sum() / max(1, self.n.sum()))

    def frame(self) -> pl.DataFrame:
        """One row a point, the best first: a column a member, `value`, and one a cut."""
        points = np.array(list(self.looked), np.int64).reshape(len(self.looked), len(self.members))
        sums = np.array(list(self.looked.values()))
        columns = {name: points[:, at] for at, name in enumerate(self.members)}
        by_cut = {day: sums[:, at] / max(1, self.n[at]) for at, day in enumerate(self.cuts)}
        values = {"value": sums.sum(axis=1) / max(1, self.n.sum())}
        return pl.DataFrame(columns | values | by_cut).sort("value", descending=True, maintain_order=True)

    def rows(self) -> dict[str, tuple[tuple[float, ...], float]]:
        """The points that a reader looks for: weights and value, by what they are."""
        n = len(self.members)
        alone = {f"{name} alone": tuple(int(at == own) for at in range(n)) for own, name in enumerate(self.members)}
        points = {"best": self.best, "all alike": (1,) * n, **alone}
        known = {what: reduced(point) for what, point in points.items() if reduced(point) in self.looked}
        rows = {what: (tuple(map(float, point)), self.mean(self.looked[point])) for what, point in known.items()}
        return {"best": rows.pop("best"), "as they are": (self.given, self.mean(self.given_sums)), **rows}

    def facts(self) -> dict[str, object]:
        """For run.json."""
        return {
            "path": self.path,
            "objective": self.objective,
            "cuts": list(self.cuts),
            "n": self.n.tolist(),
            "looked_at": len(self.looked),
            "best": dict(zip(self.members, self.best, strict=True)),
            "values": {what: value for what, (_, value) in self.rows().items()},
            "crossed": self.crossed,
            "override": self.words(),
        }

    def words(self) -> str:
        """The settings that make the best weights the fusion's own."""
        named = zip(self.members, self.best, strict=True)
        return " ".join(quote(f"{self.path}.weights.{name}={part}") for name, part in named)

    def said(self) -> str:
        """What was found, in a few sentences."""
        (_, best), (_, given) = self.rows()["best"], self.rows()["as they are"]
        told = (
            f"{self.objective}: {best:.4f} with the best of {len(self.looked)} weights looked at, {given:.4f} with "
            f"those in conf; {self.n.sum():,} (cut, customer) pairs of {len(self.cuts)} validation cuts."
        )
        if self.crossed is None:
            return f"{told} With one cut nobody can tell how much of that is luck."
        chosen, left = self.crossed
        return (
            f"{told} Optimism: the best of the even grid has {chosen:.4f} on the cuts that chose it; chosen on every "
            f"second cut and judged on the others {left:.4f} is left, {chosen - left:+.4f} was flattery."
        )
