"""Places that cannot be written, and what commands say of them."""

from pathlib import Path

import pytest

from tests.running import command

ASKED = ("experiment=pixels128", "data=boutique_tiny")
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("fashrec.run", ()),
        ("fashrec.page", ("port=0",)),
        ("fashrec.bench", ("frontier",)),
        ("fashrec.show", ("item=0100006001",)),
        ("fashrec.canaries", ()),
    ],
)
def test_a_store_that_cannot_be_made_is_named(module: str, words: tuple[str, ...], tmp_path: Path) -> None:
    """In four parts, without a traceback, by every command that keeps something there."""
    (tmp_path / "file").touch()
    done = command(tmp_path, *words, *ASKED, "store.root=file/x", module=module)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "StoreError: the store cannot be written" in done.stderr
    assert "where: store.root=file/x" in done.stderr


@pytest.mark.parametrize("words", [(), ("-m",), ("-m", "sweep=pooling")])
def test_a_run_folder_that_cannot_be_made_is_named(words: tuple[str, ...], tmp_path: Path) -> None:
    """The request composes: what is wrong is the place."""
    (tmp_path / "runs").touch()
    done = command(tmp_path, *words, *ASKED)
    assert done.returncode == 2
    assert done.stderr.startswith("ConfigError: the run folder cannot be made: ")
    assert f"where: runs/ in {tmp_path}" in done.stderr


def test_a_ready_sweep_without_m_makes_no_run(tmp_path: Path) -> None:
    """It is refused before a folder is made; in a folder of its own, before anything else is."""
    done = command(tmp_path, "sweep=pca", *ASKED)
    assert done.returncode == 2
    assert "do:    add -m" in done.stderr
    assert list(tmp_path.iterdir()) == []
    again = command(tmp_path, "sweep=pca", *ASKED, "hydra.run.dir=here")
    assert again.returncode == 2
    assert "do:    add -m" in again.stderr
