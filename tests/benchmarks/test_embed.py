"""Embedding beside the bare network, and the PCA beside the bare eigenvectors, each on the same threads.

`FASHREC_BENCH_PICTURES=2048` and `FASHREC_BENCH_ITEMS=105542` take more than the usual 192 and 30,000.
"""

import os
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import TypeVar

import numpy as np
import pytest
from PIL import Image
from pytest_benchmark.fixture import BenchmarkFixture
from threadpoolctl import threadpool_limits

from fashrec.bench.embedding import Rounds, draw_photos, embed, forward, in_batches, ready
from fashrec.embed.backbone import Backbone
from fashrec.embed.pca import Pca
from fashrec.embed.pictures import read_pictures
from fashrec.embed.pixels import Pixels
from fashrec.past import Past, Pictures
from fashrec.types import Floats, ItemVectors
from tests import crowd
from tests.benchmarks.ratios import beside, record

N_PICTURES = int(os.environ.get("FASHREC_BENCH_PICTURES", "192"))
N_ITEMS = int(os.environ.get("FASHREC_BENCH_ITEMS", "30000"))
THREADS, LENGTH, DIM = 2, 512, 128
# generous: a busy machine may slow one side more than the other
LEAST_SHARE, LEAST_CPU_SHARE = 0.5, 0.8
MOST_OF_PILLOW = 2
T = TypeVar("T")


def timed(work: Callable[[], T], seconds: list[float]) -> T:
    """What one call gives; its wall-clock seconds are added to `seconds`."""
    start = perf_counter()
    made = work()
    seconds.append(perf_counter() - start)
    return made


@pytest.fixture(scope="module")
def pictures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """Made product photos; eight where nothing is timed."""
    n = N_PICTURES if request.config.getoption("benchmark_enable") else 8
    return draw_photos(tmp_path_factory.mktemp("pictures"), n)


@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v2"])
def test_embedding_pictures_beside_the_bare_network(benchmark: BenchmarkFixture, pictures: Pictures, name: str) -> None:
    """Files to vectors, shards saved, against forward passes of decoded pictures, in the same batches on two threads.

    What is not the network's may be a fifth of the processor's time, and half of the clock's, which a busy machine may
    stop on one side alone.
    """
    size = 224 if benchmark.enabled else 32
    backbone = Backbone(name=name, size=size, threads=THREADS, shard=64)
    network = backbone.trunk()
    batches = [ready(backbone, files) for files in in_batches(pictures, backbone.batch_size)]
    bare, ours = Rounds(), Rounds()

    def bare_first() -> None:
        bare.time(partial(forward, network, batches, THREADS))

    def embedding() -> None:
        ours.time(partial(embed, backbone, network, pictures))

    benchmark.pedantic(embedding, setup=bare_first, rounds=5 if benchmark.enabled else 1)  # type: ignore[no-untyped-call]
    # the same work was done
    assert np.array_equal(embed(backbone, network, pictures), forward(network, batches, THREADS))
    share, cpu_share = ours.share_of(bare), ours.cpu_share_of(bare)
    per_s = {"bare_per_s": len(pictures.names) / min(bare.wall_s), "ours_per_s": len(pictures.names) / min(ours.wall_s)}
    benchmark.extra_info |= {"n": len(pictures.names), **per_s, "share_of_bare": share, "cpu_share_of_bare": cpu_share}
    record(benchmark, "the bare network", ours.wall_s, bare.wall_s)
    assert not benchmark.enabled or (cpu_share >= LEAST_CPU_SHARE and share >= LEAST_SHARE)


def test_reading_a_picture_beside_pillow(benchmark: BenchmarkFixture, pictures: Pictures) -> None:
    """Opened safely, fitted, turned and padded in less than twice Pillow's draft, decode and resize, on one thread."""
    files = [pictures.folder / name for name in pictures.names if name is not None]
    width, height = 96, 128

    def bare() -> None:
        for file in files:
            with Image.open(file) as opened:
                opened.draft("RGB", (width, height))
                np.asarray(opened.resize((width, height), Image.Resampling.BILINEAR))

    benchmark(read_pictures, files, width, height)
    ratio = beside(benchmark, "Pillow", lambda: read_pictures(files, width, height), bare)
    assert not benchmark.enabled or ratio < MOST_OF_PILLOW


@pytest.fixture(scope="module")
def vectors(request: pytest.FixtureRequest) -> ItemVectors:
    """As long as resnet18's; one item in a hundred has none."""
    n = N_ITEMS if request.config.getoption("benchmark_enable") else 300
    random = np.random.default_rng(1)
    has = random.random(n) < 0.99
    return ItemVectors(random.standard_normal((n, LENGTH), np.float32) * has[:, None], has, "bench")


def test_the_pca_beside_bare_eigenvectors(benchmark: BenchmarkFixture, vectors: ItemVectors) -> None:
    """Masks, mean in double precision and unit length in at most twice the covariance, eigh and one matrix product.

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
    record(benchmark, "eigh and a product", ours_s, bare_s)
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
