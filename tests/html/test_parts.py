"""Tables, pictures and data of pages."""

import json
import re
from base64 import b64decode
from io import BytesIO

import pytest
from PIL import Image

from fashrec.html.parts import data_block, data_uri, table


def test_a_table_names_its_rows_and_sets_figures_right() -> None:
    """The first cell of a row is its heading; columns behind `n_left` are figures."""
    made = table(["segment", "of", "n"], [["all", "validation", "4,707"]], n_left=2)
    assert '<th scope="row">all</th><td>validation</td><td class="figure">4,707</td>' in made
    assert made.count("<caption>") == 0


def test_a_picture_comes_back_from_its_address() -> None:
    """Encoded where it is a picture, taken as it is where it is a file's bytes."""
    picture = Image.new("RGB", (6, 8), "#a32a2a")
    kind, text = re.fullmatch(r"data:image/(\w+);base64,(.*)", data_uri(picture, "png")).groups()  # type: ignore[union-attr] # else the test fails
    with Image.open(BytesIO(b64decode(text))) as opened:
        assert (kind, opened.size, opened.getpixel((1, 1))) == ("png", (6, 8), (163, 42, 42))
    assert data_uri(b"abc", "jpeg") == "data:image/jpeg;base64,YWJj"


def test_data_cannot_end_their_own_block() -> None:
    """Whatever an id holds; what is read back is what was written."""
    value = {"id": "</script><script>alert(1)<!--", "é": ["\u2028", 1.5, None]}
    block = str(data_block("data", value))
    inside = re.fullmatch(r'<script type="application/json" id="data">(.*)</script>', block, re.DOTALL)
    assert inside
    assert "<" not in inside[1]
    assert "\u2028" not in inside[1]
    assert json.loads(inside[1]) == value


def test_data_hold_no_number_that_json_does_not_have() -> None:
    """A browser would refuse the whole block."""
    with pytest.raises(ValueError, match="JSON"):
        data_block("data", float("nan"))
