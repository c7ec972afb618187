"""What every embedder of conf/embed/source, and every reducer of conf/embed, has to keep."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch
from hydra.utils import instantiate
from omegaconf import DictConfig, OmegaConf
from threadpoolctl import threadpool_limits

from fashrec.embed.pixels import Pixels
from fashrec.errors import DataError
from fashrec.frames import CUSTOMERS, ITEMS, Tables
from fashrec.past import Past, Pictures
from fashrec.progress import Quiet
from fashrec.split import Split
from fashrec.stages import Classifier, Embedder, FromPictures, Reducer
from fashrec.store import FolderCheckpoint, settings_of
from fashrec.types import Bools, Floats, InMemory, ItemVectors
from tests import crowd, shop
from tests.embed.learner import lessons
from tests.embed.wardrobe import draw

CONF = Path(__file__).parents[2] / "conf" / "embed"
# a classifier is an embedder once it is trained, which takes seconds
SOURCES = [
    pytest.param(file.stem, marks=[pytest.mark.slow] if file.stem == "learner" else [])
    for file in sorted((CONF / "source").glob("*.yaml"))
    if file.stem != "chain"  # ends in a learner, as tests/embed/learner/test_chain.py shows
]
# the others name a source and nothing else
REDUCERS = sorted(file.stem for file in CONF.glob("*.yaml") if "_target_" in OmegaConf.load(file))
# small enough for a test; an embedder that is not named here is tested as its YAML makes it
SMALL: Mapping[str, Mapping[str, Any]] = {
    "backbone": {"size": 32, "batch_size": 4, "shard": 16},
    "pixels": {"width": 4, "height": 6, "shard": 64},
    "table": {"path": "${own_vectors}"},
    "pca": {"dim": 6},
    "learner": {"labels": ["product_type_name"], "height": 32, "width": 32, "hidden": 8, "batch_size": 16, "epochs": 1},
}
N, WITHOUT = 70, (3, 68)
N_ITEMS, DIM = 400, 48

Make = Callable[[int], Embedder]


def config(file: Path, threads: int, own_vectors: Path | None = None) -> DictConfig:
    """The settings of a YAML, below the top-level settings that it refers to."""
    above = {"seed": 0, "threads": threads, "weights": "none", "own_vectors": str(own_vectors)}
    loaded = OmegaConf.merge(OmegaConf.load(file), SMALL.get(file.stem, {}))
    whole = OmegaConf.create({**above, "stage": loaded})
    stage: DictConfig = whole.stage
    stage.pop("defaults", None)
    return stage


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    """Seventy items, two of them without a picture."""
    return draw(tmp_path / "pictures", N, WITHOUT)


@pytest.fixture(params=SOURCES)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Each embedder as its YAML makes it, for a number of threads; a table has the same items as the pictures.

    A classifier is trained on one thread, on pictures of its own, before the first is made.
    """
    own = tmp_path / "own.parquet"
    ids = [f"{item:010d}" for item in range(N) if item not in WITHOUT]
    values = np.random.default_rng(0).normal(size=(len(ids), 5)).astype(np.float32)
    pl.DataFrame({"item_id": ids, "vector": values}).write_parquet(own)

    def made(threads: int) -> Embedder:
        source: Embedder | Classifier = instantiate(config(CONF / "source" / f"{request.param}.yaml", threads, own))
        return _trained(source, tmp_path / "trained") if isinstance(source, Classifier) else source

    return made


def _trained(source: Classifier, folder: Path) -> Embedder:
    if not folder.exists():
        of, checkpoint = lessons.past(), FolderCheckpoint(folder)
        checkpoint.begin()
        source.fit(of, lessons.draw(folder / "pictures", of), checkpoint, Quiet())
    return source.trained(folder)


def embed(embedder: Embedder, pictures: Pictures, folder: Path) -> tuple[Floats, Bools]:
    """The vectors, made in `folder`."""
    return embedder.embed(pictures, FolderCheckpoint(folder), Quiet())


def test_an_embedder_gives_each_item_finite_numbers_or_none(make: Make, pictures: Pictures, tmp_path: Path) -> None:
    """float32 [n_items, d] and bool [n_items]; rows are zero exactly where `has` is false, and not all the same."""
    values, has = embed(make(1), pictures, tmp_path / "work")
    assert values.dtype == np.float32
    assert has.dtype == np.bool_
    assert values.ndim == 2
    assert len(values) == len(has) == N
    assert np.isfinite(values).all()
    assert np.flatnonzero(~has).tolist() == list(WITHOUT)
    assert np.array_equal(values.any(axis=1), has)
    assert len(np.unique(values[has], axis=0)) > 1


@pytest.mark.slow
def test_an_embedder_gives_the_same_bytes_on_any_threads(make: Make, pictures: Pictures, tmp_path: Path) -> None:
    """Twice on one thread, then on two and on four, wherever the process's generators stand and whatever it may use."""
    made = []
    before = torch.get_num_threads()
    for n, threads in enumerate((1, 1, 2, 4)):
        with torch.random.fork_rng(devices=[]), threadpool_limits(threads):
            torch.manual_seed(n)
            torch.set_num_threads(threads)
            values, has = embed(make(threads), pictures, tmp_path / f"{n}")
            torch.set_num_threads(before)
        made.append((values.tobytes(), has.tobytes()))
    assert len(set(made)) == 1


@pytest.mark.parametrize("make", [one for one in SOURCES if one.values != ("table",)], indirect=True)
@pytest.mark.slow
def test_an_embedder_that_is_ready_gives_a_picture_alone_what_it_has_among_all(
    make: Make, pictures: Pictures, tmp_path: Path
) -> None:
    """From a disk or from memory; a network may round a batch of one otherwise. A table reads no pictures."""
    embedder = make(1)
    assert isinstance(embedder, FromPictures)
    values, has = embed(embedder, pictures, tmp_path / "work")
    row = int(np.flatnonzero(has)[3])
    file = pictures.folder / str(pictures.names[row])
    look = embedder.ready()
    alone = look([InMemory("a photo", file.read_bytes())])
    assert alone.shape == (1, values.shape[1])
    assert alone.dtype == np.float32
    assert alone[0] == pytest.approx(values[row], rel=1e-4, abs=1e-4)
    assert np.array_equal(alone, look([file]))


def test_threads_do_not_name_the_artefact(make: Make) -> None:
    """So that vectors made on eight threads are found on one; and no path is among the settings."""
    assert settings_of(make(1)) == settings_of(make(8))
    assert not any("/" in str(value) for value in settings_of(make(1)).values())


def test_an_embedder_refuses_items_it_knows_nothing_of(make: Make, tmp_path: Path) -> None:
    """No picture, and ids that are in no table: an error, not a matrix of zeros."""
    strangers = Pictures(tmp_path, (None, None), ("a", "b"))
    with pytest.raises(DataError, match="none of"):
        embed(make(1), strangers, tmp_path / "work")


@pytest.fixture(params=REDUCERS)
def reducer(request: pytest.FixtureRequest) -> Reducer:
    """Each one as its YAML makes it, over any source."""
    made = instantiate(config(CONF / f"{request.param}.yaml", 2), source=Pixels())
    assert isinstance(made, Reducer)
    return made


def past() -> Past:
    """Four hundred items, the last forty of them cold, the last five of these not launched."""
    of = crowd.past(0, n_items=N_ITEMS, n_rows=4000)
    return replace(of, launched=np.arange(N_ITEMS) < N_ITEMS - 5)


def given(seed: int = 0) -> ItemVectors:
    """Vectors far from zero, as pictures give them; every ninth item has none."""
    has = np.arange(N_ITEMS) % 9 != 0
    values = np.random.default_rng(seed).normal(2, 0.9 ** np.arange(DIM), (N_ITEMS, DIM)).astype(np.float32)
    return ItemVectors(np.where(has[:, None], values, np.float32(0)), has, "given")


def test_a_reducer_gives_each_item_finite_numbers_or_none(reducer: Reducer) -> None:
    """float32 [n_items, d'] and bool [n_items]; nothing for an item not launched, or without a vector before."""
    known, vectors = past(), given()
    values, has = reducer.reduce(known, vectors)
    assert values.dtype == np.float32
    assert has.dtype == np.bool_
    assert values.ndim == 2
    assert len(values) == len(has) == N_ITEMS
    assert np.isfinite(values).all()
    assert np.array_equal(has, vectors.has & known.launched)
    assert np.array_equal(values.any(axis=1), has)


def test_a_reducer_gives_the_same_bytes_on_any_threads(reducer: Reducer) -> None:
    """Twice on one thread, then on two and on four."""
    made = []
    for threads in (1, 1, 2, 4):
        with threadpool_limits(threads):
            made.append(reducer.reduce(past(), given())[0].tobytes())
    assert len(set(made)) == 1


def test_what_a_reducer_is_fitted_to_gives_a_vector_alone_what_its_item_has(reducer: Reducer) -> None:
    """To the bit, so that a photo that nobody sells can be compared."""
    known, vectors = past(), given()
    values, has = reducer.reduce(known, vectors)
    fitted = reducer.fit(known, vectors)
    for row in np.flatnonzero(has)[[0, 17, -1]]:
        alone, ok = fitted(vectors.values[[row]])
        assert ok.tolist() == [True]
        assert np.array_equal(alone[0], values[row])


def test_a_reducer_leaves_its_inputs_alone(reducer: Reducer) -> None:
    """Arrays that cannot be written to, as those mapped from the store, are enough."""
    vectors = given()
    vectors.values.flags.writeable = False
    vectors.has.flags.writeable = False
    assert reducer.reduce(crowd.frozen(past()), vectors)[1].any()


def test_a_reducer_is_fitted_on_warm_items_alone(reducer: Reducer) -> None:
    """With other vectors for every cold item, warm ones keep their bits; with another for one warm item, they do not.

    The warm items span the space, so where all of them keep their bits, so does what was fitted.
    """
    known, vectors = past(), given()
    warm = known.warm & vectors.has
    before = reducer.reduce(known, vectors)[0]
    others = np.where(known.warm[:, None], vectors.values, 9 * given(seed=1).values)
    after = reducer.reduce(known, replace(vectors, values=others))[0]
    assert np.array_equal(before[warm], after[warm])
    assert not np.array_equal(before, after)
    first, *rest = np.flatnonzero(warm)
    moved = vectors.values.copy()
    moved[first] += 9
    assert not np.array_equal(before[rest], reducer.reduce(known, replace(vectors, values=moved))[0][rest])


def shop_tables(after: tuple[tuple[int, int, int], ...]) -> Tables:
    """A shop of N_ITEMS items, all on sale for long; `after` are purchases of customer, days after T, item."""
    before = past().purchases
    customer, ahead, item = np.array(after, np.int32).reshape(-1, 3).T
    purchases = shop.table(
        np.concatenate([before.customer, customer]),
        np.concatenate([before.item, item]),
        np.concatenate([before.day, shop.CUT.day + ahead]),
        np.ones(len(before) + len(after)),
        before.n_customers,
    )
    ids, launch = [f"{row:010d}" for row in range(N_ITEMS)], shop.CUT.start - timedelta(days=90)
    items = pl.DataFrame({"item_id": ids, "launch_day": [launch] * N_ITEMS}, schema_overrides=dict(ITEMS))
    people = pl.DataFrame({"customer_id": [f"{row:064x}" for row in range(before.n_customers)]})
    return Tables(_with_all(items, ITEMS), _with_all(people, CUSTOMERS), purchases)


def _with_all(frame: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
    lacking = [pl.lit(None, dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns]
    return frame.with_columns(lacking).select(*schema)


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(((3, 6, 17),), id="dropped"),
        pytest.param(((1, 0, 399), (2, 2, 361), (3, 6, 370)), id="shuffled"),
        pytest.param(tuple((row % 40, row % 7, row) for row in range(N_ITEMS)), id="planted"),
    ],
)
def test_no_purchase_after_the_cut_reaches_a_reducer(reducer: Reducer, after: tuple[tuple[int, int, int], ...]) -> None:
    """The canary: with purchases from T on dropped, shuffled and planted, cold items' too, every bit stays."""
    split = Split(cuts=1, test_cuts=0, last_cut=str(shop.CUT))
    now, then = (split.at(shop_tables(rows), shop.CUT)[0] for rows in (((1, 0, 17), (2, 2, 380), (3, 6, 399)), after))
    assert not now.warm.all()
    vectors = given()
    assert reducer.reduce(now, vectors)[0].tobytes() == reducer.reduce(then, vectors)[0].tobytes()
