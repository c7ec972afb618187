"""Pictures of the simulated shop: deterministic, and as different as what their rows say."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from fashrec.data.boutique.draw import COLOURS, PATTERNS, PRODUCT_TYPES, Look, contact_sheet, draw
from fashrec.data.boutique.draw.wardrobe import WARDROBE
from fashrec.errors import ConfigError

GROUPS_OF_HM = {
    "Accessories",
    "Garment Full body",
    "Garment Lower body",
    "Garment Upper body",
    "Nightwear",
    "Shoes",
    "Socks & Tights",
    "Swimwear",
    "Underwear",
}
EVERY_LOOK = [Look(kind, "Red", pattern, 5) for kind, made in PRODUCT_TYPES.items() for pattern in made.patterns]


def name_of(look: Look) -> str:
    """A readable id for a parametrised test."""
    return f"{look.product_type}-{look.pattern}"


def pixels(picture: Image.Image) -> NDArray[np.float64]:
    """The picture as float64 [h, w, 3] in 0 … 255."""
    return np.asarray(picture, dtype=np.float64)


def centre_colour(picture: Image.Image) -> NDArray[np.float64]:
    """The middle ninth's median colour, float64 [3]."""
    height, width = picture.height // 3, picture.width // 3
    middle = pixels(picture)[height : 2 * height, width : 2 * width]
    colour: NDArray[np.float64] = np.median(middle.reshape(-1, 3), axis=0)
    return colour


def thumbnails(looks: list[Look]) -> NDArray[np.float64]:
    """Centred pixels of 32 x 48 thumbnails, one unit vector a look."""
    small = np.stack([pixels(draw(look, 112).resize((32, 48))).ravel() for look in looks])
    small -= small.mean(axis=0)
    small /= np.linalg.norm(small, axis=1, keepdims=True)
    return small


def test_same_look_gives_same_bytes() -> None:
    """A look alone decides its picture, whatever was drawn before it."""
    look = Look("Dress", "Red", "Dot", 7)
    first = draw(look).tobytes()
    draw(Look("Boots", "Black", "Solid", 1))
    assert draw(look).tobytes() == first


@pytest.mark.slow
def test_another_process_gives_same_bytes() -> None:
    """Nothing in a picture depends on the process: not the hash seed, not numpy's global state."""
    code = (
        "import hashlib, numpy; numpy.random.seed(1)\n"
        "from fashrec.data.boutique.draw import Look, draw\n"
        "print(hashlib.sha256(draw(Look('Shirt', 'Blue', 'Check', 3)).tobytes()).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    here = hashlib.sha256(draw(Look("Shirt", "Blue", "Check", 3)).tobytes()).hexdigest()
    assert there.stdout.strip() == here


@pytest.mark.parametrize(
    "other",
    [
        Look("Sweater", "Blue", "Stripe", 2),
        Look("T-shirt", "Red", "Stripe", 2),
        Look("T-shirt", "Blue", "Solid", 2),
        Look("T-shirt", "Blue", "Stripe", 3),
    ],
    ids=["type", "colour", "pattern", "seed"],
)
def test_each_part_of_a_look_is_visible(other: Look) -> None:
    """A change of type, colour, pattern or seed changes more than one pixel in fifty by more than a shade."""
    before, after = pixels(draw(Look("T-shirt", "Blue", "Stripe", 2))), pixels(draw(other))
    assert np.mean(np.abs(before - after).max(axis=2) > 12) > 0.02


@pytest.mark.parametrize("height", [32, 224, 448])
def test_picture_is_tall_rgb_of_the_height_asked_for(height: int) -> None:
    """Pictures are RGB, as tall as asked for, two thirds as wide."""
    picture = draw(Look("Coat", "Beige", "Solid", 0), height)
    assert picture.mode == "RGB"
    assert picture.height == height
    assert picture.width / height == pytest.approx(2 / 3, abs=0.02)


def test_picture_too_small_to_read_is_refused() -> None:
    """Under 32 pixels a picture is a ConfigError."""
    with pytest.raises(ConfigError, match="31 pixels"):
        draw(Look("Coat", "Beige", "Solid", 0), 31)


@pytest.mark.parametrize("look", EVERY_LOOK, ids=name_of)
def test_every_type_draws_in_every_pattern_it_is_sold_in(look: Look) -> None:
    """The ground is pale at the corners, and the garment covers a visible part of the picture."""
    picture = pixels(draw(look, 112))
    corners = picture[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert corners.min() > 215
    assert 0.02 < np.mean(np.abs(picture - corners.mean(axis=0)).max(axis=2) > 40) < 0.8


@pytest.mark.parametrize("product_type", PRODUCT_TYPES)
def test_garments_stay_within_the_picture(product_type: str) -> None:
    """No cut of any type touches the picture's border: the outermost pixels are all ground."""
    for seed in range(12):
        picture = pixels(draw(Look(product_type, "Black", "Solid", seed), 112))
        border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        assert border.min() > 190


def test_plain_garment_has_the_colour_of_its_name() -> None:
    """Among all the colours' RGB values, a plain T-shirt's middle is nearest to that of its own name."""
    palette = np.array(list(COLOURS.values()), dtype=np.float64)
    for at, colour in enumerate(COLOURS):
        middle = centre_colour(draw(Look("T-shirt", colour, "Solid", at)))
        assert np.linalg.norm(palette - middle, axis=1).argmin() == at, colour
        assert np.abs(middle - palette[at]).max() < 22, colour


def test_white_garment_stands_out_from_the_ground() -> None:
    """White on near white is outlined by shade: its edge pixels are darker than both."""
    for product_type in ("T-shirt", "Trousers", "Sneakers", "Bra"):
        picture = pixels(draw(Look(product_type, "White", "Solid", 4))).mean(axis=2)
        assert np.mean(picture < picture[0, 0] - 25) > 0.01


@pytest.mark.slow
def test_nearest_thumbnail_is_mostly_of_the_same_type() -> None:
    """The nearest other picture by pixels shares the type far above chance, yet not always."""
    choice = np.random.default_rng(0)
    looks = [
        Look(kind, str(choice.choice(list(COLOURS))), str(choice.choice(made.patterns)), seed)
        for seed in range(8)
        for kind, made in PRODUCT_TYPES.items()
    ]
    vectors = thumbnails(looks)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -np.inf)
    types = np.array([look.product_type for look in looks])
    share = np.mean(types == types[likeness.argmax(axis=1)])
    assert 0.45 < share < 0.98
    assert share > 10 / len(PRODUCT_TYPES)


def test_colourways_share_their_cut() -> None:
    """Two colours of one product are more alike in shape than two products of the type in those colours."""
    same, other = [], []
    for seed in range(12):
        outlines = [
            np.asarray(draw(Look("Dress", colour, "Solid", at), 112).convert("L")) < 190
            for colour, at in (("Red", seed), ("Blue", seed), ("Blue", seed + 100))
        ]
        same.append(np.mean(outlines[0] ^ outlines[1]))
        other.append(np.mean(outlines[0] ^ outlines[2]))
    assert np.mean(same) < 0.7 * np.mean(other)


@pytest.mark.parametrize(
    ("product_type", "colour", "pattern", "seed", "part"),
    [
        ("Toga", "Red", "Solid", 0, "'Toga' is no product type"),
        ("Dress", "Infrared", "Solid", 0, "'Infrared' is no colour"),
        ("Dress", "Red", "Argyle", 0, "'Argyle' is no pattern"),
        ("Boots", "Red", "Lace", 0, "'Lace' is no pattern of Boots"),
        ("Dress", "Red", "Solid", -1, "seed is -1"),
        ("Dress", "Red", "Solid", 2**32, "seed is 4294967296"),
    ],
)
def test_unknown_names_are_refused_with_the_known_ones(
    product_type: str, colour: str, pattern: str, seed: int, part: str
) -> None:
    """What cannot be drawn is a ConfigError that says what can."""
    with pytest.raises(ConfigError, match=part) as refusal:
        Look(product_type, colour, pattern, seed)
    assert refusal.value.do


def test_names_of_types_and_patterns_agree() -> None:
    """Every type can be cut, its group is one of H&M's, and its patterns are known and distinct."""
    assert set(WARDROBE) == set(PRODUCT_TYPES)
    assert {made.group for made in PRODUCT_TYPES.values()} == GROUPS_OF_HM
    for made in PRODUCT_TYPES.values():
        assert made.patterns
        assert len(set(made.patterns)) == len(made.patterns)
        assert set(made.patterns) <= set(PATTERNS)
    assert {pattern for made in PRODUCT_TYPES.values() for pattern in made.patterns} == set(PATTERNS)


def test_contact_sheet_holds_every_picture_in_rows() -> None:
    """Five looks in columns of three make two rows, and the fifth lies in the second place of the second."""
    looks = [Look("Bag", colour, "Solid", 1) for colour in list(COLOURS)[:5]]
    sheet = contact_sheet(looks, columns=3, height=112, gap=2)
    width = draw(looks[0], 112).width
    assert sheet.size == (3 * width + 4, 2 * 112 + 2)
    fifth = sheet.crop((width + 2, 114, 2 * width + 2, 226))
    assert fifth.tobytes() == draw(looks[4], 112).tobytes()


@pytest.mark.parametrize(("n_looks", "columns"), [(0, 3), (2, 0)])
def test_empty_contact_sheet_is_refused(n_looks: int, columns: int) -> None:
    """A sheet without looks or columns is a ConfigError."""
    with pytest.raises(ConfigError, match="contact sheet"):
        contact_sheet([Look("Bag", "Red", "Solid", 1)] * n_looks, columns)
