"""Factors of customers and items by Bayesian personalised ranking."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from fashrec.errors import require, require_whole
from fashrec.past import Past
from fashrec.recommend.factors import FactorRanker, for_implicit, one_thread
from fashrec.recommend.popular import Popular
from fashrec.stages import Need, Recommender, Tools


@dataclass(frozen=True)
class BPR:
    """Rendle, Freudenthaler, Gantner & Schmidt-Thieme (UAI 2009), from the `implicit` library, on one thread.

    It asks whether a customer bought an item, not how often. Items have a bias beside their factors. Fitted twice on
    one machine, it gives the same bytes.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1

    factors: int = 64
    """Numbers a customer and an item; at least 1."""
    iterations: int = 100
    """Rounds over as many samples as there are pairs; at least 1."""
    learning_rate: float = 0.05
    """Above 0."""
    regularization: float = 0.1
    """0 or more."""
    seed: int = 0
    """Of the factors to begin with and of the samples: any whole number of at least 0."""
    fallback: Recommender = field(default_factory=Popular)
    """Whose list a customer gets without a purchase."""

    def __post_init__(self) -> None:
        require_whole(self, 1, "factors", "iterations")
        require_whole(self, 0, "seed")
        require(self.learning_rate > 0, "learning_rate", self.learning_rate, "a number above 0")
        require(self.regularization >= 0, "regularization", self.regularization, "a number of at least 0")

    @property
    def needs(self) -> frozenset[Need]:
        """What the fallback needs."""
        return self.fallback.needs

    def fit(self, past: Past, tools: Tools) -> FactorRanker:
        """Factorise; fit the fallback."""
        from implicit.cpu.bpr import BayesianPersonalizedRanking  # noqa: PLC0415 - nobody else waits for it

        bought = tools.interactions.matrix()
        with one_thread():
            model = BayesianPersonalizedRanking(
                factors=self.factors,
                learning_rate=self.learning_rate,
                regularization=self.regularization,
                iterations=self.iterations,
                num_threads=1,
                random_state=np.random.default_rng([self.seed, past.cut.day]),
            )
            model.fit(for_implicit(bought), show_progress=False)
        return FactorRanker(past, self.fallback.fit(past, tools), bought, model.user_factors, model.item_factors)
