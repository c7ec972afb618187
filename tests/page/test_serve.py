"""The port, the address, and the end."""

import socket
from pathlib import Path
from urllib.request import urlopen

import pytest

from fashrec.errors import ConfigError
from fashrec.page.serve import bound
from tests.page.made import TINY_PIXELS
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


@pytest.mark.slow
def test_the_page_opens_answers_and_ends_cleanly(tiny_store: Path, tmp_path: Path) -> None:
    """Its address answers at once when it is printed; Ctrl-C ends it without a traceback, and no file is left."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with served(tmp_path / "work", tiny_store, *TINY_PIXELS, TMPDIR=str(temporary)) as (address, process):
        with urlopen(address) as answer:  # noqa: S310 - our own process
            assert answer.status == 200
            assert "Ask pixels128" in answer.read().decode()
        said = interrupted(process)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert not list((tmp_path / "work").iterdir())
    assert not list(temporary.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "said"), [("host=0.0.0.0", "there is no setting host"), ("port=99999", "port=99999 is not allowed")]
)
def test_a_wrong_word_ends_it_in_four_parts(tmp_path: Path, word: str, said: str) -> None:
    """Status 2; another host than this machine cannot be asked for."""
    done = command(tmp_path, *TINY_PIXELS, word, module="fashrec.page")
    assert done.returncode == 2
    assert said in done.stderr
    assert all(part in done.stderr for part in ("  where: ", "  why:   ", "  do:    "))
    assert "Traceback" not in done.stderr
