"""What somebody's folder holds: handled, or refused in one error."""

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashrec.answer.photo import check_photo
from fashrec.embed.pictures import read_picture
from fashrec.errors import ConfigError, DataError, FashrecError

Write = Callable[[Path], Path]


def _garment() -> Image.Image:
    pixels = np.full((60, 40, 3), 255, np.uint8)
    pixels[10:50, 10:30] = (204, 51, 51)  # of the web palette too
    return Image.fromarray(pixels)


def _turned(folder: Path) -> Path:
    exif = Image.Exif()
    exif[0x0112] = 6
    _garment().transpose(Image.Transpose.ROTATE_90).save(folder / "a.jpg", exif=exif)
    return folder / "a.jpg"


def _transparent(folder: Path) -> Path:
    layer = _garment().convert("RGBA")
    layer.putalpha(Image.fromarray(np.where(np.asarray(_garment())[:, :, 1] == 255, 0, 255).astype(np.uint8)))
    layer.save(folder / "a.png")
    return folder / "a.png"


def _deep_colour(folder: Path) -> Path:
    """A PNG of 16 bits a colour, which Pillow reads but does not write."""
    rows = np.asarray(_garment()).astype(">u2") * 257
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    head = struct.pack(">IIBBBBB", 40, 60, 16, 2, 0, 0, 0)
    (folder / "a.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(raw)) + _chunk(b"IEND", b"")
    )
    return folder / "a.png"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _saved(name: str, mode: str = "RGB", **options: object) -> Write:
    def write(folder: Path) -> Path:
        _garment().convert(mode).save(folder / name, **options)  # type: ignore[arg-type] # Pillow's own options
        return folder / name

    return write


def _animated(folder: Path) -> Path:
    _garment().save(folder / "a.gif", save_all=True, append_images=[Image.new("RGB", (40, 60), "green")])
    return folder / "a.gif"


HANDLED: dict[str, Write] = {
    "jpeg": _saved("a.jpg", quality=95),
    "png": _saved("a.png"),
    "webp": _saved("a.webp", quality=95),
    "print colours": _saved("a.jpg", "CMYK", quality=95),
    "palette": _saved("a.png", "P"),
    "16 bits a colour": _deep_colour,
    "turned by its camera": _turned,
    "transparent": _transparent,
    "animated": _animated,
    "a jpeg by another name": _saved("a.png", format="JPEG", quality=95),
}


@pytest.mark.parametrize("case", HANDLED)
def test_it_is_read_as_the_same_garment(case: str, tmp_path: Path) -> None:
    """Whatever the format: red in the middle, white around it, upright, as an item's picture would be."""
    file, note = check_photo(str(HANDLED[case](tmp_path)))
    read = read_picture(file, 40, 60).astype(int)
    assert np.abs(read - np.asarray(_garment())).mean() < 6
    assert (note is not None) == (case == "animated")


def test_of_several_pictures_the_first_is_said_to_be_taken(tmp_path: Path) -> None:
    """An animation is no error, but a person should know."""
    assert check_photo(str(_animated(tmp_path)))[1] == "a.gif holds 2 pictures: the first is asked about"


@pytest.mark.parametrize("mode", ["L", "1"])
def test_grey_is_taken(tmp_path: Path, mode: str) -> None:
    """Without its colour."""
    file, _ = check_photo(str(_saved("a.png", mode)(tmp_path)))
    assert read_picture(file, 40, 60)[0, 0].tolist() == [255, 255, 255]


def test_one_pixel_is_a_picture(tmp_path: Path) -> None:
    """It fills the frame."""
    Image.new("RGB", (1, 1), (10, 20, 30)).save(tmp_path / "a.png")
    file, _ = check_photo(str(tmp_path / "a.png"))
    assert (read_picture(file, 32, 32) == (10, 20, 30)).all()


def _bomb(width: int) -> Write:
    """A PNG that says it is `width` pixels wide and 10,000 high, in a hundred bytes."""

    def write(folder: Path) -> Path:
        head = struct.pack(">IIBBBBB", width, 10_000, 8, 2, 0, 0, 0)
        (folder / "a.png").write_bytes(
            b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")
        )
        return folder / "a.png"

    return write


def _truncated(name: str) -> Write:
    def write(folder: Path) -> Path:
        noise = np.random.default_rng(0).integers(0, 256, (90, 60, 3)).astype(np.uint8)
        Image.fromarray(noise).save(folder / name)
        (folder / name).write_bytes((folder / name).read_bytes()[: (folder / name).stat().st_size // 2])
        return folder / name

    return write


def _bytes(name: str, data: bytes) -> Write:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return write


def _deep_grey(folder: Path) -> Path:
    Image.fromarray(np.linspace(0, 65535, 600).astype(np.uint16).reshape(30, 20)).save(folder / "a.png")
    return folder / "a.png"


def _folder(folder: Path) -> Path:
    _garment().save(folder / "inside.jpg")
    return folder


def _missing(folder: Path) -> Path:
    _garment().save(folder / "IMG_0042.jpg")
    return folder / "IMG_0024.jpg"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "a.jpg")
    return folder / "a.jpg"


def _dangling(folder: Path) -> Path:
    (folder / "a.jpg").symlink_to(folder / "gone.jpg")
    return folder / "a.jpg"


REFUSED: dict[str, tuple[Write, type[FashrecError], str]] = {
    "a bomb that Pillow refuses": (_bomb(30_000), DataError, "more than 89,478,485 pixels"),
    "a bomb that Pillow warns of": (_bomb(10_000), DataError, "more than 89,478,485 pixels"),
    "a truncated jpeg": (_truncated("a.jpg"), DataError, "cannot be read whole"),
    "a truncated png": (_truncated("a.png"), DataError, "cannot be read whole"),
    "a truncated webp": (_truncated("a.webp"), DataError, "a.webp"),
    "a text file": (_bytes("a.txt", b"a red dress"), DataError, "is no picture"),
    "a text file named as a picture": (_bytes("a.jpg", b"a red dress"), DataError, "is no picture"),
    "an empty file": (_bytes("a.jpg", b""), DataError, "is no picture"),
    "16 bits of grey": (_deep_grey, DataError, "16 bits or more"),
    "a folder": (_folder, ConfigError, "inside.jpg"),
    "a missing file": (_missing, ConfigError, "did you mean"),
    "a missing folder": (lambda folder: folder / "no" / "a.jpg", ConfigError, "there is no file"),
    "a pipe": (_pipe, ConfigError, "no regular file"),
    "a name that no system takes": (lambda folder: folder / ("x" * 300), DataError, "cannot be read whole"),
    "a link to nowhere": (_dangling, ConfigError, "no regular file"),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.filterwarnings("error")
def test_it_is_refused_in_one_error(case: str, tmp_path: Path) -> None:
    """It names the file, says why, and what to do; no warning comes beside it."""
    write, kind, said = REFUSED[case]
    file = write(tmp_path)
    with pytest.raises(kind) as raised:
        check_photo(str(file))
    assert said in str(raised.value)
    assert raised.value.where == f"photo={file}"
    assert raised.value.why
    assert raised.value.do
