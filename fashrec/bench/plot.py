"""How plots look here."""

from typing import Any

# Okabe and Ito's colours, which the colour-blind tell apart; markers tell them apart in grey
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
# no date and a fixed salt: the same figures make the same file
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "fashrec",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
