"""Stops a run of a sweep that is surely worse than the best finished one, after some of its cuts (sweep.prune).

cut      1   2   3   4 … n      the same customers at the same cuts, run minus leader:
leader   x   x   x   x   x      after cuts 2 … n-1 a test; where it is lost, the run ends with status `pruned`
run      x   x   x  stop
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from omegaconf import DictConfig

from fashrec.errors import DataError
from fashrec.infer.behind import surely_behind
from fashrec.infer.cells import PAIR, scores_of
from fashrec.infer.customers import Customers, by_customer
from fashrec.infer.weights import customer_keys
from fashrec.record import RUN
from fashrec.results.tables import read_table

# of one cut alone nobody knows whether the next ones are like it
FEWEST = 2


class PrunedError(Exception):
    """The run is surely behind its leader.

    Args:
        facts: for run.json; see `Leader.pruned`.
    """

    def __init__(self, facts: dict[str, Any]) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        facts = self.facts
        return (
            f"pruned after {facts['cuts']} of {facts['of']} cuts: {facts['metric']} {facts['value']:.4f}, surely below "
            f"the {facts['leader_value']:.4f} that {facts['leader']} has on them"
        )


@dataclass(frozen=True, slots=True)
class Leader:
    """A finished run, and how sure a run must be behind it to be stopped.

    Attributes:
        name: its run folder's.
        recommender: whose scores are compared, in both runs.
        metric: the headline's.
        values: cut, customer and `leader`, the metric, one row a (cut, customer) pair of segment `all`.
        sure: the chance at least that a run as good as the leader is not stopped, in (0, 1).
        seed: of the test.
    """

    name: str
    recommender: str
    metric: str
    values: pl.DataFrame
    sure: float
    seed: int

    @classmethod
    def read(cls, folder: Path, recommender: str, metric: str, *, sure: float, seed: int) -> "Leader":
        """From its run folder.

        Raises:
            DataError: where there is no finished run with such scores.
        """
        try:
            status = json.loads((folder / RUN).read_text(encoding="utf-8"))["status"]
            frame = read_table(folder, "per_customer", lambda of: scores_of(of, recommender, metric, "leader"))
        except DataError as error:
            raise _unfit(folder, error.what) from error
        except (OSError, ValueError, KeyError) as error:
            raise _unfit(folder, f"{type(error).__name__}: {error}") from error
        if status != "done" or frame.is_empty():
            raise _unfit(folder, f"it is {status}, with {len(frame)} scores of {recommender}")
        return cls(folder.name, recommender, metric, frame, sure, seed)

    def look(self, scored: Sequence[pl.DataFrame]) -> None:
        """Compare what was scored so far, per-customer frames of whole cuts.

        Raises:
            PrunedError: where the run need not go on.
            DataError: where other customers were scored than in the leader's run.
        """
        own = scores_of(pl.concat(scored).lazy(), self.recommender, self.metric, "own").collect()
        days = own["cut"].unique()
        n_cuts = self.values["cut"].n_unique()
        if not FEWEST <= len(days) < n_cuts:
            return
        theirs = self.values.filter(pl.col("cut").is_in(days.to_list()))
        both = own.join(theirs, on=PAIR, how="inner")
        if not len(both) == len(own) == len(theirs):
            raise DataError(
                f"{len(own):,} (cut, customer) pairs are scored, {len(theirs):,} were in {self.name}, {len(both):,} in "
                "both",
                where="sweep.against",
                why="a run is stopped by what the same customers scored at the same cuts",
                do="name a run on the same data with the same split, or leave sweep.against out",
            )
        if surely_behind(_differences(both), n_cuts - FEWEST, self.sure, self.seed):
            raise PrunedError(self.pruned(both))

    def pruned(self, both: pl.DataFrame) -> dict[str, Any]:
        """The `pruned` of run.json: whom the run was behind, after how many cuts `of` how many, and by how much."""
        cuts = both["cut"].unique().sort().to_list()
        means = both.group_by("cut").agg(pl.col("own").mean()).sort("cut")
        return {
            "leader": self.name,
            "recommender": self.recommender,
            "metric": self.metric,
            "cuts": len(cuts),
            "of": self.values["cut"].n_unique(),
            "n": len(both),
            "value": both["own"].mean(),
            "leader_value": both["leader"].mean(),
            "sure": self.sure,
            "by_cut": {str(day): value for day, value in means.iter_rows()},
        }


def leader_of(config: DictConfig, metric: str) -> Leader | None:
    """The run that `sweep.against` names; None where it names none."""
    asked = config.sweep
    if asked.against is None:
        return None
    return Leader.read(Path(asked.against), asked.recommender, metric, sure=float(asked.sure), seed=config.seed)


def _differences(both: pl.DataFrame) -> Customers:
    return by_customer(customer_keys(both["customer"]), (both["own"] - both["leader"]).to_numpy()[:, None])


def _unfit(folder: Path, why: str) -> DataError:
    return DataError(
        f"{folder} holds no finished run to be compared with: {why}",
        where="sweep.against",
        why="a run of a sweep is stopped where it is surely behind that one",
        do="name the folder of a run that is done, or leave sweep.against out",
    )
