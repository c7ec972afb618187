"""An answer in words."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import polars as pl
from rich.console import Console

from fashrec.answer.answerer import Answer
from fashrec.past import Pictures
from fashrec.show.told import Told
from fashrec.types import Ints
from tests import shop

PICTURES = Pictures(Path("images"), ("0.jpg", None, *("x.jpg" for _ in range(8))), shop.ITEM_IDS)


def _rows(*rows: int) -> Ints:
    return np.array(rows, np.int32)


def _told() -> Told:
    """Ann's question: 3 and 0 were bought last, 1 and 4 are the answers."""
    answer = Answer(
        _rows(3, 0), _rows(shop.CUT.day - 10, shop.CUT.day - 20), _rows(1, 4), np.array([0.25, 0.5], np.float32)
    )
    names = pl.Series("prod_name", [None, "blue [2-pack] coat", *shop.NAMES[2:]])
    past = replace(shop.past(), items=shop.past().items.with_columns(names))
    return Told("customer", "0" * 64, None, answer, past, PICTURES, "experiment=test", "keep it")


def _printed(told: Told) -> str:
    screen = StringIO()
    Console(file=screen, width=120).print(told.table())
    return screen.getvalue()


def test_the_table_has_ids_names_and_distances() -> None:
    """A name's brackets are its own."""
    lines = [line.split() for line in _printed(_told()).splitlines() if line.strip()[:1].isdigit()]
    assert lines == [["1", "0100001002", "blue", "[2-pack]", "coat", "0.2500"], ["2", "0100004001", "shirt", "0.5000"]]


def test_the_sheet_shows_what_was_bought_when() -> None:
    """Newest first, an item without a name by its id, one without a picture without it."""
    sheet = _told().sheet()
    assert [(card.name, card.left) for card in sheet.asked] == [("jeans", "2020-03-20"), ("0100001001", "2020-03-10")]
    assert [(card.rank, card.picture, card.right) for card in sheet.answers] == [
        ("1", None, "0.2500"),
        ("2", Path("images/x.jpg"), "0.5000"),
    ]
    assert (sheet.small, sheet.asked_label, sheet.warning) == (True, "bought last", "keep it")
    assert sheet.title == "What would customer 0000000000000000… like?"
    assert sheet.subtitle == "2020-03-30 · among 8 items of the catalogue · experiment=test"


def test_a_fallback_has_no_distances() -> None:
    """It is somebody else's list, and labelled so."""
    told = _told()
    nan = np.full(2, np.nan, np.float32)
    popular = replace(told, answer=replace(told.answer, asked=_rows(), days=_rows(), distances=nan))
    assert [line.split()[-1] for line in _printed(popular).splitlines() if "0100" in line] == ["-", "-"]
    assert popular.sheet().answers_label == "popular, for want of a profile"
    assert {card.right for card in popular.sheet().answers} == {""}
    assert popular.sheet().asked_label == "nothing bought before 2020-03-30"


def test_a_photo_is_the_question() -> None:
    """By its file's name."""
    told = replace(_told(), kind="photo", asked="a dress.jpg", photo=Path("somewhere/a dress.jpg"))
    sheet = replace(told, answer=replace(told.answer, asked=_rows(), days=_rows())).sheet()
    assert sheet.title == "What looks like a dress.jpg?"
    assert [(card.picture, card.name) for card in sheet.asked] == [(Path("somewhere/a dress.jpg"), "a dress.jpg")]
    assert not sheet.small
