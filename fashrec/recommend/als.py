"""Factors of customers and items by alternating least squares."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from fashrec.errors import require, require_whole
from fashrec.past import Past
from fashrec.recommend.factors import FactorRanker, for_implicit, one_thread
from fashrec.recommend.popular import Popular
from fashrec.stages import Need, Recommender, Tools


@dataclass(frozen=True)
class ALS:
    """Implicit feedback by Hu, Koren & Volinsky (ICDM 2008), from the `implicit` library, on one thread.

    Fitted twice on one machine, it gives the same bytes.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1

    factors: int = 64
    """Numbers a customer and an item; at least 1."""
    iterations: int = 15
    """Rounds of both halves; at least 1."""
    regularization: float = 10.0
    """0 or more."""
    alpha: float = 10.0
    """A pair's confidence is this times its weight, against 1 for pairs without a purchase; above 0."""
    half_life_days: float | None = 30
    """Days before T at which a purchase weighs half; above 0. None: all weigh 1."""
    seed: int = 0
    """Of the factors to begin with: any whole number of at least 0."""
    fallback: Recommender = field(default_factory=Popular)
    """Whose list a customer gets without a purchase."""

    def __post_init__(self) -> None:
        require_whole(self, 1, "factors", "iterations")
        require_whole(self, 0, "seed")
        require(self.regularization >= 0, "regularization", self.regularization, "a number of at least 0")
        require(self.alpha > 0, "alpha", self.alpha, "a number above 0")
        fades = self.half_life_days is None or self.half_life_days > 0
        require(fades, "half_life_days", self.half_life_days, "null or a number of days above 0")

    @property
    def needs(self) -> frozenset[Need]:
        """What the fallback needs."""
        return self.fallback.needs

    def fit(self, past: Past, tools: Tools) -> FactorRanker:
        """Factorise; fit the fallback."""
        from implicit.cpu.als import AlternatingLeastSquares  # noqa: PLC0415 - nobody else waits for it

        bought = tools.interactions.matrix(self.half_life_days)
        with one_thread():
            model = AlternatingLeastSquares(
                factors=self.factors,
                regularization=self.regularization,
                alpha=self.alpha,
                iterations=self.iterations,
                num_threads=1,
                random_state=np.random.default_rng([self.seed, past.cut.day]),
            )
            model.fit(for_implicit(bought), show_progress=False)
        return FactorRanker(past, self.fallback.fit(past, tools), bought, model.user_factors, model.item_factors)
