"""What the shop sells: products, their colours, and the weeks in which each item is on sale."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fashrec.data.boutique.draw import PRODUCT_TYPES, Look
from fashrec.data.boutique.trade import DENIM_COLOURS, FAMILIES, GROUPS, KINDS, PATTERN_SHARES, SHADES
from fashrec.types import Doubles, Ints, Longs

Names = npt.NDArray[np.str_]

_COLOURS = np.array(list(SHADES))
_COLOUR_LOG_SHARES = np.log([shade.share for shade in SHADES.values()])
_N_COLOURS = np.array([1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16])
_N_COLOURS_SHARES = np.array([0.60, 0.185, 0.085, 0.04, 0.025, 0.015, 0.01, 0.01, 0.01, 0.01, 0.01])
_WHOLE_PRICES = np.array([2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 15, 18, 20, 25, 30, 35, 40, 50, 55, 60, 80, 100, 129.01])
_PRICE_POINTS = _WHOLE_PRICES - 0.01
_SCALE = 590.0
"""H&M's prices are fractions of about this many euros."""

_BASIC_SHARE = 0.3
_LIFE_WEEKS = (100.0, 60.0)
"""Median weeks on sale of a basic product, and of another."""

_LIFE_SPREAD = 0.55


@dataclass(frozen=True, slots=True)
class Items:
    """The item table; rows in the order of the article ids.

    Attributes:
        product: int32 [n], 0 … n_products − 1, never falling.
        product_type, colour, pattern, group, section, index, garment_group, department: str [n], H&M's columns.
        cut_seed: int64 [n], the product's seed of `Look`.
        first_week: int32 [n], the first week with sales; below 0 where it was on sale before the shop's first week.
        last_week: int32 [n], the last week with sales.
        lead_days: int32 [n], days between launch and the first week of sales, 1 … 6.
        basic: bool [n], made to stay and to be bought again.
        price: float64 [n], as a fraction of the currency's scale.
    """

    product: Ints
    product_type: Names
    colour: Names
    pattern: Names
    group: Names
    section: Names
    index: Names
    garment_group: Names
    department: Names
    cut_seed: Longs
    first_week: Ints
    last_week: Ints
    lead_days: Ints
    basic: npt.NDArray[np.bool_]
    price: Doubles

    def __len__(self) -> int:
        return len(self.product)

    def look(self, row: int) -> Look:
        """What can be seen of one item."""
        return Look(str(self.product_type[row]), str(self.colour[row]), str(self.pattern[row]), int(self.cut_seed[row]))


def make_items(n_items: int, n_weeks: int, rng: np.random.Generator) -> Items:
    """A season's range after another: `n_items` items of about half as many products, those launched first first."""
    n_colours = _numbers_of_colours(n_items, rng)
    n_products = len(n_colours)
    place, product_type = _places_and_types(n_products, rng)
    pattern = np.array([_pattern(place[p, 1], product_type[p], rng) for p in range(n_products)])
    garment_group = np.array([_garment_group(*row) for row in zip(product_type, pattern, strict=True)])
    basic = rng.random(n_products) < _BASIC_SHARE * np.where(np.isin(garment_group, _STAYING), 2.0, 0.6)
    life = rng.lognormal(np.log(np.where(basic, *_LIFE_WEEKS)), _LIFE_SPREAD)
    launch = rng.uniform(-life, n_weeks)
    colour = _colours(n_colours, pattern, rng)
    price = _prices(product_type, rng)
    cut_seed = rng.integers(0, 2**32, n_products)
    of_item = np.repeat(np.argsort(launch), n_colours[np.argsort(launch)])
    first, last = _weeks(launch[of_item], life[of_item], n_weeks, rng)
    group, _, section, index = place.T
    return Items(
        product=np.repeat(np.arange(n_products, dtype=np.int32), n_colours[np.argsort(launch)]),
        product_type=product_type[of_item],
        colour=np.concatenate([colour[p] for p in np.argsort(launch)]),
        pattern=pattern[of_item],
        group=group[of_item],
        section=section[of_item],
        index=index[of_item],
        garment_group=garment_group[of_item],
        department=np.char.add(np.char.add(section, " "), garment_group)[of_item],
        cut_seed=cut_seed[of_item],
        first_week=first,
        last_week=last,
        lead_days=rng.integers(1, 7, n_items).astype(np.int32),
        basic=basic[of_item],
        price=price[of_item],
    )


_STAYING = ("Jersey Basic", "Under-, Nightwear", "Socks and Tights", "Trousers Denim")


def _numbers_of_colours(n_items: int, rng: np.random.Generator) -> Longs:
    """How many colours each product comes in, `n_items` in all.

    Steps of the golden ratio instead of independent draws: any run of products has all the sizes in their
    shares, so that a small shop's sections have theirs.
    """
    steps = (rng.random() + np.arange(1, n_items + 1) * (np.sqrt(5) - 1) / 2) % 1
    upto = np.cumsum(_N_COLOURS_SHARES) / _N_COLOURS_SHARES.sum()
    n_colours = _N_COLOURS[np.searchsorted(upto, steps)]
    after = np.cumsum(n_colours)
    n_products = int(np.searchsorted(after, n_items)) + 1
    n_colours[n_products - 1] -= after[n_products - 1] - n_items
    kept: Longs = n_colours[:n_products]
    return kept


def _places_and_types(n: int, rng: np.random.Generator) -> tuple[Names, Names]:
    """For each product its (index group, family, section, index name), str [n, 4], and its product type."""
    rows, weights = [], []
    for group_name, group in GROUPS.items():
        total = sum(section.share for section in group.sections)
        for section in group.sections:
            for family in section.families:
                reach = sum(KINDS[name].share for name in FAMILIES[family])
                whole = sum(KINDS[name].share for part in section.families for name in FAMILIES[part])
                for name in FAMILIES[family]:
                    rows.append((group_name, family, section.name, section.index or group_name, name))
                    weights.append(group.share * section.share / total * reach / whole * KINDS[name].share / reach)
    steps = (np.arange(n) + rng.random()) / n
    chosen = np.array(rows)[np.searchsorted(np.cumsum(weights) / sum(weights), steps)]
    return chosen[:, :4], chosen[:, 4]


def _pattern(family: str, product_type: str, rng: np.random.Generator) -> str:
    patterns = PRODUCT_TYPES[product_type].patterns
    if "Denim" in patterns and family == "denim":
        return "Denim"
    shares = np.array([PATTERN_SHARES[name] for name in patterns])
    return str(rng.choice(patterns, p=shares / shares.sum()))


def _garment_group(product_type: str, pattern: str) -> str:
    if pattern == "Denim" and product_type == "Trousers":
        return "Trousers Denim"
    if product_type in ("T-shirt", "Vest top") and pattern not in ("Solid", "Melange"):
        return "Jersey Fancy"
    return KINDS[product_type].garment_group


def _colours(n_colours: Longs, pattern: Names, rng: np.random.Generator) -> list[Names]:
    """Distinct colours for each product: the largest of log share + Gumbel noise."""
    score = _COLOUR_LOG_SHARES + rng.gumbel(size=(len(n_colours), len(_COLOURS)))
    denim = np.isin(_COLOURS, DENIM_COLOURS)
    blue = np.char.find(_COLOURS, "Blue") >= 0
    score[(pattern == "Denim")[:, None] & ~denim] -= 100
    score[(pattern == "Denim")[:, None] & blue] += 2
    return [_COLOURS[best[:n]] for best, n in zip(np.argsort(-score, axis=1), n_colours, strict=True)]


def _weeks(launch: Doubles, life: Doubles, n_weeks: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """First and last week of sales of each item; some colours come later than their product."""
    n = len(launch)
    late = np.where(rng.random(n) < 0.25, rng.uniform(0, 0.5, n) * life, 0.0)
    first = np.minimum(np.floor(launch + late), n_weeks - 1)
    weeks = np.maximum(3.0, (life - late) * rng.lognormal(0, 0.2, n))
    return first.astype(np.int32), np.maximum(first + np.ceil(weeks), 0).astype(np.int32)


def _prices(product_type: Names, rng: np.random.Generator) -> Doubles:
    """The price point nearest to the type's median price, spread by a log-normal factor."""
    wanted = np.array([KINDS[name].price for name in product_type]) * rng.lognormal(0, 0.48, len(product_type))
    nearest = np.abs(np.log(wanted)[:, None] - np.log(_PRICE_POINTS)).argmin(axis=1)
    prices: Doubles = _PRICE_POINTS[nearest] / _SCALE
    return prices
