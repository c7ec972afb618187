"""Pixels."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashrec.embed.pixels import Pixels
from fashrec.errors import ConfigError, DataError
from fashrec.past import Pictures
from fashrec.store import FolderCheckpoint
from fashrec.types import Bools, Floats
from tests.embed.wardrobe import Listening, draw

THUMBNAIL = Pixels(width=2, height=3)


def embed(pixels: Pixels, pictures: Pictures, folder: Path, progress: Listening | None = None) -> tuple[Floats, Bools]:
    """The vectors, made in `folder`."""
    return pixels.embed(pictures, FolderCheckpoint(folder), progress or Listening())


def one(folder: Path, pixels: list[list[tuple[int, int, int]]]) -> Pictures:
    """A single item whose picture holds exactly these pixels."""
    Image.fromarray(np.array(pixels, np.uint8)).save(folder / "0.png")
    return Pictures(folder, ("0.png",), ("0000000000",))


def test_a_vector_is_the_picture_row_by_row_white_being_zero(tmp_path: Path) -> None:
    """Six pixels of known colours give eighteen known numbers: 1 - byte / 255, red, green, blue, left to right."""
    white, black, red = (255, 255, 255), (0, 0, 0), (255, 0, 0)
    grey, blue, odd = (204, 204, 204), (0, 0, 255), (51, 102, 153)
    values, has = embed(THUMBNAIL, one(tmp_path, [[white, black], [red, grey], [blue, odd]]), tmp_path / "work")
    wanted = [*(0, 0, 0), *(1, 1, 1), *(0, 1, 1), *(0.2, 0.2, 0.2), *(1, 1, 0), *(0.8, 0.6, 0.4)]
    assert values[0] == pytest.approx(wanted, abs=1e-7)
    assert values.dtype == np.float32
    assert has.tolist() == [True]


def test_a_wide_picture_is_padded_with_its_background_not_cropped(tmp_path: Path) -> None:
    """A red and a black half on a strip twice as wide as the thumbnail are both there, between background."""
    strip = Image.new("RGB", (40, 10), (255, 0, 0))
    strip.paste((0, 0, 0), (20, 0, 40, 10))
    strip.save(tmp_path / "0.png")
    pictures = Pictures(tmp_path, ("0.png",), ("0000000000",))
    made = embed(THUMBNAIL, pictures, tmp_path / "work")[0].reshape(3, 2, 3)
    # scaling smooths over the edge between the halves
    assert made[1] == pytest.approx(np.array([[0, 1, 1], [1, 1, 1]]), abs=0.2)
    assert np.ptp(made[[0, 2]], axis=(0, 1)).max() == 0


def test_vectors_stand_at_their_items_rows(tmp_path: Path) -> None:
    """Each item has the vector that it has alone; an item without a picture is zero and false."""
    pictures = draw(tmp_path / "pictures", 9, without=(0, 5))
    values, has = embed(THUMBNAIL, pictures, tmp_path / "all")
    for item in range(9):
        alone = replace(pictures, names=tuple(name if row == item else None for row, name in enumerate(pictures.names)))
        assert has[item] == (item not in {0, 5})
        if has[item]:
            assert np.array_equal(values[item], embed(THUMBNAIL, alone, tmp_path / f"{item}")[0][item])
        else:
            assert not values[item].any()


def test_threads_and_shards_change_no_bit(tmp_path: Path) -> None:
    """One, two and three threads, shards of 64 and 128: the same bytes; so neither names the artefact."""
    pictures = draw(tmp_path / "pictures", 150, without=(70,))
    made = [
        embed(replace(THUMBNAIL, threads=threads, shard=shard), pictures, tmp_path / f"{threads}-{shard}")[0].tobytes()
        for threads, shard in ((1, 4096), (2, 64), (3, 128))
    ]
    assert len(set(made)) == 1


def test_the_bar_counts_pictures_and_not_items(tmp_path: Path) -> None:
    """Of 70 items 68 have a picture: so long is the bar, and so far it goes."""
    progress = Listening()
    embed(THUMBNAIL, draw(tmp_path / "pictures", 70, without=(1, 2)), tmp_path / "work", progress)
    assert progress.tasks == [("reading pixels", 68, "pictures")]
    assert sum(progress.done) == 68


def test_a_broken_picture_is_named(tmp_path: Path) -> None:
    """Half a file is an error with the file's name, not a grey thumbnail."""
    pictures = draw(tmp_path / "pictures", 3)
    broken = pictures.folder / "0000000001.jpg"
    broken.write_bytes(broken.read_bytes()[:200])
    with pytest.raises(DataError, match=r"0000000001\.jpg cannot be read") as raised:
        embed(THUMBNAIL, pictures, tmp_path / "work")
    assert raised.value.where == str(broken)


@pytest.mark.parametrize(
    ("setting", "value"), [("width", 0), ("height", 0), ("threads", 0), ("shard", 0), ("shard", 8)]
)
def test_a_wrong_setting_is_refused_when_it_is_made(setting: str, value: int) -> None:
    """The error names the setting."""
    with pytest.raises(ConfigError) as raised:
        replace(THUMBNAIL, **{setting: value})
    assert raised.value.where == setting
