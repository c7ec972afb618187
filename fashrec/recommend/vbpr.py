"""Factors of customers and items by Bayesian personalised ranking, some of them tied to what pictures look like."""

from dataclasses import dataclass, field
from typing import ClassVar, get_args

import numpy as np

from fashrec.errors import require, require_whole
from fashrec.past import Past
from fashrec.recommend.factors import FactorRanker
from fashrec.recommend.popular import Popular
from fashrec.recommend.triples import Negatives, Triples, triples_of
from fashrec.recommend.visual_factors import Learning, VisualFactors, auc_of, looks_of, one_torch_thread
from fashrec.stages import Need, Recommender, Tools
from fashrec.types import Floats, Longs

TRIPLES_A_PAIR = 20
"""Triples that each held-out pair is examined on."""


@dataclass(frozen=True)
class Learnt:
    """What was learnt.

    Attributes:
        customers: float32 [n_customers, c].
        items: float32 [n_items, c]; inner products are scores.
        aucs: of what was held out, after each epoch; empty where nothing could be held out.
        losses: mean loss of each epoch of the factors above.
    """

    customers: Floats
    items: Floats
    aucs: tuple[float, ...]
    losses: tuple[float, ...]


@dataclass(frozen=True)
class VBPR:
    """Visual BPR by He & McAuley (AAAI 2016), in torch over the run's own vectors, on one thread.

    The number of epochs is found on the last days before T: factors are learnt on what was bought before them, until
    the AUC of what was bought in them rises no more, and then anew, for as many epochs, on all of the past. A cold
    item has its looks alone, its own factors and bias being 0, and so can be shown.

    It departs from the paper in what a bought item is compared with (see `negatives`), in biases that go free, in
    Adam's steps over batches of triples, and in `half_life_days`. Fitted twice on one machine, it gives the same bytes.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1

    factors: int = 8
    """Numbers a customer and an item that look at purchases alone; at least 0."""
    visual_factors: int = 8
    """Numbers a customer and an item that look at pictures alone; at least 1."""
    epochs: int = 40
    """Rounds over as many triples as there are purchase rows, at most; at least 1."""
    patience: int = 3
    """Stop after so many epochs without a better AUC; at least 1."""
    valid_days: int = 7
    """The days before T that are held out to find the number of epochs; at least 1."""
    learning_rate: float = 0.02
    """Of Adam; above 0."""
    regularization: float = 0.03
    """Of the factors of a triple's customer and items; 0 or more. Biases go free: few numbers, and popularity's."""
    visual_regularization: float = 0.3
    """Of what turns looks into factors; 0 or more."""
    batch_size: int = 8192
    """Triples a step; at least 1. Every step goes through all items, so that many items want large batches."""
    negatives: Negatives = "sold"
    """What a bought item is compared with: one of those sold to anybody in the same week, or one of the catalogue's
    at T that anybody ever bought; not owned, and drawn evenly."""
    half_life_days: float | None = None
    """Days before T at which a purchase is drawn half as often; above 0. None: all alike."""
    seed: int = 0
    """Of the factors to begin with and of the triples: any whole number of at least 0."""
    fallback: Recommender = field(default_factory=Popular)
    """Whose list a customer gets without a purchase."""

    def __post_init__(self) -> None:
        require_whole(self, 1, "visual_factors", "epochs", "patience", "valid_days", "batch_size")
        require_whole(self, 0, "factors", "seed")
        require(self.learning_rate > 0, "learning_rate", self.learning_rate, "a number above 0")
        for name in ("regularization", "visual_regularization"):
            require(getattr(self, name) >= 0, name, getattr(self, name), "a number of at least 0")
        require(self.negatives in get_args(Negatives), "negatives", self.negatives, " or ".join(get_args(Negatives)))
        fades = self.half_life_days is None or self.half_life_days > 0
        require(fades, "half_life_days", self.half_life_days, "null or a number of days above 0")

    @property
    def needs(self) -> frozenset[Need]:
        """Vectors, and what the fallback needs."""
        return self.fallback.needs | {"vectors"}

    def fit(self, past: Past, tools: Tools) -> FactorRanker:
        """Learn the factors; fit the fallback."""
        learnt = self.learn(past, tools)
        fallback, bought = self.fallback.fit(past, tools), tools.interactions.matrix()
        return FactorRanker(past, fallback, bought, learnt.customers, learnt.items, tools.vectors.has)

    def learn(self, past: Past, tools: Tools) -> Learnt:
        """The factors of all of the past."""
        looks = looks_of(tools.vectors)
        with one_torch_thread():
            aucs = self._aucs(past, looks)
            n_epochs = _best(aucs) or self.epochs
            factors, triples = self._begin(past, looks), self._triples(past)
            losses = [] if triples is None else [factors.epoch(triples) for _ in range(n_epochs)]
        return Learnt(*factors.of(past.warm), tuple(aucs), tuple(losses))

    def _aucs(self, past: Past, looks: Floats) -> list[float]:
        """The AUC of the last days after each epoch on what was before them; none where one of them is empty."""
        earlier = past.before(past.cut.day - self.valid_days)
        triples = self._triples(earlier)
        held_out = None if triples is None else self._held_out(past, earlier, triples)
        if triples is None or held_out is None:
            return []
        factors, aucs = self._begin(earlier, looks), list[float]()
        while len(aucs) < self.epochs and len(aucs) - _best(aucs) < self.patience:
            factors.epoch(triples)
            aucs.append(auc_of(*factors.of(earlier.warm), held_out))
        return aucs

    def _held_out(self, past: Past, earlier: Past, triples: Triples) -> tuple[Longs, Longs, Longs] | None:
        """Triples of customers with a history, items new to them, and others of the catalogue before the last days."""
        late = past.purchases.day >= earlier.cut.day
        customer, item = (column[late].astype(np.int64) for column in (past.purchases.customer, past.purchases.item))
        others = np.flatnonzero(earlier.catalogue)
        fine = (np.diff(earlier.purchases.offsets)[customer] > 0) & ~triples.owns(customer, item)
        if not fine.any() or not len(others):
            return None
        customer, item = (np.repeat(column[fine], TRIPLES_A_PAIR) for column in (customer, item))
        other = np.random.default_rng(self._seeds(past)).choice(others, len(item))
        kept = ~triples.owns(customer, other) & (item != other)
        return (customer[kept], item[kept], other[kept]) if kept.any() else None

    def _triples(self, past: Past) -> Triples | None:
        return triples_of(past, self.negatives, self.half_life_days)

    def _begin(self, past: Past, looks: Floats) -> VisualFactors:
        learning = Learning(
            factors=self.factors,
            visual_factors=self.visual_factors,
            learning_rate=self.learning_rate,
            regularization=self.regularization,
            visual_regularization=self.visual_regularization,
            batch_size=self.batch_size,
        )
        return VisualFactors(learning, past.n_customers, looks, self._seeds(past))

    def _seeds(self, past: Past) -> tuple[int, ...]:
        return self.seed, past.cut.day


def _best(aucs: list[float]) -> int:
    """The epoch of the greatest AUC, from 1, the first of equals; 0 of none."""
    return aucs.index(max(aucs)) + 1 if aucs else 0
