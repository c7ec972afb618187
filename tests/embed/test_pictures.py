"""Reading pictures."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashrec.embed.pictures import read_picture, read_pictures
from fashrec.errors import DataError


def test_a_tall_picture_is_padded_with_its_background(tmp_path: Path) -> None:
    """20 x 40 in a square of 40: whole, centred between columns of the border's colour."""
    pixels = np.full((40, 20, 3), (200, 210, 220), np.uint8)
    pixels[5:35, 5:15] = (10, 20, 30)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    read = read_picture(tmp_path / "a.png", 40, 40)
    assert np.array_equal(read[:, 10:30], pixels)
    assert (read[:, :10] == (200, 210, 220)).all()
    assert (read[:, 30:] == (200, 210, 220)).all()


def test_nothing_is_cropped_or_stretched(tmp_path: Path) -> None:
    """A wide picture of 100 x 50 becomes 32 x 16 with 8 rows of background above and below."""
    pixels = np.full((50, 100, 3), 255, np.uint8)
    pixels[10:40, 20:80] = 0
    Image.fromarray(pixels).save(tmp_path / "a.png")
    dark = read_picture(tmp_path / "a.png", 32, 32)[:, :, 0] < 128
    assert (dark.sum(axis=0).max(), dark.sum(axis=1).max()) == (10, 20)


def test_transparent_pixels_are_white(tmp_path: Path) -> None:
    """Whatever colour they hide."""
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(tmp_path / "a.png")
    assert (read_picture(tmp_path / "a.png", 8, 8) == 255).all()


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "LA"])
def test_other_colour_modes_become_rgb(tmp_path: Path, mode: str) -> None:
    """Grey, palette, print colours, bits: white stays white."""
    name = "a.jpg" if mode == "CMYK" else "a.png"
    Image.new("RGB", (16, 24), "white").convert(mode).save(tmp_path / name)
    assert (read_picture(tmp_path / name, 12, 12) == 255).all()


def test_a_picture_is_turned_as_its_camera_says(tmp_path: Path) -> None:
    """EXIF orientation 6: what is stored 40 wide and 20 high is a tall picture."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20), "black").save(tmp_path / "a.jpg", exif=exif)
    assert (read_picture(tmp_path / "a.jpg", 20, 40) < 5).all()
    assert read_picture(tmp_path / "a.jpg", 20, 40).shape == (40, 20, 3)


def test_draft_mode_shows_the_same_picture(tmp_path: Path) -> None:
    """A JPEG of 800 pixels decoded at a fraction differs from the fully decoded one by a few levels of 255."""
    ramp = np.linspace(0, 255, 800).astype(np.uint8)
    pixels = np.stack([np.tile(ramp, (800, 1)), np.tile(ramp[:, None], (1, 800)), np.full((800, 800), 90)], axis=2)
    Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / "a.jpg", quality=95)
    with Image.open(tmp_path / "a.jpg") as opened:
        whole = np.asarray(opened.resize((100, 100), Image.Resampling.BILINEAR))
    assert np.abs(read_picture(tmp_path / "a.jpg", 100, 100).astype(int) - whole).max() <= 8


@pytest.mark.parametrize(("name", "dtype"), [("a.png", np.uint16), ("a.tiff", np.int32), ("a.tiff", np.float32)])
def test_deep_grey_is_refused_and_not_cut_off(tmp_path: Path, name: str, dtype: type[np.generic]) -> None:
    """Pillow would make white of everything above 255."""
    Image.fromarray(np.linspace(0, 65535, 600).astype(dtype).reshape(30, 20)).save(tmp_path / name)
    with pytest.raises(DataError, match=f"{name} holds numbers of 16 bits or more") as raised:
        read_picture(tmp_path / name, 20, 30)
    assert raised.value.where == str(tmp_path / name)
    assert "8 bits" in raised.value.do


def _truncated(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


def _garbage(file: Path) -> None:
    file.write_bytes(b"not a picture")


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _gone(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("kind", ["jpg", "png"])
@pytest.mark.parametrize("spoil", [_truncated, _garbage, _empty, _gone])
def test_a_broken_picture_is_named(tmp_path: Path, kind: str, spoil: object) -> None:
    """Broken off, no picture, empty, or gone: the error says which file, and what to do."""
    noise = np.random.default_rng(0).integers(0, 256, (90, 60, 3)).astype(np.uint8)
    for name in ("0000000001", "0000000002"):
        Image.fromarray(noise).save(tmp_path / f"{name}.{kind}")
    assert callable(spoil)
    spoil(tmp_path / f"0000000002.{kind}")
    files = sorted([tmp_path / f"0000000001.{kind}", tmp_path / f"0000000002.{kind}"])
    with pytest.raises(DataError, match=f"0000000002.{kind}") as raised:
        read_pictures(files, 32, 32)
    assert raised.value.where == str(files[1])
    assert raised.value.do
