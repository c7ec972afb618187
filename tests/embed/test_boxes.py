"""Pictures of which a box alone is looked at."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashrec.embed.learner.lesson import decode
from fashrec.embed.pictures import Box, read_picture
from fashrec.progress import Quiet

RED, BLUE = (200, 0, 0), (0, 0, 200)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Forty pixels wide and high: red on the left, blue on the right."""
    pixels = np.full((40, 40, 3), RED, np.uint8)
    pixels[:, 20:] = BLUE
    Image.fromarray(pixels).save(tmp_path / "picture.png")
    return tmp_path / "picture.png"


@pytest.mark.parametrize(
    ("box", "colours"),
    [((20, 0, 40, 40), {BLUE}), ((-5, 3, 20, 90), {RED}), ((19, 5, 21, 7), {RED, BLUE})],
)
def test_only_what_is_in_the_box_is_seen(box: Box, colours: set[tuple[int, ...]], picture: Path) -> None:
    """As far as the box lies inside the picture."""
    left, top, right, bottom = (min(max(side, 0), 40) for side in box)
    seen = read_picture(picture, right - left, bottom - top, box)
    assert {tuple(pixel) for pixel in seen.reshape(-1, 3).tolist()} == colours


@pytest.mark.parametrize("box", [(30, 10, 30, 20), (50, 0, 60, 40), (30, 0, 10, 40)])
def test_an_empty_box_is_the_whole_picture(box: Box, picture: Path) -> None:
    """As is one that lies outside, or whose sides are the wrong way round."""
    assert (read_picture(picture, 40, 40, box) == read_picture(picture, 40, 40)).all()


def test_a_lesson_is_read_by_its_boxes_from_memory_or_from_files(picture: Path) -> None:
    """Each picture by its own."""
    boxes = np.array([[0, 0, 20, 40], [20, 0, 40, 40]], np.int32)
    for memory_mb in (0, 1):
        decoded = decode([picture, picture], (32, 32), memory_mb, 1, Quiet(), boxes)
        assert (decoded.kept is None) == (memory_mb == 0)
        assert [tuple(decoded(row)[16, 16].tolist()) for row in (0, 1)] == [RED, BLUE]
