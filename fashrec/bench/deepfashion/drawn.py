"""A small DeepFashion with drawn pictures: its labels can be seen in them, so that a network can learn them."""

from pathlib import Path

import numpy as np
from PIL import Image

from fashrec.bench.deepfashion.write import write_annotations
from fashrec.data.boutique.draw import COLOURS, PATTERNS, PRODUCT_TYPES, Look, draw
from fashrec.data.deepfashion import PARTITIONS, Attributes, Categories, DeepFashion, Labels
from fashrec.data.deepfashion.dataset import Bytes
from fashrec.progress import Quiet
from fashrec.stages import Progress
from fashrec.types import Bools, Ints

UPPER = (
    "Anorak", "Blazer", "Blouse", "Bomber", "Button-Down", "Cardigan", "Flannel", "Halter", "Henley", "Hoodie",
    "Jacket", "Jersey", "Parka", "Peacoat", "Poncho", "Sweater", "Tank", "Tee", "Top", "Turtleneck",
)  # fmt: skip
LOWER = (
    "Capris", "Chinos", "Culottes", "Cutoffs", "Gauchos", "Jeans", "Jeggings", "Jodhpurs", "Joggers", "Leggings",
    "Sarong", "Shorts", "Skirt", "Sweatpants", "Sweatshorts", "Trunks",
)  # fmt: skip
FULL = (
    "Caftan", "Cape", "Coat", "Coverup", "Dress", "Jumpsuit", "Kaftan", "Kimono", "Nightdress", "Onesie", "Robe",
    "Romper", "Shirtdress", "Sundress",
)  # fmt: skip
CATEGORIES = Categories((*UPPER, *LOWER, *FULL), np.repeat([1, 2, 3], [20, 16, 14]).astype(np.int32))
"""DeepFashion's own fifty, in its order; boutique draws 16 of them, the others stay without a picture."""

DRAWN_AS = {
    "Blazer": "Blazer", "Blouse": "Blouse", "Button-Down": "Shirt", "Cardigan": "Cardigan", "Hoodie": "Hoodie",
    "Jacket": "Jacket", "Sweater": "Sweater", "Tank": "Vest top", "Tee": "T-shirt", "Chinos": "Trousers",
    "Leggings": "Leggings/Tights", "Shorts": "Shorts", "Skirt": "Skirt", "Coat": "Coat", "Dress": "Dress",
    "Jumpsuit": "Jumpsuit/Playsuit",
}  # fmt: skip
FABRICS = {"Denim", "Lace", "Melange", "Metallic"}
TEXTURE, FABRIC = 1, 2
ATTRIBUTES = tuple(sorted((*COLOURS, *PATTERNS), key=str.lower))
"""What boutique calls colours and patterns: some contain spaces. Those of a picture are present, all others absent."""

PER_GARMENT = 4  # pictures of one category, colour and pattern, together in a folder
SHARES = (0.7, 0.15, 0.15)  # of train, val and test
NEAR_PAPER = 12  # levels of sRGB that the background may differ by from the corner
MARGIN = 0.02  # of the height, around a box


def make_deepfashion(
    folder: Path,
    n_pictures: int = 64,
    *,
    height: int = 96,
    share_unknown: float = 0.05,
    labels: Labels = "coarse",
    older: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
) -> DeepFashion:
    """Draw pictures and write them and their labels as DeepFashion's are published.

    Args:
        folder: made where it is not there; gets Img and what `write_annotations` writes.
        n_pictures: how many; at least 3, so that each partition has one.
        height: of the pictures, in pixels, at least 32.
        share_unknown: of the attributes' values, in [0, 1]; the fine labels have none whatever is given.
        labels: `coarse` or `fine`.
        older: name the folder of coarse labels Anno.
        seed: the same seed gives the same bytes.
        progress: told about the pictures drawn.

    Returns:
        What was written, as `read_deepfashion` must give it back.
    """
    assert n_pictures >= len(PARTITIONS)
    rng = np.random.default_rng(seed)
    looks, category = _looks(rng, n_pictures)
    pictures = tuple(_path(look, at) for at, look in enumerate(looks))
    boxes = _draw_all(folder / "Img", pictures, looks, height, progress or Quiet())
    known = np.ones((n_pictures, len(ATTRIBUTES)), np.bool_)
    if labels == "coarse":
        known = rng.random(known.shape) >= share_unknown
    partition = _partition(rng, n_pictures)
    data = DeepFashion(
        folder / "Img",
        pictures,
        np.sort(partition) if labels == "fine" else partition,
        category,
        CATEGORIES,
        _attributes(looks, known),
        boxes,
    )
    write_annotations(data, folder, labels, older=older)
    return data


def _looks(rng: np.random.Generator, n: int) -> tuple[list[Look], Ints]:
    """What is drawn, and int32 [n], its category."""
    names, colours = list(DRAWN_AS), list(COLOURS)
    looks, category = [], np.zeros(n, np.int32)
    for at in range(n):
        if at % PER_GARMENT == 0:
            name, colour = names[rng.integers(len(names))], colours[rng.integers(len(colours))]
            patterns = PRODUCT_TYPES[DRAWN_AS[name]].patterns
            pattern = patterns[rng.integers(len(patterns))]
        looks.append(Look(DRAWN_AS[name], colour, pattern, seed=int(rng.integers(2**32))))
        category[at] = CATEGORIES.names.index(name) + 1
    return looks, category


def _path(look: Look, at: int) -> str:
    words = f"{look.colour} {look.pattern} {look.product_type} {at // PER_GARMENT:04d}"
    return f"img/{words.replace('/', ' ').replace(' ', '_')}/img_{at % PER_GARMENT + 1:08d}.jpg"


def _attributes(looks: list[Look], known: Bools) -> Attributes:
    positive = np.array([[name in {look.colour, look.pattern} for name in ATTRIBUTES] for look in looks]) & known
    types = np.array([FABRIC if name in FABRICS else TEXTURE for name in ATTRIBUTES], np.int32)
    names = tuple(name.lower() for name in ATTRIBUTES)
    return Attributes(names, types, np.packbits(positive, axis=1), np.packbits(known, axis=1))


def _partition(rng: np.random.Generator, n: int) -> Bytes:
    """uint8 [n], in no order; none is empty."""
    drawn = rng.choice(len(PARTITIONS), n - len(PARTITIONS), p=SHARES)
    return rng.permutation(np.append(np.arange(len(PARTITIONS)), drawn)).astype(np.uint8)


def _draw_all(folder: Path, pictures: tuple[str, ...], looks: list[Look], height: int, progress: Progress) -> Ints:
    """Write the pictures; their boxes, int32 [n, 4]."""
    boxes = []
    with progress.task("drawing pictures", len(looks), "pictures") as advance:
        for name, look in zip(pictures, looks, strict=True):
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            picture = draw(look, height)
            picture.save(file, quality=90)
            boxes.append(_box(picture))
            advance(1)
    return np.array(boxes, np.int32)


def _box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is no paper, with a margin; the last two are the first pixels outside."""
    pixels = np.asarray(picture).astype(np.int16)
    drawn = np.abs(pixels - pixels[0, 0]).max(axis=2) > NEAR_PAPER
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    margin = round(MARGIN * picture.height)
    left, top = max(int(columns[0]) - margin, 0), max(int(rows[0]) - margin, 0)
    right, bottom = int(columns[-1]) + 1 + margin, int(rows[-1]) + 1 + margin
    return left, top, min(right, picture.width), min(bottom, picture.height)
