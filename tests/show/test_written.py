"""Where the picture goes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from omegaconf import OmegaConf
from PIL import Image

from fashrec.errors import ConfigError, StoreError
from fashrec.show.request import Request
from fashrec.show.written import out_file, write_picture
from fashrec.types import Cut

CUT = Cut(date(2020, 8, 19), 7, "validation")
ASKED = Request(OmegaConf.create({"name": "pca128"}), "photo", "../my pictures/a dress.jpg", None, 5, None)


def test_by_default_it_lies_below_runs_with_the_question_for_a_name() -> None:
    """runs/ is ignored by git, so that real pictures are not committed by accident."""
    assert out_file(ASKED, CUT) == Path("runs/show/pca128/photo-a_dress-2020-08-19.png")
    named = replace(ASKED, kind="customer", asked="00ab/../x")
    assert out_file(named, CUT) == Path("runs/show/pca128/customer-00ab_.._x-2020-08-19.png")


def test_it_is_written_whole_in_a_new_folder_and_again_over_itself(tmp_path: Path) -> None:
    """Nothing else is left there."""
    out = tmp_path / "new" / "a.png"
    for colour in ("red", "blue"):
        assert out_file(replace(ASKED, out=out), CUT) == out
        write_picture(Image.new("RGB", (4, 4), colour), out)
    with Image.open(out) as written:
        assert written.getpixel((0, 0)) == (0, 0, 255)
    assert [file.name for file in out.parent.iterdir()] == ["a.png"]


@pytest.mark.parametrize("content", [b"my notes", None])
def test_a_file_of_yours_is_not_overwritten(tmp_path: Path, content: bytes | None) -> None:
    """Neither a picture nor anything else."""
    out = tmp_path / "a.png"
    Image.new("RGB", (4, 4)).save(out) if content is None else out.write_bytes(content)
    before = out.read_bytes()
    with pytest.raises(ConfigError, match="was not written by this command"):
        out_file(replace(ASKED, out=out), CUT)
    assert out.read_bytes() == before


def test_where_nothing_can_be_written_is_said(tmp_path: Path) -> None:
    """A folder below a file cannot be."""
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(StoreError, match="cannot be written"):
        write_picture(Image.new("RGB", (4, 4)), tmp_path / "notes" / "a.png")
    assert [file.name for file in tmp_path.iterdir()] == ["notes"]
