"""What can be seen of an item: the names of types, colours and patterns, and the `Look` that joins them.

The names are H&M's own (`product_type_name`, `product_group_name`, `colour_group_name`,
`graphical_appearance_name`), so that a made item table reads like the real one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fashrec.errors import ConfigError

RGB = tuple[int, int, int]

COLOURS: Mapping[str, RGB] = MappingProxyType(
    {
        "Black": (30, 30, 33),
        "Dark Grey": (82, 84, 88),
        "Grey": (146, 147, 150),
        "Light Grey": (196, 197, 199),
        "White": (244, 244, 243),
        "Off White": (236, 229, 213),
        "Light Beige": (222, 203, 176),
        "Beige": (193, 163, 128),
        "Yellowish Brown": (122, 80, 48),
        "Dark Blue": (36, 46, 84),
        "Blue": (52, 98, 172),
        "Light Blue": (152, 190, 224),
        "Turquoise": (48, 160, 160),
        "Green": (66, 150, 84),
        "Dark Green": (34, 74, 56),
        "Greenish Khaki": (112, 112, 76),
        "Yellow": (238, 200, 66),
        "Orange": (232, 126, 48),
        "Red": (204, 38, 46),
        "Dark Red": (116, 28, 42),
        "Pink": (226, 106, 142),
        "Light Pink": (240, 198, 200),
        "Purple": (122, 82, 150),
    }
)
"""`colour_group_name` → the cloth's mean colour, sRGB in 0 … 255."""

PATTERNS: tuple[str, ...] = (
    "Solid",
    "All over pattern",
    "Melange",
    "Stripe",
    "Denim",
    "Check",
    "Dot",
    "Lace",
    "Front print",
    "Placement print",
    "Colour blocking",
    "Metallic",
)
"""`graphical_appearance_name`: what the cloth looks like."""

_WOVEN = ("Solid", "All over pattern", "Stripe", "Check", "Dot")
_JERSEY = ("Solid", "Melange", "Stripe", "Front print", "Placement print", "Colour blocking")
_SWIM = ("Solid", "All over pattern", "Stripe", "Dot", "Colour blocking")
_LINGERIE = ("Solid", "Lace", "All over pattern", "Melange", "Dot")


@dataclass(frozen=True, slots=True)
class ProductType:
    """A kind of garment.

    Attributes:
        group: its `product_group_name`.
        patterns: the patterns a shop would sell it in, the commonest ones first; never empty.
    """

    group: str
    patterns: tuple[str, ...]


def _types(group: str, patterns_of: Mapping[str, Iterable[str]]) -> dict[str, ProductType]:
    return {name: ProductType(group, tuple(patterns)) for name, patterns in patterns_of.items()}


PRODUCT_TYPES: Mapping[str, ProductType] = MappingProxyType(
    _types(
        "Garment Upper body",
        {
            "T-shirt": (*_JERSEY, "All over pattern", "Dot"),
            "Top": (*_WOVEN, "Melange", "Lace", "Metallic"),
            "Vest top": (*_JERSEY, "All over pattern", "Lace"),
            "Sweater": ("Solid", "Melange", "Stripe", "Colour blocking", "Front print", "All over pattern"),
            "Cardigan": ("Solid", "Melange", "Stripe", "Colour blocking", "All over pattern"),
            "Hoodie": _JERSEY,
            "Shirt": (*_WOVEN, "Denim"),
            "Blouse": (*_WOVEN, "Lace"),
            "Jacket": ("Solid", "Denim", "Check", "Colour blocking", "All over pattern", "Metallic"),
            "Coat": ("Solid", "Check", "Melange", "All over pattern"),
            "Blazer": ("Solid", "Check", "Stripe", "Melange"),
        },
    )
    | _types(
        "Garment Lower body",
        {
            "Trousers": ("Solid", "Denim", "Check", "Melange", "Stripe", "All over pattern"),
            "Leggings/Tights": ("Solid", "Melange", "All over pattern", "Colour blocking", "Metallic"),
            "Shorts": ("Solid", "Denim", "All over pattern", "Stripe", "Check", "Melange", "Colour blocking"),
            "Skirt": (*_WOVEN, "Denim", "Lace", "Metallic"),
        },
    )
    | _types(
        "Garment Full body",
        {
            "Dress": (*_WOVEN, "Lace", "Denim", "Metallic"),
            "Jumpsuit/Playsuit": (*_WOVEN, "Denim"),
        },
    )
    | _types("Underwear", {"Bra": _LINGERIE, "Underwear bottom": _LINGERIE})
    | _types("Swimwear", {"Bikini top": _SWIM, "Swimwear bottom": _SWIM, "Swimsuit": _SWIM})
    | _types("Nightwear", {"Pyjama set": ("All over pattern", "Solid", "Stripe", "Check", "Dot", "Front print")})
    | _types("Socks & Tights", {"Socks": ("Solid", "All over pattern", "Stripe", "Dot", "Melange")})
    | _types(
        "Shoes",
        {
            "Sneakers": ("Solid", "Colour blocking", "All over pattern", "Metallic"),
            "Boots": ("Solid", "All over pattern", "Metallic"),
            "Sandals": ("Solid", "All over pattern", "Metallic"),
        },
    )
    | _types(
        "Accessories",
        {
            "Bag": ("Solid", "All over pattern", "Stripe", "Check", "Metallic"),
            "Scarf": ("Solid", "Check", "All over pattern", "Stripe", "Melange", "Dot"),
            "Hat/beanie": ("Solid", "Melange", "Stripe", "Colour blocking"),
            "Belt": ("Solid", "All over pattern", "Metallic"),
            "Earring": ("Metallic", "Solid"),
        },
    )
)
"""`product_type_name` → its group and the patterns it is sold in, the upper body first."""


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that is visible of an item.

    Attributes:
        product_type: a key of `PRODUCT_TYPES`.
        colour: a key of `COLOURS`: of the cloth, before its pattern.
        pattern: one of `PRODUCT_TYPES[product_type].patterns`.
        seed: of the product, 0 … 2**32 - 1: its cut (neckline, length, width, pockets) and its pattern's
            scale and motif. One product's colourways share it; how each of them lies before the camera
            comes from the seed and the colour.

    Raises:
        ConfigError: for an unknown name, a pattern that the type is not sold in, or a seed out of range.
    """

    product_type: str
    colour: str
    pattern: str
    seed: int

    def __post_init__(self) -> None:
        _check_name("product type", self.product_type, PRODUCT_TYPES)
        _check_name("colour", self.colour, COLOURS)
        _check_name("pattern", self.pattern, PATTERNS)
        _check_name(f"pattern of {self.product_type}", self.pattern, PRODUCT_TYPES[self.product_type].patterns)
        if not 0 <= self.seed < 2**32:
            raise ConfigError(
                f"a look's seed is {self.seed}",
                where="Look.seed",
                why="it seeds a generator that takes 32 bits",
                do="give a whole number from 0 to 4294967295",
            )


def _check_name(kind: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise ConfigError(
            f"{name!r} is no {kind} that boutique can draw",
            where="Look",
            why="a picture is drawn from the names alone",
            do="take one of " + ", ".join(known),
        )
