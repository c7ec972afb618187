"""Table 1, extended: how often what a network's vectors recommend is bought, after each epoch of its training."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from fashrec.asking import ask
from fashrec.evaluate.evaluator import Evaluator
from fashrec.evaluate.segments import COLD_ONLY
from fashrec.evaluate.summary import Cells, Totals, pooled_by_name, totals
from fashrec.evaluate.tables import per_customer_frame
from fashrec.infer.cells import with_intervals
from fashrec.making import Making
from fashrec.stages import Progress, Recommender
from fashrec.types import Cut

NETWORK = "network"
SEGMENTS = ("all", "novel", "cold", COLD_ONLY)  # those of the columns; the rows of run.json have every one
Scores = dict[str, dict[str, Cells]]  # by window, recommender


@dataclass(frozen=True)
class ByEpoch:
    """The recommenders that need vectors, at the same cuts, with the network as it was after each epoch.

    Attributes:
        making: of a Classifier that kept its networks.
        recommenders: by name; those whose lists depend on the vectors.
        progress: bars and lines.
    """

    making: Making
    recommenders: Mapping[str, Recommender]
    progress: Progress

    def scores(self, cuts: Sequence[Cut]) -> dict[int, Scores]:
        """By epoch, from 1: what stands in run.json's `scores`, for the headline metric alone."""
        epochs = self.making.kept_epochs
        made = {}
        with self.progress.task("cuts after each epoch", len(epochs) * len(cuts), "cuts") as step:
            for epoch in epochs:
                parts: dict[str, list[Totals]] = defaultdict(list)
                frames = []
                making = self.making.after(epoch)
                index, _ = making.calibrated(making.earliest)
                for cut in cuts:
                    past, future = making.parts.split.at(making.tables, cut)
                    tools = making.tools(past, index)
                    for name, recommender in self.recommenders.items():
                        lists = ask(recommender.fit(past, tools), past, future, self._evaluate.ks)
                        values = self._evaluate.scores(future, *lists, name=name)
                        parts[name].append(totals(cut.start, cut.window, values))
                        frames.append(per_customer_frame(cut, name, values, self._customer_ids))
                    step(1)
                windows = {cut.start: str(cut.window) for cut in cuts}
                of_epoch = self._headline(pooled_by_name(parts))
                made[epoch] = with_intervals(of_epoch, pl.concat(frames), windows, making.parts.bootstrap)
        return made

    def rows(self, epochs: pl.DataFrame, scores: Mapping[int, Scores]) -> list[dict[str, Any]]:
        """The `epochs` of run.json: epoch, phase, `classifier` (metrics by predictor) and `scores`.

        Args:
            epochs: frames.EPOCHS.
            scores: by epoch; what `scores` gave.
        """
        rows = []
        for epoch, of_epoch in scores.items():
            predictors = epochs.filter(pl.col("epoch") == epoch).drop("epoch").to_dicts()
            phase = predictors[0]["phase"]
            metrics = {row.pop("predictor"): row for row in predictors if row.pop("phase")}
            rows.append({"epoch": epoch, "phase": phase, "classifier": metrics, "scores": of_epoch})
        return rows

    def frame(self, epochs: pl.DataFrame, scores: Mapping[int, Scores]) -> pl.DataFrame:
        """`epochs` and a column RECOMMENDER.SEGMENT.METRIC (float64) for each of SEGMENTS.

        They are of the first window that was opened, and null for the baselines, which give no vectors, and for a
        segment without customers.
        """
        metric = self._evaluate.headline
        values = {
            epoch: {
                f"{name}.{segment}.{metric}": cells[segment][metric]["value"]
                for name, cells in next(iter(windows.values())).items()
                for segment in SEGMENTS
            }
            for epoch, windows in scores.items()
        }
        columns = list(next(iter(values.values())))
        schema = {"epoch": pl.Int32, "predictor": pl.String} | dict.fromkeys(columns, pl.Float64)
        beside = [{"epoch": epoch, "predictor": NETWORK, **row} for epoch, row in values.items()]
        return epochs.join(pl.DataFrame(beside, schema), on=["epoch", "predictor"], how="left", maintain_order="left")

    @property
    def _customer_ids(self) -> pl.Series:
        return self.making.tables.customers["customer_id"]

    @property
    def _evaluate(self) -> Evaluator:
        return self.making.parts.evaluate

    def _headline(self, scores: Scores) -> Scores:
        metric = self._evaluate.headline
        return {
            window: {
                name: {segment: {metric: cells[metric]} for segment, cells in segments.items()}
                for name, segments in recommenders.items()
            }
            for window, recommenders in scores.items()
        }
