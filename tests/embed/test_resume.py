"""Embedding that is killed goes on from its last shard, through the store, to the same bytes."""

import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from fashrec.embed import backbone
from fashrec.embed.backbone import Backbone
from fashrec.embed.pictures import Bytes, read_pictures
from fashrec.past import Pictures
from fashrec.store import Artefact, FolderCheckpoint
from tests.embed.wardrobe import PYTHON, Listening, draw, environment, stored

N_ITEMS, WITHOUT, SHARD = 64, (3, 20), 8
N_PICTURES = N_ITEMS - len(WITHOUT)
# item 3 has no picture, so the first shard holds those of items 0 to 8
FIRST_SHARD = {f"{item:010d}.jpg" for item in range(9) if item != 3}
BACKBONE = Backbone(size=32, batch_size=4, shard=SHARD)
CHILD = """
import sys
from pathlib import Path
from tests.embed.test_resume import BACKBONE, N_ITEMS, SHARD, WITHOUT
from tests.embed.wardrobe import Halting, draw, stored

stored(BACKBONE, draw(Path(sys.argv[1]), N_ITEMS, WITHOUT), Path(sys.argv[2]), Halting(after=SHARD))
"""


def kill_after_the_first_shard(drawn: Path, store: Path) -> None:
    """Run a process that embeds `drawn` into `store` until its first shard is on disk; kill -9."""
    command = [PYTHON, "-c", CHILD, str(drawn), str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.kill()
    assert said == "halted\n"
    assert process.returncode == -signal.SIGKILL


def contents(artefact: Artefact) -> dict[str, bytes]:
    """What the artefact's files hold."""
    return {file.name: file.read_bytes() for file in artefact.folder.glob("*.npy")}


def read_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of all pictures that the network is given from now on, in the order in which they are read."""
    read: list[str] = []

    def counted(files: Sequence[Path], width: int, height: int) -> Bytes:
        read.extend(file.name for file in files)
        return read_pictures(files, width, height)

    monkeypatch.setattr(backbone, "read_pictures", counted)
    return read


class Interrupted(Listening):
    """A Progress at whose first step somebody presses Ctrl-C."""

    @contextmanager
    def task(self, what: str, total: int | None, unit: str = "") -> Iterator[Callable[[int], None]]:
        """No step is ever over."""
        del what, total, unit

        def step(n: int) -> None:
            del n
            raise KeyboardInterrupt

        yield step


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    """62 pictures of 64 items."""
    return draw(tmp_path / "pictures", N_ITEMS, WITHOUT)


@pytest.mark.slow
def test_killed_work_goes_on_and_embeds_no_finished_shard_again(
    tmp_path: Path, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, its bar is as long as what is left, each picture left is read once, and the bytes are the same."""
    store = tmp_path / "store"
    kill_after_the_first_shard(pictures.folder, store)
    (partial,) = (store / "vectors").glob("*.partial")
    assert [file.name for file in partial.glob(".shards/*.npy")] == [f"pictures-0000000-{SHARD}.npy"]
    read, progress = read_by(monkeypatch), Listening()
    resumed = stored(BACKBONE, pictures, store, progress)
    assert resumed.made
    assert progress.lines == ["embedding with resnet18: 8 of 62 were done before, going on from there"]
    assert progress.tasks == [("embedding with resnet18", N_PICTURES - SHARD, "pictures")]
    assert sum(progress.done) == N_PICTURES - SHARD
    assert sorted(read) == sorted({name for name in pictures.names if name} - FIRST_SHARD)
    assert not partial.exists()
    assert contents(resumed) == contents(stored(BACKBONE, pictures, tmp_path / "undisturbed", Listening()))


@pytest.mark.slow
def test_ctrl_c_computes_nothing_more(tmp_path: Path, pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the first step of the bar: beside what was begun by then, no picture is read."""
    read = read_by(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        BACKBONE.embed(pictures, FolderCheckpoint(tmp_path / "work"), Interrupted())
    assert len(read) < N_PICTURES / 2


@pytest.mark.slow
def test_undisturbed_work_has_a_bar_of_all_pictures_and_leaves_no_shard(tmp_path: Path, pictures: Pictures) -> None:
    """Nothing is said about going on, and the artefact holds the vectors alone."""
    progress = Listening()
    made = stored(BACKBONE, pictures, tmp_path, progress)
    assert progress.lines == []
    assert progress.tasks == [("embedding with resnet18", N_PICTURES, "pictures")]
    assert sum(progress.done) == N_PICTURES
    assert {file.name for file in made.folder.iterdir()} == {"has.npy", "values.npy", "manifest.json"}


@pytest.mark.slow
def test_what_is_made_is_not_made_again(tmp_path: Path, pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second request reads no picture, shows no bar, and opens the same artefact."""
    first = stored(BACKBONE, pictures, tmp_path, Listening())
    read, progress = read_by(monkeypatch), Listening()
    second = stored(BACKBONE, pictures, tmp_path, progress)
    assert (second.made, second.hash) == (False, first.hash)
    assert (read, progress.tasks) == ([], [])
