"""What is like what the customer bought, by the item table's columns instead of pictures."""

from dataclasses import dataclass, field, replace
from typing import ClassVar, get_args

import numpy as np

from fashrec.errors import require
from fashrec.frames import ITEMS
from fashrec.interactions import Matrix
from fashrec.past import Past
from fashrec.recommend import ties
from fashrec.recommend.dense import on_grid, ranked
from fashrec.recommend.features import Features, Weighting, read_features
from fashrec.recommend.popular import Popular
from fashrec.stages import Need, Ranker, Recommender, Tools
from fashrec.types import Bools, Doubles, Floats, Ints, Shown

DESCRIBED = (
    *("product_type_name", "product_group_name", "graphical_appearance_name", "colour_group_name"),
    *("perceived_colour_value_name", "perceived_colour_master_name", "department_name", "index_name"),
    *("index_group_name", "section_name", "garment_group_name"),
)
"""The columns that describe an item: what it is and looks like, and where in the shop it hangs."""
OTHERS = ("product_code", "prod_name")
"""Columns that tell items apart more than they describe them: with one, other colours of a product come first."""


@dataclass(frozen=True)
class Attributes:
    """The items nearest to each customer's profile by cosine, where an item is the values of its columns.

    It is `content` without pictures: the same pooling, exact search, cold items ranked like all others. Without it
    nobody can say that it is *pictures* that help.

    Raises:
        ConfigError: where a setting is out of its range.
    """

    version: ClassVar[int] = 1

    columns: tuple[str, ...] = DESCRIBED
    """Columns of the item table, at least one; `product_code` and `prod_name` may be among them."""
    weighting: Weighting = "idf"
    """idf: rare values weigh more; none: all weigh the same."""
    half_life_days: float | None = None
    """Days before T at which a purchase weighs half in a profile; above 0. None: all weigh the same."""
    fallback: Recommender = field(default_factory=Popular)
    """Whose list a customer gets who has no profile."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(self.columns))  # a list where it comes from a YAML
        known = bool(self.columns) and set(self.columns) <= {*DESCRIBED, *OTHERS}
        said = "a list of one or more of " + ", ".join(name for name in ITEMS if name in {*DESCRIBED, *OTHERS})
        require(known and len(set(self.columns)) == len(self.columns), "columns", list(self.columns), said)
        require(self.weighting in get_args(Weighting), "weighting", self.weighting, "idf or none")
        fades = self.half_life_days is None or self.half_life_days > 0
        require(fades, "half_life_days", self.half_life_days, "null or a number of days above 0")

    @property
    def needs(self) -> frozenset[Need]:
        """What the fallback needs."""
        return self.fallback.needs

    def fit(self, past: Past, tools: Tools) -> "AttributesRanker":
        """Read the columns, fit the fallback."""
        features = read_features(past.items, self.columns, self.weighting)
        bought = tools.interactions.matrix(self.half_life_days)
        return AttributesRanker(past, self.fallback.fit(past, tools), bought, features)


@dataclass(frozen=True)
class AttributesRanker:
    """The past, for what customers own; the fallback; customers x items as purchases weigh; items x features."""

    past: Past
    fallback: Ranker
    bought: Matrix
    features: Features

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """As stages.Ranker says; `fallback` marks the lists that are the fallback's."""
        known = self.bought[customers] @ self.features.has.astype(np.float32) > 0
        strangers = self.fallback.rank(customers[~known], k, among, tie_ks)
        items = among & self.features.has
        columns = self.features.values[np.flatnonzero(items)]

        def scores(some: Ints) -> Floats:
            profiles = on_grid(self._profiles(some), self.features.n_columns)
            return np.ascontiguousarray((columns @ profiles.T).T, np.float32)

        nearest = ranked(self.past, customers[known], k, items, tie_ks, scores)
        return ties.join(
            [
                replace(nearest, fallback=np.zeros(len(nearest.customers), bool)),
                replace(strangers, fallback=np.ones(len(strangers.customers), bool)),
            ]
        )

    def _profiles(self, customers: Ints) -> Doubles:
        """float64 [n, n_features], of unit length."""
        sums = (self.bought[customers] @ self.features.values).toarray()
        lengths = np.sqrt(np.linalg.vecdot(sums, sums))
        profiles: Doubles = sums / np.where(lengths > 0, lengths, 1)[:, None]
        return profiles
