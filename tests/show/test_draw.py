"""The picture: what is in it, and that words stay where they belong."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashrec.errors import ConfigError
from fashrec.show.draw import draw
from fashrec.show.lettering import broken, fitted, font
from fashrec.show.sheet import Card, Sheet

FONT = font("DejaVuSans", 14)
COLOURS = [(200, 30, 30), (30, 160, 40), (40, 60, 200), (150, 150, 20), (140, 30, 140), (20, 150, 150), (90, 60, 30)]


def _cards(folder: Path, n: int, first: int = 0) -> tuple[Card, ...]:
    cards = []
    for number, colour in enumerate(COLOURS[first : first + n], start=first):
        file = folder / f"{number}.png"
        Image.new("RGB", (20, 30), colour).save(file)
        cards.append(Card(file, f"item {number}", "Dress · Red", f"{number:010d}", "0.1234", str(number)))
    return tuple(cards)


def _sheet(folder: Path, n: int = 5, *, small: bool = False, warning: str = "") -> Sheet:
    asked = _cards(folder, 1 if not small else 2)
    return Sheet("What?", "when", "the item", asked, small, "nearest", _cards(folder, n, 2), warning)


def _shown(picture: Image.Image) -> set[tuple[int, int, int]]:
    """Colours that fill at least 5,000 pixels."""
    pixels = np.asarray(picture).reshape(-1, 3)
    found, counts = np.unique(pixels, axis=0, return_counts=True)
    return {tuple(colour) for colour in found[counts >= 5000].tolist()}


@pytest.mark.slow
@pytest.mark.parametrize("small", [False, True])
def test_every_picture_of_question_and_answers_is_in_it(tmp_path: Path, small: bool) -> None:
    """Whole, in its own colours."""
    shown = _shown(draw(_sheet(tmp_path, small=small)))
    assert set(COLOURS[: 2 if small else 1] + COLOURS[2:7]) <= shown


def test_more_than_five_begin_a_new_row(tmp_path: Path) -> None:
    """Six are as wide as five, and higher."""
    six = Sheet("What?", "when", "the item", (), True, "nearest", _cards(tmp_path, 6))
    five = Sheet("What?", "when", "the item", (), True, "nearest", _cards(tmp_path, 5))
    assert draw(six).width == draw(five).width
    assert draw(six).height > draw(five).height


def test_a_warning_is_written_at_its_foot(tmp_path: Path) -> None:
    """In the picture itself, which may travel without the screen's line."""
    plain, warned = (np.asarray(draw(_sheet(tmp_path, warning=warning))) for warning in ("", "do not share"))
    assert warned.shape[0] > plain.shape[0]
    assert len(np.unique(warned[plain.shape[0] - 30 :].reshape(-1, 3), axis=0)) > 10


@pytest.mark.slow
def test_an_item_without_picture_has_a_card_too() -> None:
    """With words in the picture's place."""
    sheet = Sheet("What?", "when", "the item", (), True, "nearest", (Card(None, "item"),))
    assert len(np.unique(np.asarray(draw(sheet)).reshape(-1, 3), axis=0)) > 20
    assert not set(COLOURS) & _shown(draw(sheet))


def test_a_sheet_without_answers_is_refused() -> None:
    """There would be nothing to draw."""
    with pytest.raises(ConfigError, match="answers"):
        Sheet("What?", "when", "the item", (), True, "nearest", ())


@pytest.mark.parametrize("text", ["short", "a name that is a good deal longer than its card", "x" * 300, ""])
@pytest.mark.parametrize("n_lines", [1, 2, 3])
def test_words_never_leave_their_card(text: str, n_lines: int) -> None:
    """No line is wider than the room, no more lines than there is room for, and what fits is whole."""
    lines = broken(text, FONT, 100, n_lines)
    assert len(lines) <= n_lines
    assert all(FONT.getlength(line) <= 100 for line in lines)
    if FONT.getlength(text) <= 100:
        assert " ".join(lines) == text


def test_what_is_cut_ends_in_dots() -> None:
    """As much of its beginning as fits."""
    cut = fitted("a name that is too long", FONT, 100)
    assert cut.endswith("…")
    assert "a name that is too long".startswith(cut[:-1])
    assert FONT.getlength(cut + "x") > 100 - FONT.getlength("mm")
