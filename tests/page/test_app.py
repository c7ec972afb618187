"""The page's addresses, without a browser: what comes back as HTML, and what is refused."""

import asyncio
import struct
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from io import BytesIO
from urllib.parse import unquote

import numpy as np
import pytest
from PIL import Image
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from fashrec.errors import ConfigError
from fashrec.page.app import Pages
from fashrec.page.desk import Desk
from fashrec.page.lane import Lane
from fashrec.page.view import View
from tests.page.made import ask, client, photo_of, png, some_item
from tests.page.test_upload import writes

__all__ = ["writes"]  # the fixture


@pytest.fixture(scope="module")
def browser(desk: Desk) -> TestClient:
    """At the page of the tiny shop."""
    return client(desk)


def test_the_first_page_asks_and_offers(browser: TestClient) -> None:
    """Forms that work without a script, items and customers to begin with, and nothing from elsewhere."""
    page = browser.get("/").text
    assert '<form class="ask photo" action="/photo" method="post" enctype="multipart/form-data">' in page
    assert page.count('class="card"') == 10
    assert page.count('href="/customer?id=') == 6
    assert "://" not in page
    assert "style=" not in page  # the policy would refuse it
    assert "<script>" not in page


def test_a_photo_is_answered_as_a_page(browser: TestClient, desk: Desk, writes: list[str]) -> None:
    """Five ranked cards and the photo itself; nothing is written to any disk on the way."""
    answer = ask(browser, photo_of(desk, some_item(desk)), "a dress.jpg")
    assert answer.status_code == 200
    assert answer.text.count('class="rank"') == 5
    assert "What looks like a dress.jpg?" in answer.text
    assert 'src="data:image/webp;base64,' in answer.text
    assert not writes


def test_an_item_and_a_customer_are_answered_as_pages(browser: TestClient, desk: Desk) -> None:
    """Their ids stand in the fields again, the recommenders that were asked are ticked."""
    item_id = desk.facts.pictures.item_ids[some_item(desk)]
    item = browser.get("/item", params={"id": item_id}).text
    assert item.count('class="rank"') == 5
    assert f'value="{item_id}"' in item
    someone = desk.customers()[0][0]
    asked = browser.get("/customer", params=[("id", someone), ("by", "popular"), ("by", "chance"), ("by", "popular")])
    assert asked.text.count("<h3>popular</h3>") == asked.text.count("<h3>chance</h3>") == 1
    assert asked.text.count('class="rank"') == 10
    assert asked.text.count(" checked>") == 2


def test_an_items_picture_is_small_and_its_own(browser: TestClient, desk: Desk) -> None:
    """A WebP of one size; there is none of what is no item, wherever its name points."""
    item_id = desk.facts.pictures.item_ids[some_item(desk)]
    sent = browser.get(f"/picture/{item_id}")
    with Image.open(BytesIO(sent.content)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (360, 540))
    for stranger in ("1", "..%2F..%2Fitems.parquet", "%00"):
        assert browser.get(f"/picture/{stranger}").status_code == 404


@pytest.mark.parametrize("text", ['<img src=x onerror="alert(1)">', "'><b onclick='alert(1)'>"])
def test_what_is_typed_is_never_markup(browser: TestClient, desk: Desk, text: str) -> None:
    """In an error, in a field or in a file's name."""
    for page in (browser.get("/item", params={"id": text}), ask(browser, photo_of(desk, some_item(desk)), text)):
        assert "alert(1)" in unquote(page.text)
        assert "<img src=x" not in page.text
        assert "<b onclick" not in page.text


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _bomb() -> bytes:
    """A PNG that says it has 300 million pixels, in a hundred bytes."""
    head = struct.pack(">IIBBBBB", 30_000, 10_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")


def _saved(kind: str) -> bytes:
    out = BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (60, 40, 3)).astype(np.uint8)
    Image.fromarray(noise).save(out, kind)
    return out.getvalue()


WRONG: dict[str, tuple[Callable[[], bytes], str]] = {
    "words": (lambda: b"a red dress", "is no picture"),
    "nothing": (lambda: b"", "is no picture"),
    "a broken JPEG": (lambda: _saved("JPEG")[:900], "cannot be read whole"),
    "a broken PNG": (lambda: _saved("PNG")[:900], "cannot be read whole"),
    "a broken WebP": (lambda: _saved("WEBP")[:900], "a.png"),
    "a bomb": (_bomb, "more than 89,478,485 pixels"),
    "a GIF named PNG": (lambda: _saved("GIF"), "is no picture"),
    "a BMP": (lambda: _saved("BMP"), "is no picture"),
    "an SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no picture"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_photo_is_refused_on_the_page(browser: TestClient, writes: list[str], case: str) -> None:
    """In four parts; its content counts, not its name, and nothing of it is written."""
    content, said = WRONG[case]
    refused = ask(browser, content())
    assert refused.status_code == 422
    assert said in refused.text
    assert 'role="alert"' in refused.text
    assert all(f"<dt>{part}</dt>" in refused.text for part in ("where", "why", "do"))
    assert not writes


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_formats_are_taken_whatever_the_name_says(browser: TestClient, kind: str) -> None:
    """By their content."""
    assert ask(browser, _saved(kind), "a.txt").status_code == 200


def test_a_photo_is_turned_as_its_camera_was_held(browser: TestClient, desk: Desk) -> None:
    """The same answers as upright."""
    with Image.open(BytesIO(photo_of(desk, some_item(desk)))) as opened:
        upright = opened.convert("RGB")
    turned, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6
    upright.transpose(Image.Transpose.ROTATE_90).save(turned, "PNG", exif=exif)
    cards = [
        page.text.split('class="lists"')[1] for page in (ask(browser, png(upright)), ask(browser, turned.getvalue()))
    ]
    assert cards[0] == cards[1]


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/item?id=wheelbarrow", 400, "there is no item wheelbarrow"),
        ("GET", "/customer?id=nobody", 400, "there is no customer nobody"),
        ("GET", "/customer", 400, "there is no customer"),
        ("GET", "/nowhere", 404, "there is no answer to GET /nowhere"),
        ("GET", "/photo", 405, "there is no answer to GET /photo"),
        ("DELETE", "/", 405, "there is no answer to DELETE /"),
        ("GET", "/look/page.html.j2", 404, "there is no answer"),
    ],
)
def test_a_wrong_address_gets_one_clear_page(
    browser: TestClient, method: str, path: str, status: int, said: str
) -> None:
    """With the way back to the forms."""
    page = browser.request(method, path)
    assert page.status_code == status
    assert said in page.text
    assert 'action="/photo"' in page.text


def test_our_own_bug_is_said_without_its_insides(desk: Desk) -> None:
    """What the terminal shows stays there."""
    broken = replace(desk, rankers={"content": None})  # type: ignore[dict-item] # a bug
    page = client(broken).get("/customer", params={"id": desk.customers()[0][0]})
    assert page.status_code == 500
    assert "AttributeError where nobody expected it" in page.text
    assert "Traceback" not in page.text
    assert "content-security-policy" in page.headers


def test_a_full_queue_is_told_when_to_come_back(desk: Desk) -> None:
    """A photo is not even read."""
    lane, gate = Lane(most=1), threading.Event()
    lane._inside.add(lane._thread.submit(gate.wait))
    refused = ask(client(desk, lane), b"never looked at")
    gate.set()
    lane.close()
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "2"
    assert "1 questions are waiting" in refused.text


def _note(asked: list[str]) -> View:
    asked.append("answered")
    return View("")


def test_who_goes_away_while_waiting_is_not_worked_for(desk: Desk) -> None:
    """A newer question of the same page ends the older one, whose turn never comes."""
    lane, gate, asked = Lane(), threading.Event(), list[str]()
    lane._inside.add(lane._thread.submit(gate.wait))
    pages = Pages(desk, lane, "Ask", "a moment", ())
    come = iter([{"type": "http.request"}, {"type": "http.disconnect"}])

    async def receive() -> Message:
        return next(come)

    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []}, receive)
    answer = asyncio.run(pages._answer(request, partial(_note, asked)))
    gate.set()
    lane.close()
    assert answer.status_code == 499
    assert not asked


def test_many_at_once_get_each_its_own_answer(desk: Desk, browser: TestClient) -> None:
    """None is mixed up with another."""
    ids = [card.id for card in desk.begin().lists[0].cards[:6]]
    with ThreadPoolExecutor(6) as pool:
        pages = list(pool.map(lambda one: browser.get("/item", params={"id": one}).text, ids))
    alone = [browser.get("/item", params={"id": one}).text for one in ids]
    assert pages == alone


def test_where_photos_cannot_be_asked_the_form_says_why(desk: Desk) -> None:
    """In its place."""
    why = ConfigError("vectors come from a table", where="embed", why="no network", do="take another experiment")
    page = client(replace(desk, no_photos=why)).get("/").text
    assert "vectors come from a table" in page
    assert 'type="file"' not in page
    assert 'action="/item"' in page
