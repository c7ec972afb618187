"""Blocks of scores, and sums that are the same in any order."""

import numpy as np
import pytest

from fashrec.recommend import dense
from fashrec.recommend.dense import on_grid, ranked
from fashrec.types import Floats, Ints, Seen
from tests import crowd


def random_rows(n: int, d: int, seed: int) -> Floats:
    """float32 [n, d], whose rows differ in size by many powers of ten."""
    random = np.random.default_rng(seed)
    return (random.normal(size=(n, d)) * 10.0 ** random.integers(-12, 12, (n, 1))).astype(np.float32)


@pytest.mark.parametrize("d", [1, 3, 64, 65, 500])
def test_a_product_on_the_grid_is_the_same_in_any_order(d: int) -> None:
    """To the bit: terms forwards, backwards and shuffled, by a loop and by the BLAS; off the grid it is not."""
    left, right = on_grid(random_rows(20, d, 1), d), on_grid(random_rows(30, d, 2), d)
    whole = left @ right.T
    order = np.random.default_rng(3).permutation(d)
    assert np.array_equal(whole, left[:, order] @ right[:, order].T)
    assert np.array_equal(whole, (left[:, None, ::-1] * right[:, ::-1]).cumsum(axis=2)[:, :, -1])
    assert np.array_equal(whole[:7, :1], left[:7] @ right[:1].T)


@pytest.mark.parametrize("d", [3, 64, 500])
def test_the_grid_moves_a_number_by_little(d: int) -> None:
    """By less than 2 ** -21 of its row's greatest, up to 500 numbers a row."""
    rows = random_rows(50, d, 4)
    moved = np.abs(on_grid(rows, d) - rows).max(axis=1)
    assert (moved <= 2.0**-21 * np.abs(rows).max(axis=1)).all()
    assert moved.max() > 0


def test_a_row_of_zeros_stays_zero() -> None:
    """Beside another."""
    rows = np.array([[0, 0], [1, 0.5]], np.float32)
    assert on_grid(rows, 2).tolist() == rows.tolist()


@pytest.mark.parametrize("seen", ["allow", "remove"])
def test_blocks_change_nothing(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    """A customer at a time, over some of the items; ties too."""
    past = crowd.past(0, seen=seen)
    everybody = np.arange(past.n_customers, dtype=np.int32)
    table = np.random.default_rng(5).integers(0, 4, (past.n_customers, past.n_items)).astype(np.float32)
    among = past.catalogue & (np.arange(past.n_items) % 4 > 0)

    def scores(customers: Ints) -> Floats:
        block: Floats = table[np.ix_(customers, np.flatnonzero(among))]
        return block

    whole = ranked(past, everybody, 6, among, (3,), scores)
    monkeypatch.setattr(dense, "BLOCK", 1)
    single = ranked(past, everybody, 6, among, (3,), scores)
    assert np.array_equal(whole.items, single.items)
    assert among[whole.items].all()
    assert np.array_equal(whole.scores, np.take_along_axis(table, whole.items, 1))
    assert np.array_equal(whole.ties[3].size, single.ties[3].size)
    for row in np.flatnonzero(whole.ties[3].block >= 0):
        members = whole.ties[3].members.of(int(whole.ties[3].block[row]))
        assert (table[row, members] == whole.scores[row, 2]).all()
