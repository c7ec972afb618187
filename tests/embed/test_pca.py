"""Pca."""

from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from fashrec.embed.pca import Pca, project
from fashrec.embed.pixels import Pixels
from fashrec.errors import ConfigError
from fashrec.past import Past
from fashrec.types import ItemVectors
from tests import crowd
from tests.shop import mask

SOURCE = Pixels()


def vectors(n_items: int = 60, dim: int = 8, offset: float = 0.0, seed: int = 0) -> ItemVectors:
    """Vectors whose variance falls from number to number; every tenth item has none."""
    random = np.random.default_rng(seed)
    values = random.normal(offset, 0.5 ** np.arange(dim), (n_items, dim)).astype(np.float32)
    has = np.arange(n_items) % 10 != 0
    return ItemVectors(np.where(has[:, None], values, np.float32(0)), has, "pca")


def past(n_items: int = 60) -> Past:
    """A crowd's past in which the last tenth of the items is cold."""
    return crowd.past(0, n_items=n_items)


def test_it_is_the_textbook_projection() -> None:
    """Eigenvectors of the covariance of warm vectors in float64, and unit length: equal up to a component's sign."""
    known, given = past(), vectors(offset=3)
    fit_on = given.values[known.warm & given.has].astype(np.float64)
    centred = given.values.astype(np.float64) - fit_on.mean(0)
    axes = np.linalg.eigh(np.cov(fit_on.T))[1][:, ::-1][:, :3]
    wanted = centred @ axes
    wanted /= np.linalg.norm(wanted, axis=1, keepdims=True)
    values, has = Pca(SOURCE, dim=3).reduce(known, given)
    assert np.abs(values[has]) == pytest.approx(np.abs(wanted[has]), abs=1e-5)
    assert has.tolist() == given.has.tolist()
    assert not values[~has].any()


def test_a_large_mean_costs_no_precision() -> None:
    """Numbers around 1,000, as an untrained trunk's may be, give what the same numbers around 0 give."""
    known, around_zero = past(), vectors()
    lifted = replace(around_zero, values=np.where(around_zero.has[:, None], around_zero.values + 1000, 0))
    lowered = replace(lifted, values=np.where(lifted.has[:, None], lifted.values - 1000, 0))
    pca = Pca(SOURCE, dim=3)
    assert pca.reduce(known, lifted)[0] == pytest.approx(pca.reduce(known, lowered)[0], abs=1e-5)


def test_cold_items_do_not_move_it() -> None:
    """With another vector for one cold item, every other item keeps its bits; with one for a warm item, none does."""
    known, given = past(), vectors()
    pca = Pca(SOURCE, dim=4)
    before = pca.reduce(known, given)[0]
    for among, moves in ((~known.warm, False), (known.warm, True)):
        item = int(np.flatnonzero(among & given.has)[0])
        values = given.values.copy()
        values[item] += 5
        after = pca.reduce(known, replace(given, values=values))[0]
        others = np.delete(np.arange(len(values)), item)
        assert np.array_equal(before[others], after[others]) != moves


def test_items_not_launched_have_no_vector_and_move_nothing() -> None:
    """An item of the future is zero and false, and the rest is as if it were not there."""
    known, given = past(), vectors()
    item = int(np.flatnonzero(~known.warm & given.has)[0])
    launched = known.launched.copy()
    launched[item] = False
    before, after = (Pca(SOURCE, dim=4).reduce(p, given) for p in (known, replace(known, launched=launched)))
    others = np.delete(np.arange(60), item)
    assert not after[1][item]
    assert not after[0][item].any()
    assert np.array_equal(before[0][others], after[0][others])


def test_threads_change_no_bit() -> None:
    """It computes on one thread, whatever the process is allowed; and the same twice over."""
    known, given = past(400), vectors(400, 96)
    made = []
    for threads in (1, 4, 4):
        with threadpool_limits(threads):
            made.append(Pca(SOURCE, dim=32).reduce(known, given)[0].tobytes())
    assert len(set(made)) == 1


def test_signs_do_not_depend_on_the_numbers_last_bits() -> None:
    """Noise of one part in 10^5 leaves every component pointing the same way."""
    known, given = past(), vectors()
    noise = np.random.default_rng(1).normal(1, 1e-5, given.values.shape).astype(np.float32)
    pca = Pca(SOURCE, dim=4)
    assert pca.reduce(known, replace(given, values=given.values * noise))[0] == pytest.approx(
        pca.reduce(known, given)[0], abs=1e-3
    )


def test_whitening_gives_every_component_the_same_weight() -> None:
    """Without it the first component, of the largest variance, makes up most of a vector; with it a fair share."""
    known, given = past(400), vectors(400)
    first = {whiten: (Pca(SOURCE, 4, whiten).reduce(known, given)[0][:, 0] ** 2).mean() for whiten in (False, True)}
    assert first[False] > 0.5
    assert first[True] == pytest.approx(0.25 * 0.9, abs=0.08)  # a tenth of the rows is zero


def test_a_vector_at_the_mean_has_no_direction() -> None:
    """It is zero after centring: has is false rather than NaN."""
    known, given = past(), vectors(dim=2)
    known = replace(known, warm=mask(1, 2, 3, n=60))
    values = given.values.copy()
    values[1:5] = [[1, 0], [-1, 0], [0, 0], [0, 0]]
    reduced, has = Pca(SOURCE, dim=1).reduce(known, replace(given, values=values))
    assert not has[4]
    assert np.isfinite(reduced).all()


@pytest.mark.parametrize("dim", [9, 60])
def test_more_components_than_there_are_is_an_error_that_says_how_many(dim: int) -> None:
    """Vectors of length 8 have at most 8."""
    with pytest.raises(ConfigError, match=f"{dim} components") as raised:
        Pca(SOURCE, dim=dim).reduce(past(), vectors())
    assert "at most 8" in raised.value.do


def test_few_warm_items_are_named_too() -> None:
    """Two warm items allow two components."""
    known = replace(past(), warm=mask(1, 2, n=60))
    with pytest.raises(ConfigError, match="2 warm items") as raised:
        Pca(SOURCE, dim=3).reduce(known, vectors())
    assert "at most 2" in raised.value.do


def test_too_few_warm_items_are_told_without_vectors() -> None:
    """Whoever trains a network first is spared it; as many as components will do."""
    known = replace(past(), warm=mask(1, 2, n=60))
    with pytest.raises(ConfigError, match="3 components cannot be had from 2 warm items") as raised:
        Pca(SOURCE, dim=3).check(known)
    assert "at most 2" in raised.value.do
    Pca(SOURCE, dim=2).check(known)


def test_no_component_is_refused_when_it_is_made() -> None:
    """Before any work."""
    with pytest.raises(ConfigError, match="dim=0"):
        Pca(SOURCE, dim=0)


@pytest.mark.parametrize(("d", "k"), [(1, 1), (8, 3), (97, 33), pytest.param(1280, 128, marks=pytest.mark.slow)])
def test_a_row_is_projected_alike_alone_and_among_others(d: int, k: int) -> None:
    """To the bit, wherever it stands and on any number of threads; and it is the product, to float32's precision."""
    random = np.random.default_rng(d)
    values, axes = random.normal(0, 3, (507, d)), np.linalg.qr(random.normal(size=(d, k)))[0].T
    together = project(values, axes)
    with threadpool_limits(1):
        backwards = project(values[::-1], axes)[::-1]
    alone = np.concatenate([project(values[row : row + 1], axes) for row in range(0, 507, 23)])
    assert np.array_equal(together, backwards)
    assert np.array_equal(together[::23], alone)
    assert together == pytest.approx(values @ axes.T, abs=3e-5)


@pytest.mark.parametrize("whiten", [False, True])
def test_a_newcomer_gets_the_vector_of_the_item_it_equals(whiten: bool) -> None:
    """One more item, launched and cold, with another one's vector: the same bits, and nobody else's move."""
    known, given = past(), vectors()
    one_more = ItemVectors(np.concatenate([given.values, given.values[7:8]]), np.append(given.has, True), given.space)
    longer = replace(
        known,
        launched=np.append(known.launched, True),
        warm=np.append(known.warm, False),
        catalogue=np.append(known.catalogue, False),
    )
    pca = Pca(SOURCE, 4, whiten)
    before, after = pca.reduce(known, given)[0], pca.reduce(longer, one_more)[0]
    assert np.array_equal(after[:-1], before)
    assert np.array_equal(after[-1], before[7])
