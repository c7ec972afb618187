"""What the default shop is held to: the figures of docs/evaluation.md 9, their tolerances, and what size forbids."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "share", "lift", "ratio"]
"""How near is near enough: a count or a quantile of counts ±1 or 20 %; a share under 0.2 25 % of it, another
0.05; a lift 25 % of what it is above 1; any other ratio 20 %."""


@dataclass(frozen=True, slots=True)
class Target:
    """One row of the table of figures.

    Attributes:
        label: what is measured.
        values: figure (as in fashrec.data.figures) → H&M's value.
        kind: the tolerance.
        forbidden: why a shop of this size cannot come near, or empty.
    """

    label: str
    values: dict[str, float]
    kind: Kind
    forbidden: str = ""

    def missed(self, made: dict[str, float]) -> list[str]:
        """The figures of this row that lie out of tolerance."""
        return [name for name, value in self.values.items() if abs(made[name] - value) > self.tolerance(value)]

    def tolerance(self, value: float) -> float:
        """The largest difference from H&M's `value` that is near enough."""
        if self.kind == "count":
            return max(1.0, 0.2 * value)
        if self.kind == "share":
            return 0.25 * value if value < _SMALL_SHARE else 0.05
        return 0.25 * (value - 1) if self.kind == "lift" else 0.2 * abs(value)


_SMALL_SHARE = 0.2

_FEW_PRODUCTS = (
    "H&M has 47,000 products, this shop not 700: a customer's next purchase meets an owned product by chance "
    "alone far more often"
)
_DRAWN = "only what can be drawn so that a person tells it apart"
_HEAD = (
    "a list of five is 2 % of the items that sell in a week here, and 0.03 % at H&M: with H&M's head, one list "
    "for all would reach nearly every second customer"
)


def _quantiles(name: str, percents: str, *values: float) -> dict[str, float]:
    keys = [f"{name}_p{p}" for p in percents.split()] + [f"{name}_mean"]
    return dict(zip(keys, values, strict=False))


def _attribute(name: str, share: float, lift: float, forbidden: str = "") -> tuple[Target, Target]:
    words = name.replace("_", " ")
    return (
        Target(f"past items of the same {words}: share", {f"{name}_share": share}, "share", forbidden),
        Target(f"past items of the same {words}: lift", {f"{name}_lift": lift}, "lift", forbidden),
    )


_SIX = "10 25 50 75 90 99"

TARGETS: tuple[Target, ...] = (
    Target("rows per customer", _quantiles("rows_per_customer", _SIX, 2, 3, 9, 26, 61, 191, 23.2), "count"),
    Target("shopping days per customer", _quantiles("days_per_customer", _SIX, 1, 1, 3, 8, 16, 44, 6.5), "count"),
    Target("rows per basket", _quantiles("rows_per_basket", "50 75 90 99", 2, 4, 8, 19), "count"),
    Target("items per basket", _quantiles("items_per_basket", "50 75 90 99", 2, 4, 7, 16), "count"),
    Target("days between shopping days", _quantiles("days_between", "10 25 50 75 90", 2, 7, 22, 57, 125), "count"),
    Target("rows that are further units", {"further_units": 0.099}, "share"),
    Target("lines bought earlier: same item", {"again_item": 0.038}, "share"),
    Target("lines bought earlier: same product", {"again_product": 0.072}, "share", _FEW_PRODUCTS),
    Target("rows bought online", {"online": 0.70}, "share"),
    Target("last week: items per customer", _quantiles("week_items", "50 90", 2, 6, 3.1), "count"),
    Target("last week: rows in the top 1 % of sold items", {"week_top_1_percent": 0.196}, "share", _HEAD),
    Target("last week: rows in the top 10 % of sold items", {"week_top_10_percent": 0.641}, "share", _HEAD),
    Target("last week: Gini of sold items", {"week_gini": 0.743}, "share", _HEAD),
    Target("last week: slope of log count on log rank", {"week_slope": -0.62}, "ratio", _HEAD),
    Target("colours per product", _quantiles("colours_per_product", "50 75 90 99", 1, 2, 4, 14, 2.2), "count"),
    Target("price", _quantiles("price", "10 50 90 99", 0.010, 0.025, 0.051, 0.092), "ratio"),
    Target("age", _quantiles("age", "25 50 75", 24, 31, 48), "count"),
    Target("age missing", {"age_missing": 0.009}, "share"),
    Target("rows a month, most over fewest", {"season": 1.8}, "ratio"),
    *_attribute("product", 0.0043, 5.6, _FEW_PRODUCTS),
    *_attribute("department", 0.062, 2.0),
    *_attribute("section", 0.128, 1.6),
    *_attribute("product_type", 0.090, 1.5),
    *_attribute("garment_group", 0.123, 1.4),
    *_attribute("colour", 0.162, 1.14),
    *_attribute("index_group", 0.527, 1.11),
    *_attribute("pattern", 0.350, 1.05),
    Target("departments", {"n_department": 250}, "count"),
    Target("sections", {"n_section": 56}, "count"),
    Target("garment groups", {"n_garment_group": 21}, "count"),
    Target("index groups", {"n_index_group": 5}, "count"),
    Target("product types", {"n_product_type": 131}, "count", _DRAWN),
    Target("colour groups", {"n_colour": 50}, "count", _DRAWN),
    Target("graphical appearances", {"n_pattern": 30}, "count", _DRAWN),
    Target(
        "items that are black, blue, white, pink, grey, red, beige",
        {
            "colour:Black": 0.21,
            "colour:Blue": 0.17,
            "colour:White": 0.12,
            "colour:Pink": 0.09,
            "colour:Grey": 0.08,
            "colour:Red": 0.06,
            "colour:Beige": 0.05,
        },
        "share",
    ),
    Target(
        "items that are solid, all-over pattern, melange, stripe, denim",
        {
            "pattern:Solid": 0.47,
            "pattern:All over pattern": 0.16,
            "pattern:Melange": 0.06,
            "pattern:Stripe": 0.05,
            "pattern:Denim": 0.05,
        },
        "share",
    ),
    Target(
        "items of ladies, children, divided, men, sport",
        {
            "index_group:Ladieswear": 0.38,
            "index_group:Baby/Children": 0.33,
            "index_group:Divided": 0.14,
            "index_group:Menswear": 0.12,
            "index_group:Sport": 0.03,
        },
        "share",
    ),
)


def table(made: dict[str, float]) -> str:
    """The targets beside `made` (what `figures` gives), as a Markdown table with the reasons below it."""
    reasons = list(dict.fromkeys(target.forbidden for target in TARGETS if target.missed(made) and target.forbidden))
    lines = ["| figure | | H&M | boutique | within tolerance |", "| --- | --- | --- | --- | --- |"]
    for target in TARGETS:
        missed = target.missed(made)
        note = f"[^{reasons.index(target.forbidden) + 1}]" if missed and target.forbidden else ""
        verdict = f"no{note}" if missed else "yes"
        cells = [" ".join(target.values[name].__format__("g") for name in target.values)]
        cells.append(" ".join(_short(made[name]) for name in target.values))
        lines.append(f"| {target.label} | {_percents(target)} | {' | '.join(cells)} | {verdict} |")
    return "\n".join([*lines, "", *(f"[^{at}]: {reason}." for at, reason in enumerate(reasons, 1))])


def _percents(target: Target) -> str:
    parts = [name.rsplit("_", 1)[-1] for name in target.values]
    return " ".join(parts) if len(parts) > 1 and ":" not in parts[0] else ""


def _short(value: float) -> str:
    return f"{value:.3g}"
