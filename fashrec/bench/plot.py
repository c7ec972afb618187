"""How plots look here."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

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


def save(figure: Figure, folder: Path, name: str, dpi: int = 150) -> None:
    """NAME.svg and NAME.png (`dpi` dots an inch), the same bytes for the same figure."""
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
    figure.savefig(folder / f"{name}.png", dpi=dpi, metadata={"Software": None})
