"""Pictures that are reduced to principal components and drawn again."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fashrec.embed.learner import Learner
from fashrec.embed.learner.compression import FILE, MOST, Compression, fit_compression, read_compression
from fashrec.embed.learner.lesson import decode
from fashrec.embed.pictures import Bytes
from fashrec.errors import ConfigError, DataError
from fashrec.past import Pictures
from fashrec.progress import Quiet
from fashrec.store import FolderCheckpoint
from tests.embed.learner.lessons import COLD, draw, past, small

SHAPE = (4, 3, 3)


@pytest.fixture
def pictures() -> Bytes:
    """Thirty small ones that are mixtures of three."""
    random = np.random.default_rng(0)
    mixed = random.dirichlet((1, 1, 1), 30) @ random.uniform(0, 255, (3, 36))
    return np.rint(mixed).astype(np.uint8).reshape(30, *SHAPE)


def fitted(pictures: Bytes, n: int, rows: tuple[int, ...] | None = None) -> Compression:
    """Components of some of them."""
    return fit_compression(pictures.__getitem__, np.array(rows or range(len(pictures))), n, 0)


def test_as_many_components_as_there_are_give_the_pictures_back(pictures: Bytes) -> None:
    """Three mixed in shares that sum to one lie in a plane: two components leave nothing but what rounding did."""
    again = np.stack([fitted(pictures, 2)(picture) for picture in pictures])
    assert np.abs(again.astype(int) - pictures).max() <= 2
    coarse = np.stack([fitted(pictures, 1)(picture) for picture in pictures])
    assert np.abs(coarse.astype(int) - pictures).max() > 20


def test_what_is_drawn_is_sklearns_projection(pictures: Bytes) -> None:
    """To the unit that is the rounding's."""
    from sklearn.decomposition import PCA  # noqa: PLC0415 (costs a second)

    flat = pictures.reshape(30, -1).astype(np.float64)
    pca = PCA(1).fit(flat[:20])
    expected = pca.inverse_transform(pca.transform(flat)).clip(0, 255)
    made = fitted(pictures, 1, tuple(range(20)))
    assert np.abs(np.stack([made(one) for one in pictures]).reshape(30, -1) - expected).max() <= 0.5 + 1e-3


def test_only_the_named_pictures_are_looked_at(pictures: Bytes) -> None:
    """And of many no more than fit in memory."""
    asked: list[int] = []

    def read(row: int) -> Bytes:
        asked.append(row)
        picture: Bytes = pictures[row % 30]
        return picture

    fit_compression(read, np.arange(5, 5 + 2 * MOST), 2, 0)
    assert len(set(asked)) == len(asked) == MOST
    assert min(asked) >= 5


def test_more_components_than_there_are_is_refused(pictures: Bytes) -> None:
    """With the most that there are."""
    with pytest.raises(ConfigError, match="31 components cannot be had from 30 pictures of 36 numbers") as caught:
        fitted(pictures, 31)
    assert "at most 30" in caught.value.do


def test_components_come_back_from_their_file(pictures: Bytes, tmp_path: Path) -> None:
    """To the bit; and a file that holds something else is refused."""
    made = fitted(pictures, 2)
    made.write(tmp_path)
    again = read_compression(tmp_path)
    assert all((made(one) == again(one)).all() for one in pictures)
    (tmp_path / FILE).write_bytes(b"\x80\x04nothing")
    with pytest.raises(DataError, match="cannot be read as the components"):
        read_compression(tmp_path)


def test_pictures_are_the_same_from_memory_and_from_files(tmp_path: Path) -> None:
    """Those that do not fit in memory are drawn again whenever they are read."""
    of = draw(tmp_path, past())
    files = [of.folder / str(name) for name in of.names if name is not None]
    rows = np.arange(40)
    kept, read = (decode(files, (32, 32), mb, 1, Quiet()).compressed(rows, 4, 0) for mb in (100, 0))
    assert kept.kept is not None
    assert read.kept is None
    assert all((kept(row) == read(row)).all() for row in range(0, len(files), 7))


@pytest.mark.parametrize("wrong", [0, -1, 2.5, True])
def test_a_wrong_number_of_components_is_refused(wrong: int) -> None:
    """When the learner is made."""
    with pytest.raises(ConfigError, match="picture_pca"):
        Learner(picture_pca=wrong)


def fit(learner: Learner, pictures: Pictures, folder: Path) -> Path:
    """A trained network's folder."""
    checkpoint = FolderCheckpoint(folder)
    checkpoint.begin()
    learner.fit(past(), pictures, checkpoint, Quiet())
    return folder


@pytest.mark.slow
def test_what_embeds_sees_what_was_trained_on(tmp_path: Path) -> None:
    """The same vectors as those of pictures that were drawn again before; and others than without."""
    from PIL import Image  # noqa: PLC0415 (beside its only use)

    of = draw(tmp_path / "pictures", past())
    learner = small(picture_pca=3, height=45, width=32, epochs=1, keep_epochs=True)
    folder = fit(learner, of, tmp_path / "trained")
    assert (folder / "epochs" / "001" / FILE).read_bytes() == (folder / FILE).read_bytes()
    compression = read_compression(folder)
    again = replace(of, folder=tmp_path / "again")
    again.folder.mkdir()
    decoded = decode([of.folder / name for name in of.names if name], (45, 32), 100, 1, Quiet())
    for row, name in enumerate(name for name in of.names if name):
        Image.fromarray(compression(decoded(row).numpy())).save(again.folder / name)
    embedder = learner.trained(folder)
    checkpoints = [FolderCheckpoint(tmp_path / name) for name in ("one", "two", "three")]
    for checkpoint in checkpoints:
        checkpoint.begin()
    vectors, _ = embedder.embed(of, checkpoints[0], Quiet())
    as_drawn, _ = replace(embedder, compressed=False).embed(again, checkpoints[1], Quiet())
    without, _ = replace(embedder, compressed=False).embed(of, checkpoints[2], Quiet())
    assert (vectors == as_drawn).all()
    assert not (vectors == without).all()


@pytest.mark.slow
def test_components_are_fitted_on_what_is_trained_on(tmp_path: Path) -> None:
    """Other pictures of cold items change none of them."""
    one, other = draw(tmp_path / "one", past()), draw(tmp_path / "other", past())
    for row in COLD:
        (other.folder / str(other.names[row])).write_bytes((other.folder / str(other.names[0])).read_bytes())
    learner = small(picture_pca=3, epochs=0, frozen_epochs=1)
    made = [(fit(learner, of, tmp_path / name) / FILE).read_bytes() for name, of in (("a", one), ("b", other))]
    assert made[0] == made[1]
