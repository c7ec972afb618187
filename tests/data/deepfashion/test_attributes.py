"""The stream parser of the attribute file beside a plain one, on good lines and on any others."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fashrec.bench.deepfashion import make_attribute_file
from fashrec.data.deepfashion import attributes
from fashrec.data.deepfashion.attributes import Packed, read_attributes
from fashrec.errors import DataError
from tests.data.deepfashion.folder import QUIET
from tests.embed.wardrobe import Listening

N_ATTRIBUTES = 3
VALUES = {"1": 1, "-1": -1, "0": 0}
SPACES = st.text(st.sampled_from(" \t"), min_size=1, max_size=4)


def plain(text: str, n_attributes: int) -> list[list[int]] | None:
    """The values of each line that is not blank; None where one is not as it should be."""
    rows = [line.split() for line in text.split("\n") if line.strip()]
    if any(len(row) != 1 + n_attributes or not set(row[1:]) <= set(VALUES) for row in rows) or not rows:
        return None
    return [[VALUES[word] for word in row[1:]] for row in rows]


def parsed(text: str, n_attributes: int) -> Packed:
    """What the parser makes of these rows below a right head."""
    n_rows = sum(bool(line.strip()) for line in text.split("\n"))
    with TemporaryDirectory() as name:
        file = Path(name) / "list_attr_img.txt"
        file.write_bytes(f"{n_rows}\nimage_name  attribute_labels\n{text}".encode())
        return read_attributes(file, n_attributes, QUIET)


def values(packed: Packed, n_attributes: int) -> list[list[int]]:
    """1, -1 and 0 again."""
    positive, known = (
        np.unpackbits(bits, axis=1, count=n_attributes).astype(int) for bits in (packed.positive, packed.known)
    )
    rows: list[list[int]] = (2 * positive - known).tolist()
    return rows


@st.composite
def good_rows(draw: st.DrawFn) -> str:
    """Rows with uneven spaces, tabs, blank lines and CRLF; the last may lack its end."""
    lines = []
    for at in range(draw(st.integers(1, 20))):
        words = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=N_ATTRIBUTES, max_size=N_ATTRIBUTES))
        line = f"img/1-0_-1_{at}.jpg" + "".join(draw(SPACES) + word for word in words)
        lines.append(line + draw(st.sampled_from(["", " ", "\r", "\n", "\n \t"])))
    return "\n".join(lines) + draw(st.sampled_from(["", "\n"]))


@given(text=good_rows(), block_bytes=st.integers(40, 200))
@settings(deadline=None)
def test_uneven_spaces_and_any_blocks_read_as_a_plain_parser_reads_them(text: str, block_bytes: int) -> None:
    """Values and pictures are those that splitting each line gives, wherever the blocks end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attributes, "BLOCK_BYTES", block_bytes)
        packed = parsed(text, N_ATTRIBUTES)
    assert values(packed, N_ATTRIBUTES) == plain(text, N_ATTRIBUTES)
    assert packed.pictures == [line.split()[0] for line in text.split("\n") if line.strip()]


@given(text=st.lists(st.text(st.sampled_from(" -01\t2.x\x00é\n"), max_size=14), max_size=6).map("\n a".join))
@example("a 1 -1 1-1")
@example("a 11 -1\na 0 -1 1 0")
@example("a --1 1 1")
@example("a 1 1 -")
@example("a 1- 1 1")
@example("a -0 1 1")
@example("a 1 1\na 1 1 1 1")
@example("a\n1 1 1 1")
@settings(deadline=None, max_examples=500)
def test_it_refuses_what_a_plain_parser_refuses_and_nothing_else(text: str) -> None:
    """Any bytes that might stand there are either read alike or refused."""
    expected = plain(text, N_ATTRIBUTES)
    if expected is None:
        with pytest.raises(DataError):
            parsed(text, N_ATTRIBUTES)
    else:
        assert values(parsed(text, N_ATTRIBUTES), N_ATTRIBUTES) == expected


def test_a_made_file_has_the_stated_size_and_values(tmp_path: Path) -> None:
    """About three attributes a picture are present, one in a hundred unknown, and rows are told about as read."""
    file, listening = tmp_path / "list_attr_img.txt", Listening()
    make_attribute_file(file, 2_500, n_attributes=100)
    packed = read_attributes(file, 100, listening)
    positive, known = (np.unpackbits(bits, axis=1, count=100) for bits in (packed.positive, packed.known))

    assert packed.pictures[51] == "img/Sleeveless_Printed_Garment_00001/img_00000002.jpg"
    assert len(set(packed.pictures)) == 2_500
    assert 2 < positive.sum(axis=1).mean() < 3.3
    assert known.mean() == pytest.approx(0.99, abs=0.002)
    assert [task[1:] for task in listening.tasks] == [(2_500, "pictures")]
    assert sum(listening.done) == 2_500


def test_a_fault_is_found_at_its_line_in_any_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are counted over blocks and blank lines."""
    monkeypatch.setattr(attributes, "BLOCK_BYTES", 64)
    lines = [f"img/{at}.jpg 1 -1 0" for at in range(50)]
    lines[7] = ""
    lines[41] += "1"
    file = tmp_path / "list_attr_img.txt"
    file.write_text("\n".join(["49", "image_name  attribute_labels", *lines]))
    with pytest.raises(DataError, match="has the value '01'") as caught:
        read_attributes(file, N_ATTRIBUTES, QUIET)
    assert caught.value.where == f"{file}, line {2 + 41 + 1}"
