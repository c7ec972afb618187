"""A photo is taken from a form into memory, or refused before it costs anything."""

import asyncio
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message

from fashrec.page.refused import RefusedError
from fashrec.page.upload import MOST, photo_of

WRITES: list[str] = []
_watching = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Of all that this process does, what touches a disk other than to read."""
    if not _watching:
        return
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wxa+"):
        WRITES.append(f"{event} {arguments}")
    if event.startswith(("tempfile.", "os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate")):
        WRITES.append(f"{event} {arguments}")


sys.addaudithook(_watch)


@pytest.fixture
def writes() -> Iterator[list[str]]:
    """What was written while the test ran."""
    global _watching  # noqa: PLW0603 - an audit hook cannot be removed, only be told not to look
    WRITES.clear()
    _watching = True
    yield WRITES
    _watching = False


async def _take(request: Request) -> Response:
    try:
        photo = await photo_of(request)
    except RefusedError as refused:
        return JSONResponse({"what": refused.error.what, "do": refused.error.do}, refused.status)
    return JSONResponse({"name": photo.name, "n": len(photo.content), "sum": sum(photo.content)})


@pytest.fixture(scope="module")
def browser() -> TestClient:
    """At an address that says what it was given."""
    return TestClient(Starlette(routes=[Route("/", _take, methods=["POST"])]))


def _body(content: bytes, filename: str = 'filename="a.jpg"') -> tuple[bytes, dict[str, str]]:
    head = f'--x\r\nContent-Disposition: form-data; name="photo"; {filename}\r\n\r\n'.encode()
    return head + content + b"\r\n--x--\r\n", {"Content-Type": "multipart/form-data; boundary=x"}


def test_the_audit_hook_sees_what_is_written(writes: list[str], tmp_path: Any) -> None:
    """Or the tests below could not fail."""
    (tmp_path / "a").write_bytes(b"x")
    assert writes


@pytest.mark.parametrize("n", [0, 1, 2**20 + 1, MOST - 1000])
def test_a_photo_is_taken_whole_and_nothing_is_written(browser: TestClient, writes: list[str], n: int) -> None:
    """Also beyond the megabyte at which the framework would begin a temporary file."""
    content = bytes(range(256)) * (n // 256 + 1)
    taken = browser.post("/", files={"photo": ("a photo.jpg", content[:n])}).json()
    assert taken == {"name": "a photo.jpg", "n": n, "sum": sum(content[:n])}
    assert not writes


def test_what_says_that_it_is_too_large_is_refused(browser: TestClient, writes: list[str]) -> None:
    """By its Content-Length; it says what the limit is."""
    refused = browser.post("/", files={"photo": ("a.jpg", bytes(MOST))})
    assert refused.status_code == 413
    assert refused.json()["what"] == "the photo is larger than 10 MiB"
    assert not writes


def test_what_turns_out_too_large_is_refused(browser: TestClient, writes: list[str]) -> None:
    """Sent in pieces, without a Content-Length."""
    body, headers = _body(bytes(MOST))
    refused = browser.post("/", content=(body[at : at + 2**16] for at in range(0, len(body), 2**16)), headers=headers)
    assert refused.status_code == 413
    assert not writes


@pytest.mark.parametrize("declared", ["10", "-1", "many"])
def test_what_lies_about_its_size_is_refused(browser: TestClient, declared: str) -> None:
    """What is counted is what came."""
    body, headers = _body(bytes(MOST))
    refused = browser.post("/", content=body, headers=headers | {"Content-Length": declared})
    assert refused.status_code == 413


def test_a_browser_that_goes_away_leaves_nothing_behind(writes: list[str]) -> None:
    """Half a photo is refused like none, for nobody to read."""
    body, headers = _body(bytes(2**21))
    come: list[Message] = [
        {"type": "http.request", "body": body[: 2**20], "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return come.pop(0)

    kind = [(b"content-type", headers["Content-Type"].encode())]
    with pytest.raises(RefusedError) as refused:
        asyncio.run(photo_of(Request({"type": "http", "method": "POST", "headers": kind}, receive)))
    assert "went away" in refused.value.error.what
    assert not writes


def test_a_path_is_not_part_of_a_name(browser: TestClient) -> None:
    """As old browsers sent it, or who means harm."""
    body, headers = _body(b"x", 'filename="../../etc/passwd"')
    assert browser.post("/", content=body, headers=headers).json()["name"] == "passwd"


WRONG: dict[str, tuple[dict[str, Any], int]] = {
    "no form": ({"content": b"\xff\xd8"}, 415),
    "json": ({"json": {"photo": "x"}}, 415),
    "no file": ({"files": {"other": ("a.jpg", b"x")}}, 400),
    "no file chosen": ({"files": {"photo": ("", b"")}}, 400),
    "two files": ({"files": [("photo", ("a.jpg", b"x")), ("photo", ("b.jpg", b"x"))]}, 400),
    "words in the place of a file": ({"data": {"photo": "x"}, "files": {"x": ("x", b"x")}}, 400),
    "a form that is none": ({"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=y"}}, 400),
    "a form without its boundary": ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_form_without_one_photo_is_refused(browser: TestClient, case: str) -> None:
    """It says what to do instead."""
    sent, status = WRONG[case]
    refused = browser.post("/", **sent)
    assert refused.status_code == status
    assert refused.json()["what"].startswith("there is no photo in the form")
    assert refused.json()["do"] == "choose one, drop one on the page, or paste one"
