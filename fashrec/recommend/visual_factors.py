"""The factors of VBPR, and how they are learnt: one pass of triples after another, until what was held out says stop.

score(u, i) = b_i + beta . f_i + gamma_u . gamma_i + theta_u . (E f_i), where f_i is what the picture says. The loss of
a triple (u, i, j) is -log sigmoid(score(u, i) - score(u, j)), and the squares of all factors that it touched.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import embedding, logsigmoid

from fashrec.recommend.triples import Triples
from fashrec.types import Bools, Floats, ItemVectors, Longs

SPREAD = 0.1
"""Standard deviation of factors to begin with; and of E f_i."""


@dataclass(frozen=True)
class Learning:
    """How factors are learnt; recommend/vbpr.py says what each is."""

    factors: int
    visual_factors: int
    learning_rate: float
    regularization: float
    visual_regularization: float
    batch_size: int


class VisualFactors:
    """Parameters, as they are being learnt.

    Args:
        learning: the settings.
        n_customers: number of customer rows.
        looks: float32 [n_items, d]; what pictures say, see `looks_of`.
        seeds: of the parameters to begin with, and of the triples.
    """

    def __init__(self, learning: Learning, n_customers: int, looks: Floats, seeds: tuple[int, ...]) -> None:
        self.learning, self.looks = learning, torch.from_numpy(looks)
        self.random = np.random.default_rng(seeds)
        n_items, dim = looks.shape
        k, v = learning.factors, learning.visual_factors
        self.customers = self._normal(n_customers, k + v, SPREAD)
        self.items = self._normal(n_items, k, SPREAD)
        self.see = self._normal(dim, v, SPREAD / max(1, dim) ** 0.5)
        self.bias = torch.zeros(n_items, requires_grad=True)
        self.looks_bias = torch.zeros(dim, requires_grad=True)
        rate = learning.learning_rate
        # a step changes only the customers that it is about: of millions, a few thousand
        self._optimizers = (
            torch.optim.SparseAdam([self.customers], lr=rate),
            torch.optim.Adam([self.items, self.bias, self.see, self.looks_bias], lr=rate),
        )

    def _normal(self, n: int, width: int, spread: float) -> torch.Tensor:
        drawn = self.random.standard_normal((n, width), np.float32) * np.float32(spread)
        return torch.from_numpy(drawn).requires_grad_()

    def epoch(self, triples: Triples) -> float:
        """Draw as many triples as there are purchase rows; the mean of their losses, regularization left out."""
        losses, n_seen = 0.0, 0
        for start in range(0, len(triples), self.learning.batch_size):
            n = min(self.learning.batch_size, len(triples) - start)
            customer, item, other = map(torch.from_numpy, triples.draw(n, self.random))
            if len(customer):
                losses += self._step(customer, item, other) * len(customer)
                n_seen += len(customer)
        return losses / max(1, n_seen)

    def _step(self, customer: torch.Tensor, item: torch.Tensor, other: torch.Tensor) -> float:
        of_customer = embedding(customer, self.customers, sparse=True)
        seen, bias = self.looks @ self.see, self.bias + self.looks @ self.looks_bias
        one, two = embedding(item, self.items), embedding(other, self.items)
        difference = torch.cat([one - two, embedding(item, seen) - embedding(other, seen)], 1)
        loss = -logsigmoid((of_customer * difference).sum(1) + bias[item] - bias[other]).mean()
        touched = [of_customer, one, two]
        squares = sum((part.square().sum() for part in touched), torch.zeros(())) / len(customer)
        shared = self.see.square().sum() + self.looks_bias.square().sum()
        told = self.learning.regularization * squares + self.learning.visual_regularization * shared
        for optimizer in self._optimizers:
            optimizer.zero_grad()
        (loss + told).backward()  # type: ignore[no-untyped-call] # torch leaves it untyped
        for optimizer in self._optimizers:
            optimizer.step()  # type: ignore[no-untyped-call] # likewise
        return loss.item()

    def of(self, warm: Bools) -> tuple[Floats, Floats]:
        """float32 [n_customers, c] and [n_items, c], whose inner products are the scores.

        Args:
            warm: bool [n_items]; the others have nothing but their looks.
        """
        with torch.no_grad():
            bought = torch.tensor(warm)
            bias = bought * self.bias + self.looks @ self.looks_bias
            items = [bought[:, None] * self.items, self.looks @ self.see, bias[:, None]]
            customers = [self.customers, torch.ones(len(self.customers), 1)]
            return torch.cat(customers, 1).numpy(), torch.cat(items, 1).numpy()


def looks_of(vectors: ItemVectors) -> Floats:
    """float32 [n_items, d]: vectors less their mean, scaled to a mean square of 1 a number; 0 where there is none.

    Neither changes what can be learnt: a shift adds the same to all scores of a customer, a factor is E's. They change
    how fast it is learnt.
    """
    known = vectors.values[vectors.has].astype(np.float64)
    centred = known - known.mean(axis=0) if len(known) else known
    scale = np.sqrt(np.mean(centred**2)) if centred.size else 0.0
    looks = np.zeros(vectors.values.shape, np.float32)
    looks[vectors.has] = centred / (scale or 1.0)
    return looks


def auc_of(customers: Floats, items: Floats, triples: tuple[Longs, Longs, Longs]) -> float:
    """The share of triples in the right order, equal scores counting half.

    Args:
        customers: float32 [n_customers, c].
        items: float32 [n_items, c].
        triples: int64 [m] customers, the items that they bought, others; at least one.
    """
    customer, item, other = triples
    margin = np.linalg.vecdot(customers[customer], items[item] - items[other])
    return float(np.mean(np.sign(margin)) / 2 + 0.5)


@contextmanager
def one_torch_thread() -> Iterator[None]:
    """Torch on one thread, so that its sums have one order."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
