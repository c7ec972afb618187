"""The sections, from a run to what scripts are told."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fashrec.gallery.finished import Finished
from fashrec.gallery.page import write_page
from fashrec.gallery.request import Request
from fashrec.gallery.section import Gallery, gallery
from fashrec.gallery.stock import stock_of
from fashrec.html.page import render
from tests import shop
from tests.gallery.made import customer, write

Json = dict[str, Any]


@pytest.fixture(scope="module")
def made(run: Finished) -> Gallery:
    """The gallery of the hand-worked run."""
    return gallery([run])


@pytest.fixture(scope="module")
def data(made: Gallery) -> Json:
    """What its scripts are told."""
    return _data(str(made.sections[1].body))


def _data(text: str) -> Json:
    block = re.search(r'<script type="application/json" id="gallery-data">(.*?)</script>', text, re.DOTALL)
    assert block
    found: Json = json.loads(block[1])
    return found


def test_a_customer_is_told_as_the_shop_has_it(data: Json) -> None:
    """Ann: five items newest first, each with the day of its last purchase; her lists; what she bought."""
    items = [shop.ITEM_IDS.index(item) for item in data["items"]["id"]]
    (ann,) = (one for one in data["cases"] if one["id"] == customer(shop.ANN))
    assert [[items[at], day - shop.CUT.day] for at, day in ann["past"]] == [
        [2, -3],
        [4, -3],
        [3, -10],
        [0, -20],
        [5, -40],
    ]
    assert [items[at] for at in ann["shown"][0]] == [3, 0, 8, 1, 4]
    assert [[items[at], *rest] for at, *rest in ann["bought"]] == [[0, 0, 0, None], [1, 0, 1, 0.2], [7, 1, 2, 0.2]]
    assert ann["n"] == 5
    assert len(data["cases"]) == 5


def test_items_are_told_with_what_is_known_by_the_end_of_the_window(data: Json) -> None:
    """8 was first sold to bea the day after T; ann's of seven days after T is not counted, nor is anything later."""
    items = data["items"]
    at = {shop.ITEM_IDS.index(item): place for place, item in enumerate(items["id"])}
    assert items["first"][at[8]] == shop.CUT.day + 1
    assert items["sold"][at[8]] == 1
    assert items["first"][at[0]] == shop.CUT.day - 20
    assert items["price"][at[0]] == pytest.approx(0.04)
    assert items["name"]["texts"][items["name"]["at"][at[8]]] == "boots"
    assert (items["has"][at[6]], items["has"][at[8]]) == (0, 1)


def test_an_item_has_neighbours_and_a_place_where_it_has_a_vector(data: Json) -> None:
    """Nearest to 0 is 8, at no distance; 6 and 9 have neither neighbours nor a place."""
    items = data["items"]
    at = {shop.ITEM_IDS.index(item): place for place, item in enumerate(items["id"])}
    assert items["near"][at[0]][0] == [at[8], 0]
    assert items["place"][at[0]] == items["place"][at[8]]
    for item in (6, 9):
        assert items["near"][at[item]] is None
        assert items["place"][at[item]] is None


def test_an_id_cannot_end_the_data(made: Gallery) -> None:
    """Bea's would."""
    body = str(made.sections[1].body)
    assert customer(shop.BEA) not in body
    assert "\\u003c/script\\u003e" in body


def test_real_customers_are_to_be_shared_as_data_are(made: Gallery) -> None:
    """Nobody knows the truth of these, so they count as real."""
    assert made.real
    assert "share it as you would share the data" in str(made.sections[0].body)


def test_the_page_says_whether_it_is_a_sample(run: Finished) -> None:
    """With the seed and the quota where it is; the overall scores stand on it either way."""
    whole = str(gallery([run]).sections[0].body)
    part = str(gallery([run], customers=3, seed=7).sections[0].body)
    assert "All 5 customers" in whole
    assert "not a random sample" in part
    assert "3 of the 5 customers" in part
    assert "seed 7" in part
    assert all("hit_rate@5, everybody" in body and "0.5000" in body for body in (whole, part))


def test_a_run_folder_alone_gives_cards_without_pictures(tmp_path: Path) -> None:
    """It says what is missing and what to do; there is no map."""
    made = gallery([Finished.read(write(tmp_path))])
    assert [section.title for section in made.sections] == ["Who is shown", "Customers", "Items"]
    assert "gallery-map" not in str(made.sections[2].body)
    assert "give store=FOLDER" in str(made.sections[0].body)
    data = _data(str(made.sections[1].body))
    assert data["items"]["has"] == [0] * 9
    assert data["cases"][0]["past"] == []


def test_two_runs_stand_side_by_side(run: Finished, tmp_path: Path) -> None:
    """Each with its own lists and its own scores; pictures, histories and vectors are the first's."""
    lists = {"content": {shop.ANN: (7, 4)}, "popular": {}}
    other = Finished.read(write(tmp_path, lists=lists, score=0.25).rename(tmp_path / "other"))
    made = gallery([run, other])
    data = _data(str(made.sections[1].body))
    assert data["sides"] == ["content · stamp", "content · other"]
    (ann,) = (one for one in data["cases"] if one["id"] == customer(shop.ANN))
    shown = [[shop.ITEM_IDS.index(data["items"]["id"][at]) for at in side] for side in ann["shown"]]
    assert shown == [[3, 0, 8, 1, 4], [7, 4]]
    assert all(score in str(made.sections[0].body) for score in ("0.5000", "0.2500"))


def test_real_customers_stay_out_of_reports(run: Finished, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody says where the page goes, it goes where git does not look."""
    monkeypatch.chdir(tmp_path)
    file, _ = write_page(Request((run.folder,), store=run.folder.parents[2] / "store"), "a command")
    assert file == Path("runs/gallery/made/gallery.html")


def test_pictures_past_the_limit_lie_beside_the_page(run: Finished, tmp_path: Path) -> None:
    """In pictures/, named by the page, whose policy lets them in; a page made again inside leaves none of them."""
    request = Request((run.folder,), embed_mb=0, out=tmp_path, store=run.folder.parents[2] / "store")
    file, made = write_page(request, "a command")
    assert [path.name for path in (file.parent / "pictures").iterdir()] == ["0.webp"]
    text = file.read_text()
    assert '"beside":["pictures/0.webp"]' in text
    assert "gallery-sheet-0" not in text
    assert "&#39;self&#39; file:" in text
    write_page(Request((run.folder,), out=tmp_path, store=request.store), "a command")
    assert [path.name for path in file.parent.iterdir()] == ["gallery.html"]
    assert len(made.beside) == 1


def test_the_page_loads_nothing(made: Gallery) -> None:
    """No address of another machine in it, whatever its scripts are."""
    page = render("A gallery", made.sections)
    assert not re.search(r"https?://|<link|@import", page)
    assert page.count("<script") == 11


def test_what_was_added_as_a_neighbour_has_neighbours_too(run: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its two nearest those that are on the page: 7 is near 4 and 2, which are, 2 near 7 and 1, which is not."""
    monkeypatch.setattr("fashrec.gallery.stock.MAPPED", 0)
    monkeypatch.setattr("fashrec.gallery.likeness.NEIGHBOURS", 2)
    stock = stock_of(run, "validation", [shop.ITEM_IDS[4]], seed=0)
    assert stock.likeness
    near = [[shop.ITEM_IDS.index(stock.ids[at]) for at, _ in others or ()] for others in stock.likeness.near]
    assert [shop.ITEM_IDS.index(item) for item in stock.ids] == [4, 2, 7]
    assert near == [[7, 2], [7], [2, 4]]
    assert stock.likeness.n == 2
