"""Made vectors lie as their source does, however many, and noise does not."""

import numpy as np
import pytest

from fashrec.bench.crowding import Crowding, local_dimensions, nearest_distances
from fashrec.bench.made_vectors import VectorMaker
from fashrec.types import Floats
from tests.index.clusters import unit

N, D = 2000, 48
# how far a measure of made vectors may lie from the source's, as a share of it; spectra in total variation
TOLERANCE, SPECTRUM_TOLERANCE = 0.2, 0.1


def catalogue(n: int) -> Floats:
    """Forty clusters of sizes 1, 1/2, ..., each spread in six directions of its own; a tenth are colour variants."""
    random = np.random.default_rng(7)
    sizes = 1 / np.arange(1, 41)
    cluster = random.choice(40, n, p=sizes / sizes.sum())
    centres = unit(random.normal(size=(40, D)) * np.linspace(2, 0.2, D))
    directions = random.normal(size=(40, 6, D)) / np.sqrt(D)
    values = centres[cluster] + 0.5 * np.einsum("nr,nrd->nd", random.normal(size=(n, 6)), directions[cluster])
    copies = random.random(n) < 0.1
    copies[0] = False
    first = np.maximum.accumulate(np.where(copies, 0, np.arange(n)))
    return unit(values[first] + 1e-3 * copies[:, None] * random.normal(size=(n, D)))


@pytest.fixture(scope="module")
def source() -> Floats:
    """float32 [N, D]."""
    return catalogue(N)


@pytest.fixture(scope="module")
def maker(source: Floats) -> VectorMaker:
    """Fitted on the source."""
    return VectorMaker.fit(source)


def differences(one: Crowding, other: Crowding) -> dict[str, float]:
    """By measure: how far the first lies from the second, as a share of it; of spectra the total variation."""
    return {
        "spectrum": float(np.abs(one.spectrum - other.spectrum).sum() / 2),
        "nearest": float(np.abs(one.nearest / other.nearest - 1).max()),
        "contrast": abs(one.contrast / other.contrast - 1),
        "dimension": abs(one.dimension / other.dimension - 1),
    }


def test_as_many_made_vectors_lie_as_the_source_does(source: Floats, maker: VectorMaker) -> None:
    """Spectrum, quartiles of the nearest distance, relative contrast, local dimension, near-duplicates."""
    made, right = Crowding.of(maker.vectors(N)), Crowding.of(source)
    off = differences(made, right)
    assert off.pop("spectrum") < SPECTRUM_TOLERANCE
    assert max(off.values()) < TOLERANCE, off
    assert made.duplicates == pytest.approx(right.duplicates, rel=0.3)
    assert right.duplicates > 0.1


@pytest.mark.parametrize("noise", ["plain", "of the source's covariance"])
def test_gaussian_noise_does_not_lie_as_the_source_does(source: Floats, noise: str) -> None:
    """Plain noise fails in everything; noise of the same covariance has the spectrum and fails in the rest."""
    random, right = np.random.default_rng(0), Crowding.of(source)
    plain = noise == "plain"
    covariance = np.eye(D) if plain else np.cov(source, rowvar=False)
    mean = np.zeros(D) if plain else source.mean(axis=0)
    made = Crowding.of(unit(random.multivariate_normal(mean, covariance, N)))
    off = differences(made, right)
    assert plain == (off.pop("spectrum") > SPECTRUM_TOLERANCE)
    assert min(off.values()) > TOLERANCE, off
    assert made.duplicates == 0


def test_more_vectors_lie_closer_in_the_same_directions(source: Floats, maker: VectorMaker) -> None:
    """Ten times as many: the spectrum stays, the nearest is closer, by what the local dimension says or more."""
    many, right = Crowding.of(maker.vectors(10 * N), 300), Crowding.of(source)
    assert differences(many, right)["spectrum"] < SPECTRUM_TOLERANCE
    assert many.nearest[1] < right.nearest[1] * 10 ** (-1 / (2 * right.dimension))


def test_the_first_vectors_do_not_depend_on_how_many(maker: VectorMaker) -> None:
    """5,000 are the first of 9,000, to the bit, of unit length and float32."""
    few, many = maker.vectors(5000), maker.vectors(9000)
    assert np.array_equal(few, many[:5000])
    assert many.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(many, axis=1), 1, atol=1e-6)


def test_a_seed_makes_the_same_vectors_and_another_makes_others(source: Floats) -> None:
    """Fitting and drawing twice gives the same bits."""
    some = source[:400]
    one, two, other = (VectorMaker.fit(some, seed).vectors(200) for seed in (0, 0, 1))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_profiles_are_means_of_one_to_twenty_vectors(source: Floats, maker: VectorMaker) -> None:
    """Of unit length; a twentieth are items themselves, and the rest lie nearer to the middle than items do."""
    profiles = maker.profiles(source, 2000)
    cosines = profiles @ source.T
    assert (cosines.max(axis=1) > 1 - 1e-6).mean() == pytest.approx(1 / 20, rel=0.3)
    middle = unit(source.mean(axis=0, keepdims=True))[0]
    assert np.median(profiles @ middle) > 2 * np.median(source @ middle)
    np.testing.assert_allclose(np.linalg.norm(profiles, axis=1), 1, atol=1e-6)
    assert np.array_equal(profiles, maker.profiles(source, 2000))


def test_the_nearest_distances_are_those_of_a_sort() -> None:
    """Against all differences in float64, a copy at distance 0 among them."""
    values = unit(np.random.default_rng(0).normal(size=(60, 5)))
    values[17] = values[3]
    distances, nearest = nearest_distances(values, np.array([3, 40]), 4)
    every = np.linalg.norm(values[[3, 40], None].astype(np.float64) - values[None], axis=2)
    every[[0, 1], [3, 40]] = np.inf
    assert nearest.tolist() == np.argsort(every, axis=1, kind="stable")[:, :4].tolist()
    np.testing.assert_allclose(distances, np.sort(every, axis=1)[:, :4], atol=1e-6)
    assert nearest[0, 0] == 17


def test_the_local_dimension_of_a_flat_sheet_is_two() -> None:
    """Points of a square, in ten dimensions."""
    random = np.random.default_rng(0)
    values = (random.random((4000, 2)) @ random.normal(size=(2, 10))).astype(np.float32)
    distances, _ = nearest_distances(values, np.arange(0, 4000, 8), 20)
    assert np.median(local_dimensions(distances)) == pytest.approx(2, abs=0.2)
