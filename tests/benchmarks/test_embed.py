"""Embedding beside the bare network, and the PCA beside the bare eigenvectors, each on the same threads.

`FASHREC_BENCH_PICTURES=2048` and `FASHREC_BENCH_ITEMS=105542` take more than the usual 192 and 30,000.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np
import pytest
import torch
from PIL import Image
from pytest_benchmark.fixture import BenchmarkFixture
from threadpoolctl import threadpool_limits

from fashrec.embed.backbone import Backbone
from fashrec.embed.pca import Pca
from fashrec.embed.pictures import read_pictures
from fashrec.embed.pixels import Pixels
from fashrec.embed.trunk import normalised
from fashrec.past import Past, Pictures
from fashrec.progress import Quiet
from fashrec.store import FolderCheckpoint
from fashrec.types import Floats, ItemVectors
from tests import crowd

N_PICTURES = int(os.environ.get("FASHREC_BENCH_PICTURES", "192"))
N_ITEMS = int(os.environ.get("FASHREC_BENCH_ITEMS", "30000"))
THREADS, LENGTH, DIM = 2, 512, 128
# generous: a busy machine may slow one side more than the other
LEAST_SHARE = 0.5
T = TypeVar("T")


def timed(work: Callable[[], T], seconds: list[float]) -> T:
    """What one call gives; its wall-clock seconds are added to `seconds`."""
    start = perf_counter()
    made = work()
    seconds.append(perf_counter() - start)
    return made


@pytest.fixture(scope="module")
def pictures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """JPEG files of the size of a product photo, 150 x 224 pixels with some texture; eight where nothing is timed."""
    n = N_PICTURES if request.config.getoption("benchmark_enable") else 8
    folder, random = tmp_path_factory.mktemp("pictures"), np.random.default_rng(0)
    names = tuple(f"{item:010d}.jpg" for item in range(n))
    for name in names:
        coarse = Image.fromarray(random.integers(0, 256, (28, 20, 3), dtype=np.uint8))
        coarse.resize((150, 224), Image.Resampling.BICUBIC).save(folder / name, quality=85)
    return Pictures(folder, names, tuple(name.removesuffix(".jpg") for name in names))


@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v2"])
def test_embedding_keeps_half_of_the_bare_networks_pictures_a_second(
    benchmark: BenchmarkFixture, pictures: Pictures, tmp_path: Path, name: str
) -> None:
    """Making the network, reading, padding and saving shards included, against forward passes of decoded pictures.

    Both compute batches on two threads, one batch a thread; the fastest of each, taken in turns.
    """
    size = 224 if benchmark.enabled else 32
    backbone = Backbone(name=name, size=size, threads=THREADS, shard=64)
    trunk, files = backbone.trunk(), [pictures.folder / str(name) for name in pictures.names]
    batches = [
        normalised(read_pictures(files[start : start + backbone.batch_size], size, size))
        for start in range(0, len(files), backbone.batch_size)
    ]
    bare_s: list[float] = []
    ours_s: list[float] = []

    def pair() -> None:
        bare = timed(lambda: forward(trunk, batches), bare_s)
        checkpoint = FolderCheckpoint(tmp_path / f"{len(ours_s)}")
        embedded, _ = timed(lambda: backbone.embed(pictures, checkpoint, Quiet()), ours_s)
        assert np.array_equal(bare, embedded)  # the same work was done

    benchmark.pedantic(pair, rounds=3, warmup_rounds=1)  # type: ignore[no-untyped-call]
    judge(benchmark, bare_s, ours_s, len(files))


def forward(trunk: torch.nn.Module, batches: list[torch.Tensor]) -> Floats:
    """The network and nothing else."""

    def one(batch: torch.Tensor) -> Floats:
        torch.set_num_threads(1)
        with torch.inference_mode():
            vectors: Floats = trunk(batch).numpy()
        return vectors

    before = torch.get_num_threads()
    with ThreadPoolExecutor(THREADS) as pool:
        made = list(pool.map(one, batches))
    torch.set_num_threads(before)
    return np.concatenate(made)


@pytest.fixture(scope="module")
def vectors(request: pytest.FixtureRequest) -> ItemVectors:
    """As long as resnet18's; one item in a hundred has none."""
    n = N_ITEMS if request.config.getoption("benchmark_enable") else 300
    random = np.random.default_rng(1)
    has = random.random(n) < 0.99
    return ItemVectors(random.standard_normal((n, LENGTH), np.float32) * has[:, None], has, "bench")


def test_the_pca_keeps_half_of_the_bare_eigenvectors_speed(benchmark: BenchmarkFixture, vectors: ItemVectors) -> None:
    """Masks, double precision for the mean, unit length and all, against covariance, eigh and one matrix product.

    Both on one thread, which the PCA's bits ask for; the fastest of each, taken in turns.
    """
    past = crowd.past(2, n_items=len(vectors.has), n_rows=10 * len(vectors.has))
    pca = Pca(Pixels(), DIM)
    bare_s: list[float] = []
    ours_s: list[float] = []

    def pair() -> None:
        bare = timed(lambda: project(vectors, past), bare_s)
        reduced, has = timed(lambda: pca.reduce(past, vectors), ours_s)
        bare /= np.linalg.norm(bare, axis=1, keepdims=True)
        np.testing.assert_allclose(np.abs(reduced[has]), np.abs(bare[has]), atol=1e-3)  # the same work was done

    benchmark.pedantic(pair, rounds=5, warmup_rounds=1)  # type: ignore[no-untyped-call]
    judge(benchmark, bare_s, ours_s, len(vectors.has))


def project(vectors: ItemVectors, past: Past) -> Floats:
    """The textbook's lines, in the same float32 and on one thread."""
    with threadpool_limits(1):
        fit_on = vectors.values[vectors.has & past.warm]
        mean = fit_on.mean(axis=0)
        centred = fit_on - mean
        axes = np.linalg.eigh(centred.T @ centred / len(centred))[1][:, : -DIM - 1 : -1]
        projected: Floats = (vectors.values - mean) @ axes
        return projected


def judge(benchmark: BenchmarkFixture, bare_s: list[float], ours_s: list[float], n: int) -> None:
    """The fastest of each side, taken in turns; held to LEAST_SHARE where times mean something."""
    share = min(bare_s) / min(ours_s)
    per_s = {"bare_per_s": n / min(bare_s), "ours_per_s": n / min(ours_s)}
    benchmark.extra_info |= {"n": n, **per_s, "share_of_bare": share}
    assert not benchmark.enabled or share >= LEAST_SHARE
