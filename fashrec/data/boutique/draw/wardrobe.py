"""Which function cuts which type of product."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from numpy.random import Generator

from fashrec.data.boutique.draw import accessories, bottoms, dresses, intimates, knitwear, outerwear, shoes, tops
from fashrec.data.boutique.draw.cloth import Garment

WARDROBE: Mapping[str, Callable[[Generator], Garment]] = MappingProxyType(
    {
        "T-shirt": tops.t_shirt,
        "Top": tops.top,
        "Vest top": tops.vest_top,
        "Sweater": knitwear.sweater,
        "Cardigan": knitwear.cardigan,
        "Hoodie": outerwear.hoodie,
        "Shirt": tops.shirt,
        "Blouse": tops.blouse,
        "Jacket": outerwear.jacket,
        "Coat": outerwear.coat,
        "Blazer": outerwear.blazer,
        "Trousers": bottoms.trousers,
        "Leggings/Tights": bottoms.leggings,
        "Shorts": bottoms.shorts,
        "Skirt": bottoms.skirt,
        "Dress": dresses.dress,
        "Jumpsuit/Playsuit": dresses.jumpsuit,
        "Bra": intimates.bra,
        "Underwear bottom": intimates.underwear_bottom,
        "Bikini top": intimates.bikini_top,
        "Swimwear bottom": intimates.swimwear_bottom,
        "Swimsuit": intimates.swimsuit,
        "Pyjama set": dresses.pyjama_set,
        "Socks": intimates.socks,
        "Sneakers": shoes.sneakers,
        "Boots": shoes.boots,
        "Sandals": shoes.sandals,
        "Bag": accessories.bag,
        "Scarf": accessories.scarf,
        "Hat/beanie": accessories.beanie,
        "Belt": accessories.belt,
        "Earring": accessories.earring,
    }
)
"""A key of `PRODUCT_TYPES` → the function that cuts one from a generator seeded by the product."""
