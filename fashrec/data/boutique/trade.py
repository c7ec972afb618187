"""What the trade knows: how often each kind of garment, colour and pattern is made, where it is sold and for how much.

Shares are H&M's published ones in round numbers (docs/evaluation.md 9); the names of sections and departments are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a product type besides its looks.

    Attributes:
        share: of the products made, before sections are chosen; they need not add up to one.
        garment_group: its `garment_group_name`; a pattern of Denim makes trousers `Trousers Denim`.
        price: median price in euros.
        summer: how much more is sold in July than in January, as a log factor either way of the year's mean.
    """

    share: float
    garment_group: str
    price: float
    summer: float = 0.0


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "T-shirt": Kind(9, "Jersey Basic", 8.5, 0.25),
        "Top": Kind(7, "Jersey Fancy", 10, 0.1),
        "Vest top": Kind(5, "Jersey Basic", 8, 0.45),
        "Sweater": Kind(9, "Knitwear", 17, -0.55),
        "Cardigan": Kind(3, "Knitwear", 17, -0.45),
        "Hoodie": Kind(2.5, "Jersey Fancy", 19, -0.3),
        "Shirt": Kind(4, "Shirts", 16, 0.0),
        "Blouse": Kind(6, "Blouses", 17, 0.1),
        "Jacket": Kind(4, "Outdoor", 34, -0.4),
        "Coat": Kind(1.5, "Outdoor", 46, -0.8),
        "Blazer": Kind(2.5, "Dressed", 30, -0.2),
        "Trousers": Kind(13, "Trousers", 20, -0.1),
        "Leggings/Tights": Kind(3.5, "Jersey Basic", 13, -0.1),
        "Shorts": Kind(5, "Shorts", 13, 0.7),
        "Skirt": Kind(4, "Skirts", 17, 0.15),
        "Dress": Kind(10, "Dresses Ladies", 20, 0.4),
        "Jumpsuit/Playsuit": Kind(2, "Dresses Ladies", 20, 0.3),
        "Bra": Kind(4, "Under-, Nightwear", 14),
        "Underwear bottom": Kind(4, "Under-, Nightwear", 10),
        "Bikini top": Kind(3, "Swimwear", 13, 1.1),
        "Swimwear bottom": Kind(3, "Swimwear", 10, 1.1),
        "Swimsuit": Kind(1.5, "Swimwear", 20, 1.1),
        "Pyjama set": Kind(2.5, "Under-, Nightwear", 17, -0.3),
        "Socks": Kind(4, "Socks and Tights", 7, -0.3),
        "Sneakers": Kind(2, "Shoes", 22),
        "Boots": Kind(1.5, "Shoes", 31, -0.7),
        "Sandals": Kind(1.5, "Shoes", 16, 0.9),
        "Bag": Kind(1.5, "Accessories", 16),
        "Scarf": Kind(1.5, "Accessories", 11, -0.6),
        "Hat/beanie": Kind(1.5, "Accessories", 8, -0.3),
        "Belt": Kind(1, "Accessories", 8),
        "Earring": Kind(2, "Accessories", 7),
    }
)


@dataclass(frozen=True, slots=True)
class Shade:
    """What is known of a colour besides its looks: its share of items, and H&M's coarser names for it."""

    share: float
    value: str
    master: str


SHADES: Mapping[str, Shade] = MappingProxyType(
    {
        "Black": Shade(33, "Dark", "Black"),
        "Dark Grey": Shade(2.5, "Dark", "Grey"),
        "Grey": Shade(3.3, "Medium Dusty", "Grey"),
        "Light Grey": Shade(2.2, "Dusty Light", "Grey"),
        "White": Shade(9.5, "Light", "White"),
        "Off White": Shade(2.5, "Dusty Light", "White"),
        "Light Beige": Shade(2.3, "Dusty Light", "Beige"),
        "Beige": Shade(2.4, "Medium Dusty", "Beige"),
        "Yellowish Brown": Shade(2, "Medium Dusty", "Brown"),
        "Dark Blue": Shade(8.5, "Dark", "Blue"),
        "Blue": Shade(3, "Medium", "Blue"),
        "Light Blue": Shade(3, "Dusty Light", "Blue"),
        "Turquoise": Shade(1, "Bright", "Turquoise"),
        "Green": Shade(1, "Bright", "Green"),
        "Dark Green": Shade(3, "Dark", "Green"),
        "Greenish Khaki": Shade(2.5, "Dark", "Khaki green"),
        "Yellow": Shade(3, "Bright", "Yellow"),
        "Orange": Shade(2.2, "Bright", "Orange"),
        "Red": Shade(3, "Bright", "Red"),
        "Dark Red": Shade(2.4, "Dark", "Red"),
        "Pink": Shade(3.8, "Medium", "Pink"),
        "Light Pink": Shade(4.3, "Dusty Light", "Pink"),
        "Purple": Shade(1.5, "Medium", "Lilac Purple"),
    }
)

PATTERN_SHARES: Mapping[str, float] = MappingProxyType(
    {
        "Solid": 34,
        "All over pattern": 12,
        "Melange": 6,
        "Stripe": 4.5,
        "Denim": 2,
        "Check": 3.5,
        "Dot": 4,
        "Lace": 8,
        "Front print": 9,
        "Placement print": 8,
        "Colour blocking": 3,
        "Metallic": 2,
    }
)
"""How often each pattern is chosen among those that a product type is sold in."""

DENIM_COLOURS = ("Dark Blue", "Blue", "Light Blue", "Black", "Dark Grey", "White")

FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "jersey": ("T-shirt", "Top", "Vest top", "Leggings/Tights", "Hoodie"),
        "knit": ("Sweater", "Cardigan"),
        "woven": ("Blouse", "Shirt", "Skirt", "Dress", "Jumpsuit/Playsuit", "Shorts"),
        "trousers": ("Trousers",),
        "tailoring": ("Blazer", "Shirt", "Trousers", "Skirt"),
        "outdoor": ("Jacket", "Coat"),
        "denim": ("Trousers", "Shorts", "Skirt", "Jacket", "Shirt"),
        "underwear": ("Bra", "Underwear bottom"),
        "men's underwear": ("Underwear bottom", "Socks"),
        "night": ("Pyjama set", "Socks", "Leggings/Tights"),
        "swim": ("Bikini top", "Swimwear bottom", "Swimsuit"),
        "beach": ("Shorts", "Swimwear bottom"),
        "shoes": ("Sneakers", "Boots", "Sandals"),
        "small accessories": ("Belt", "Earring", "Scarf", "Hat/beanie"),
        "accessories": ("Bag", "Scarf", "Hat/beanie", "Belt", "Earring"),
        "men": ("T-shirt", "Sweater", "Cardigan", "Hoodie", "Shirt", "Trousers", "Shorts", "Jacket"),
        "baby": ("T-shirt", "Top", "Leggings/Tights", "Dress", "Sweater", "Pyjama set", "Socks", "Jumpsuit/Playsuit"),
        "boy": ("T-shirt", "Sweater", "Hoodie", "Shirt", "Trousers", "Shorts", "Jacket"),
        "girl": (
            "T-shirt",
            "Top",
            "Vest top",
            "Sweater",
            "Leggings/Tights",
            "Dress",
            "Skirt",
            "Shorts",
            "Trousers",
            "Jacket",
        ),
        "active": ("T-shirt", "Vest top", "Bra", "Leggings/Tights", "Shorts", "Hoodie", "Jacket"),
        "men's active": ("T-shirt", "Shorts", "Hoodie", "Trousers", "Jacket"),
    }
)
"""Product types that are sold side by side."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the shop.

    Attributes:
        name: its `section_name`.
        share: of its index group's products.
        families: keys of `FAMILIES`.
        index: its `index_name`, where that is not the index group's.
    """

    name: str
    share: float
    families: tuple[str, ...]
    index: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """An index group: its share of the products made, how much better its items sell (log factor), its sections."""

    share: float
    pull: float
    sections: tuple[Section, ...]


_LINGERIE, _LADIES_ACC = "Lingeries/Tights", "Ladies Accessories"
_BABY, _KIDS, _YOUNG = "Baby Sizes 50-98", "Children Sizes 92-140", "Children Sizes 134-170"
_KIDS_ACC = "Children Accessories, Swimwear"

GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        "Ladieswear": Group(
            38,
            0.42,
            (
                Section("Womens Everyday Collection", 37, ("woven", "knit", "trousers", "jersey")),
                Section("Womens Everyday Basics", 9, ("jersey", "knit")),
                Section("Womens Tailoring", 7, ("tailoring", "woven")),
                Section("Womens Casual", 7, ("jersey", "knit", "denim")),
                Section("Womens Trend", 5, ("woven", "jersey", "trousers")),
                Section("Womens Premium", 3, ("knit", "woven", "tailoring")),
                Section("Womens Outdoor", 5, ("outdoor",)),
                Section("Womens Denim", 5, ("denim",)),
                Section("Womens Plus Sizes", 4, ("jersey", "woven", "trousers")),
                Section("Womens Party", 2.5, ("woven", "accessories")),
                Section("Mama", 3, ("jersey", "woven", "trousers")),
                Section("Studio", 1.5, ("woven", "tailoring", "knit")),
                Section("Collaborations", 2, ("woven", "jersey", "accessories")),
                Section("Womens Lingerie", 8, ("underwear",), _LINGERIE),
                Section("Womens Nightwear and Socks", 6, ("night",), _LINGERIE),
                Section("Womens Swimwear", 6, ("swim", "beach"), _LINGERIE),
                Section("Womens Shoes", 4, ("shoes",), _LADIES_ACC),
                Section("Womens Small Accessories", 4, ("small accessories",), _LADIES_ACC),
                Section("Womens Big Accessories", 2, ("accessories",), _LADIES_ACC),
            ),
        ),
        "Baby/Children": Group(
            33,
            -2.7,
            (
                Section("Baby Essentials", 12, ("baby",), _BABY),
                Section("Baby Boy", 9, ("baby", "boy"), _BABY),
                Section("Baby Girl", 10, ("baby", "girl"), _BABY),
                Section("Baby Exclusive", 3, ("baby",), _BABY),
                Section("Kids Boy", 12, ("boy",), _KIDS),
                Section("Kids Girl", 14, ("girl",), _KIDS),
                Section("Kids Outdoor", 4, ("outdoor",), _KIDS),
                Section("Kids Denim", 3, ("denim",), _KIDS),
                Section("Young Boy", 9, ("boy",), _YOUNG),
                Section("Young Girl", 11, ("girl",), _YOUNG),
                Section("Kids Underwear", 6, ("night", "men's underwear"), _KIDS_ACC),
                Section("Kids Swimwear", 3, ("swim", "beach"), _KIDS_ACC),
                Section("Kids Accessories", 4, ("accessories", "shoes"), _KIDS_ACC),
            ),
        ),
        "Divided": Group(
            14,
            0.0,
            (
                Section("Divided Collection", 68, ("jersey", "woven", "knit", "trousers")),
                Section("Divided Basics", 14, ("jersey", "knit")),
                Section("Divided Denim", 9, ("denim",)),
                Section("Divided Selected", 8, ("woven", "outdoor")),
                Section("Divided Projects", 6, ("jersey", "outdoor")),
                Section("Divided Underwear", 7, ("underwear", "night")),
                Section("Divided Swimwear", 6, ("swim",)),
                Section("Divided Accessories", 7, ("accessories",)),
                Section("Divided Shoes", 3, ("shoes",)),
            ),
        ),
        "Menswear": Group(
            12,
            -1.3,
            (
                Section("Mens Everyday", 24, ("men",)),
                Section("Mens Basics", 14, ("men",)),
                Section("Mens Tailoring", 11, ("tailoring",)),
                Section("Mens Casual", 12, ("men",)),
                Section("Mens Street", 9, ("men",)),
                Section("Mens Premium", 4, ("men", "tailoring")),
                Section("Mens Outdoor", 5, ("outdoor",)),
                Section("Mens Denim", 7, ("denim",)),
                Section("Mens Underwear", 6, ("men's underwear",)),
                Section("Mens Swimwear", 2, ("beach",)),
                Section("Mens Shoes", 3, ("shoes",)),
                Section("Mens Accessories", 4, ("accessories",)),
            ),
        ),
        "Sport": Group(
            3,
            0.1,
            (
                Section("Womens Sport", 65, ("active",)),
                Section("Mens Sport", 22, ("men's active",)),
                Section("Kids Sport", 13, ("active",)),
            ),
        ),
    }
)
"""`index_group_name` → its sections."""

INDEX_CODES: Mapping[str, str] = MappingProxyType(
    {
        "Ladieswear": "A",
        _LINGERIE: "B",
        _LADIES_ACC: "C",
        "Divided": "D",
        "Menswear": "F",
        _BABY: "G",
        _KIDS: "H",
        _YOUNG: "I",
        _KIDS_ACC: "J",
        "Sport": "S",
    }
)
"""`index_name` → `index_code`."""
