"""Pictures of a simulated shop's items, drawn from what their rows say."""

from fashrec.data.boutique.draw.look import COLOURS, PATTERNS, PRODUCT_TYPES, RGB, Look, ProductType
from fashrec.data.boutique.draw.sheet import contact_sheet
from fashrec.data.boutique.draw.studio import draw

__all__ = ["COLOURS", "PATTERNS", "PRODUCT_TYPES", "RGB", "Look", "ProductType", "contact_sheet", "draw"]
