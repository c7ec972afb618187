"""What every index over a library has to keep beside the contract: recall, files, arguments, what is not installed."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fashrec.errors import ConfigError, StoreError
from fashrec.index.annoy import Annoy
from fashrec.index.approximate import Approximate
from fashrec.index.auto import Adjustable, measure
from fashrec.index.candidates import CandidateSearcher
from fashrec.index.exact import Exact
from fashrec.index.faiss_flat import FaissFlat
from fashrec.index.faiss_hnsw import FaissHnsw
from fashrec.index.faiss_ivf import FaissIvf
from fashrec.index.hnswlib import Hnswlib
from fashrec.index.recall import index_recall
from fashrec.index.sklearn import Sklearn
from fashrec.index.usearch import Usearch
from fashrec.index.voyager import Voyager
from fashrec.types import Floats, ItemLists, ItemVectors
from tests.index.clusters import clustered_items, pooled_profiles, random_lists

N, D, K = 400, 12, 10
# query arguments at which nothing is left out
MOST = {"search_k": 10 * N, "ef": N, "n_probe": 256}
ADJUSTABLE: list[type[Adjustable]] = [Annoy, FaissHnsw, FaissIvf, Hnswlib, Usearch, Voyager]
EXACT: list[type[Approximate]] = [FaissFlat, Sklearn]
IN_A_FILE = [*ADJUSTABLE, FaissFlat]  # scikit-learn's tree is grown anew
Right = Callable[[ItemLists | None], Floats]
# small builds: what is tested does not hang on their quality
SMALL = {"trees": 10, "m": 8, "ef_construction": 60}
QUERIES = pooled_profiles(clustered_items(N, D), 60)


def small(make: type[Any], **settings: object) -> Any:
    """The index with these settings, and otherwise a small build."""
    names = {field.name for field in fields(make)}
    return make(**{name: value for name, value in SMALL.items() if name in names} | settings)


@dataclass(frozen=True)
class Built:
    """An index with small lists, its calibration's choice made, and its files."""

    index: Approximate
    vectors: ItemVectors
    folder: Path

    def opened(self) -> CandidateSearcher:
        """From its files."""
        searcher = self.index.open(self.vectors, self.vectors.has, self.folder)
        assert isinstance(searcher, CandidateSearcher)
        return searcher


@pytest.fixture(scope="module")
def vectors() -> ItemVectors:
    """Enough items that an approximate index is approximate."""
    return clustered_items(N, D)


@pytest.fixture(scope="module")
def right(vectors: ItemVectors, tmp_path_factory: pytest.TempPathFactory) -> Right:
    """The scores of the exact answers to QUERIES."""
    folder = tmp_path_factory.mktemp("exact")
    Exact().build(vectors, vectors.has, folder)
    exact = Exact().open(vectors, vectors.has, folder)
    return lambda exclude: exact.search(QUERIES, K, exclude)[1]


@pytest.fixture(scope="module", params=[*ADJUSTABLE, *EXACT], ids=lambda make: make.name)
def built(request: pytest.FixtureRequest, vectors: ItemVectors, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Each one, built once; where there is something to choose it is chosen on other profiles than QUERIES."""
    index, folder = small(request.param), tmp_path_factory.mktemp("index")
    if index.query_grid:
        chosen = measure(index, vectors, vectors.has, pooled_profiles(vectors, 150, 3), K, folder)
        assert chosen.reached
        index = replace(index, **{chosen.argument: chosen.value})
    index.build(vectors, vectors.has, folder)
    return Built(index, vectors, folder)


@pytest.mark.parametrize("owned", [False, True], ids=["all", "owned out"])
def test_the_chosen_argument_reaches_its_target_on_other_queries(built: Built, right: Right, owned: bool) -> None:
    """Within a hundredth of the target, with 40 items owned by each customer too; exact ones find everything."""
    exclude = random_lists(60, N, 40) if owned else None
    recall = index_recall(*built.opened().search(QUERIES, K, exclude), right(exclude), K)
    assert recall >= (0.98 if built.index.query_grid else 1.0)


def test_threads_and_opening_again_change_no_answer(built: Built) -> None:
    """A second opening, on three threads, gives the same bits."""
    exclude = random_lists(60, N, 30)
    one, other = built.opened(), built.opened().at(threads=3)
    assert other.threads == 3
    for a, b in zip(one.search(QUERIES, K, exclude), other.search(QUERIES, K, exclude), strict=True):
        assert np.array_equal(a, b)


@pytest.mark.parametrize("built", IN_A_FILE, indirect=True, ids=lambda make: make.name)
@pytest.mark.parametrize("lost", [1, 1000, 10**9])
def test_a_file_cut_short_does_not_open(built: Built, tmp_path: Path, lost: int) -> None:
    """A byte, a thousand, or all of it: it is refused before a library maps it."""
    broken = copied(built, tmp_path)
    file = tmp_path / built.index.file
    file.write_bytes(file.read_bytes()[:-lost])
    with pytest.raises(StoreError, match=f"{built.index.file} has [0-9]* bytes"):
        broken.opened()


def test_a_file_without_its_label_does_not_open(built: Built, tmp_path: Path) -> None:
    """Gone, or no label at all."""
    broken = copied(built, tmp_path)
    label = tmp_path / f"{built.index.file}.json"
    for text in ("[]", "{", None):
        label.unlink() if text is None else label.write_text(text)
        with pytest.raises(StoreError, match=built.index.file):
            broken.opened()


def test_a_file_of_another_build_does_not_open(built: Built, tmp_path: Path) -> None:
    """The error names what differs; threads and query arguments may."""
    other = copied(built, tmp_path)
    replace(other, index=replace(other.index, threads=2)).opened()
    with pytest.raises(StoreError, match="was not built with metric euclidean"):
        replace(other, index=replace(other.index, metric="euclidean")).opened()


def copied(built: Built, folder: Path) -> Built:
    """Its files in another folder."""
    for file in built.folder.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return replace(built, folder=folder)


def test_a_file_that_a_library_refuses_is_a_broken_file(vectors: ItemVectors, tmp_path: Path) -> None:
    """Where size and label agree the library has the last word; others than FAISS may end the process over it."""
    FaissFlat().build(vectors, vectors.has, tmp_path)
    file = tmp_path / "index.faiss"
    file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(StoreError, match=r"index\.faiss cannot be loaded"):
        FaissFlat().open(vectors, vectors.has, tmp_path)


@pytest.mark.parametrize("make", ADJUSTABLE, ids=lambda make: make.name)
def test_another_argument_needs_no_other_opening(make: type[Adjustable], vectors: ItemVectors, tmp_path: Path) -> None:
    """`at` shares the library's index, finds more with more, and finds what it found when it is set back."""
    (argument,) = make.query_grid
    grid = small(make).auto_grid(K, N)
    index = small(make, **{argument: 1})
    index.build(vectors, vectors.has, tmp_path)
    searcher = index.open(vectors, vectors.has, tmp_path)
    first = searcher.search(QUERIES, K)
    most = searcher.at(**{argument: grid[-1]})
    assert most.library is searcher.library
    assert most.value == grid[-1]
    more = most.search(QUERIES, K)
    assert more[1].sum() >= first[1].sum()
    assert np.array_equal(searcher.search(QUERIES, K)[0], first[0])
    with pytest.raises(ConfigError, match="trees is no query argument"):
        searcher.at(trees=3)


@pytest.mark.parametrize("metric", ["angular", "dot", "euclidean"])
@pytest.mark.parametrize("make", [*ADJUSTABLE, *EXACT], ids=lambda make: make.name)
def test_every_metric_orders_unit_vectors_alike(
    make: type[Approximate], metric: str, vectors: ItemVectors, right: Right, tmp_path: Path
) -> None:
    """Asked for as much as it can give, each finds what exact finds; scikit-learn has no dot product."""
    if (make, metric) == (Sklearn, "dot"):
        with pytest.raises(ConfigError, match="metric='dot' is not allowed"):
            small(make, metric=metric)
        return
    index = small(make, metric=metric)
    index = replace(index, **{name: MOST[name] for name in index.query_grid})
    index.build(vectors, vectors.has, tmp_path)
    items, scores = index.open(vectors, vectors.has, tmp_path).search(QUERIES, K)
    assert index_recall(items, scores, right(None), K) == 1


@pytest.mark.parametrize(
    ("make", "setting", "value"),
    [
        (FaissHnsw, "m", 1),
        (FaissIvf, "n_lists", 0),
        (FaissIvf, "n_probe", "all"),
        (FaissIvf, "seed", 2**31),
        (Hnswlib, "ef", 0),
        (Hnswlib, "ef_construction", 0.5),
        (Hnswlib, "recall_target", 0.0),
        (Sklearn, "algorithm", "kd_tree"),
        (Usearch, "build_threads", True),
        (Voyager, "seed", -1),
        (FaissFlat, "metric", "cosine"),
    ],
)
def test_a_setting_out_of_its_range_is_refused(make: type[Approximate], setting: str, value: object) -> None:
    """The error names the setting and says what is allowed."""
    with pytest.raises(ConfigError, match=f"{setting}=.* is not allowed"):
        make(**{setting: value})


@pytest.mark.parametrize(
    ("make", "package"), [(FaissIvf, "faiss"), (Hnswlib, "hnswlib"), (Usearch, "usearch"), (Voyager, "voyager")]
)
def test_a_library_that_is_not_installed_is_named_with_its_cure(
    make: type[Approximate], package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the index is configured, before anything is computed."""
    monkeypatch.setattr("fashrec.index.library.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=f"{package} is not installed") as missing:
        make()
    assert "pip install 'fashrec[ann]'" in str(missing.value)


def test_a_library_that_cannot_be_loaded_is_named_too(
    vectors: ItemVectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Installed, but broken."""
    index = Hnswlib(ef=10)
    monkeypatch.setitem(sys.modules, "hnswlib", None)
    with pytest.raises(ConfigError, match="hnswlib cannot be loaded"):
        index.build(vectors, vectors.has, tmp_path)
