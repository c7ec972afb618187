"""The best that anyone could do in a simulated shop."""

from dataclasses import dataclass
from typing import ClassVar

from fashrec.errors import ConfigError
from fashrec.past import Past
from fashrec.recommend import ties, topk
from fashrec.stages import Need, Tools, Truth
from fashrec.types import Bools, Ints, Shown

BLOCK = 1 << 24
"""Scores held at a time: a block's keys take eight times as many bytes."""


@dataclass(frozen=True)
class Oracle:
    """Ranks by the true probability of a purchase, given the shop's hidden state at T (docs/evaluation.md 4)."""

    version: ClassVar[int] = 1
    needs: ClassVar[frozenset[Need]] = frozenset({"truth"})

    def fit(self, past: Past, tools: Tools) -> "OracleRanker":
        """Take the truth.

        Raises:
            ConfigError: where the data has none.
        """
        if tools.truth is None:
            raise ConfigError(
                "this data has no truth for oracle to rank by",
                where="recommend=oracle",
                why="only a simulated shop knows the probability of a purchase",
                do="leave oracle out, as in recommend=[content,chance,popular,repurchase], or take data=boutique",
            )
        return OracleRanker(past, tools.truth)


@dataclass(frozen=True)
class OracleRanker:
    """The past, for what customers own, and the truth."""

    past: Past
    truth: Truth

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; equal probabilities, zero included, by item row."""
        height = max(1, BLOCK // max(1, len(among)))
        starts = range(0, max(1, len(customers)), height)
        return ties.join([self._block(customers[at : at + height], k, among, tie_ks) for at in starts])

    def _block(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...]) -> Shown:
        scores = self.truth.probabilities(self.past.cut, customers).copy()
        owned = self.past.owned(customers) if self.past.seen == "remove" else None
        topk.mask_out(scores, among, owned)
        return topk.shown(customers, scores, k, tie_ks)
