"""Small pictures on sheets."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from fashrec.gallery import sheets
from fashrec.gallery.sheets import HEIGHT, WIDTH, sheets_of
from fashrec.progress import Quiet

RED = (200, 30, 40)
COLUMNS, CELLS = 2, 4


@pytest.fixture(autouse=True)
def _small_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four pictures a sheet."""
    monkeypatch.setattr(sheets, "COLUMNS", COLUMNS)
    monkeypatch.setattr(sheets, "CELLS", CELLS)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A red one, wide."""
    file = tmp_path / "red.png"
    Image.new("RGB", (90, 60), RED).save(file)
    return file


def _colour(sheet: bytes, item: int) -> tuple[int, ...]:
    """The colour in the middle of an item's cell."""
    with Image.open(BytesIO(sheet)) as opened:
        row, column = divmod(item % CELLS, COLUMNS)
        found = opened.convert("RGB").getpixel((column * WIDTH + WIDTH // 2, row * HEIGHT + HEIGHT // 2))
    assert isinstance(found, tuple)
    return found


def test_an_item_is_in_the_cell_of_its_number(picture: Path, tmp_path: Path) -> None:
    """On its sheet; what has no file, is gone or is broken stays white and is said to have none."""
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff")
    files = [None, tmp_path / "gone.jpg", broken, *([picture] * (CELLS + 1))]
    made = sheets_of(files, room=1e9, progress=Quiet())
    assert len(made.files) == made.embedded == 2
    assert made.has == (False, False, False, *([True] * (CELLS + 1)))
    assert _colour(made.files[0], 2) == (255, 255, 255)
    for item in (3, CELLS, CELLS + 3):
        assert _colour(made.files[item // CELLS], item) == pytest.approx(RED, abs=12)


def test_only_what_there_is_room_for_is_embedded(picture: Path) -> None:
    """Counted as base64; the later sheets lie beside the page."""
    files = [picture] * (2 * CELLS)
    whole = sheets_of(files, room=1e9, progress=Quiet())
    first = len(whole.files[0]) * 4 / 3
    assert sheets_of(files, room=first + 1, progress=Quiet()).embedded == 1
    assert sheets_of(files, room=first - 1, progress=Quiet()).embedded == 0
    assert len(sheets_of(files, room=0, progress=Quiet()).files) == 2


def test_without_any_picture_there_is_no_sheet() -> None:
    """An empty one would only be weight."""
    made = sheets_of([None] * 3, room=1e9, progress=Quiet())
    assert (made.files, made.embedded, made.has) == ((), 0, (False, False, False))
