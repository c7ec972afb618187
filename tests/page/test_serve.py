"""The port, the address, and the end."""

import socket
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from PIL import Image

from fashrec.errors import ConfigError
from fashrec.page.serve import bound
from tests.page.made import TINY_PIXELS, png
from tests.page.serving import served
from tests.running import command, interrupted


def test_it_listens_on_this_machines_own_address_alone() -> None:
    """Any free port where 0 is asked for."""
    with bound(0) as made:
        host, port = made.getsockname()
    assert host == "127.0.0.1"
    assert port > 0


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path: Path) -> None:
    """With the cure."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port} is taken") as raised:
            bound(port)
    assert "port=0" in raised.value.do
    assert not list(tmp_path.iterdir())


def _sent(address: str, photo: bytes) -> Request:
    """The form with a photo in it."""
    head = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    return Request(f"{address}/photo", head + photo + b"\r\n--x--\r\n", kind)  # noqa: S310 - our own process


def _files(folder: Path) -> set[Path]:
    return {file for file in folder.rglob("*") if file.is_file()}


@pytest.mark.slow
def test_the_page_opens_answers_and_ends_cleanly(tiny_store: Path, tmp_path: Path) -> None:
    """Its address answers at once when it is printed; Ctrl-C ends it without a traceback; no photo is left anywhere."""
    temporary, photo = tmp_path / "tmp", png(Image.effect_noise((1500, 1500), 60))
    temporary.mkdir()
    assert len(photo) > 2**21  # the framework would begin a temporary file at half of it
    with served(tmp_path / "work", tiny_store, *TINY_PIXELS, TMPDIR=str(temporary)) as (address, process):
        with urlopen(address) as answer:  # noqa: S310 - our own process
            assert answer.status == 200
            assert "Ask pixels128" in answer.read().decode()
        before = _files(tiny_store)
        with urlopen(_sent(address, photo)) as answer:  # noqa: S310 - likewise
            assert "What looks like a.png?" in answer.read().decode()
        assert _files(tiny_store) == before
        said = interrupted(process)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert not list((tmp_path / "work").iterdir())
    assert not list(temporary.iterdir())


@pytest.mark.slow
def test_another_host_than_this_machine_cannot_be_asked_for(tmp_path: Path) -> None:
    """Status 2, in four parts."""
    done = command(tmp_path, *TINY_PIXELS, "host=0.0.0.0", module="fashrec.page")
    assert done.returncode == 2
    assert "there is no setting host" in done.stderr
    assert all(part in done.stderr for part in ("  where: ", "  why:   ", "  do:    "))
    assert "Traceback" not in done.stderr
