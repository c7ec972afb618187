"""The sparse matrix of the tiny shop, and who may touch it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from fashrec import interactions
from fashrec.interactions import Interactions
from tests import crowd, shop
from tests.shop import ANN, BEA, CAS, DAN


def test_a_pair_weighs_its_rows() -> None:
    """Two pairs of jeans on one day count as much as a coat bought twice."""
    matrix = Interactions(shop.past()).matrix().toarray()
    assert matrix.dtype == np.float32
    assert matrix[ANN].tolist() == [1, 0, 1, 2, 1, 1, 0, 0, 0, 0]
    assert matrix[BEA].tolist() == [2, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert not matrix[DAN].any()


def test_a_purchase_halves_with_each_half_life() -> None:
    """With 5 days cas's coats of day 25 weigh 2 / 32, and the jeans of day 5 a half."""
    matrix = Interactions(shop.past()).matrix(5).toarray()
    assert matrix[CAS, [1, 3]].tolist() == [2 / 32, 1 / 2]
    assert matrix[BEA, 0] == np.float32(0.5**3 + 0.5**0.4)


def test_what_has_faded_is_no_entry() -> None:
    """With a half-life of half a day 25 days are 2 ** -50, less than anything counts for."""
    matrix = Interactions(shop.past()).matrix(0.5)
    assert 1 not in matrix.indices
    assert (matrix.data >= interactions.FAINTEST).all()


def test_it_agrees_with_a_count_in_a_loop() -> None:
    """On a crowd, for each pair."""
    past = crowd.past(3)
    counts = np.zeros((past.n_customers, past.n_items))
    np.add.at(counts, (past.purchases.customer, past.purchases.item), 1)
    assert np.array_equal(Interactions(past).matrix().toarray(), counts)


def test_nobody_may_write_to_what_all_share() -> None:
    """Neither values nor indices; and the past's own arrays stay as they are."""
    past = crowd.frozen(crowd.past(0))
    matrix = Interactions(past).matrix()
    for array in (matrix.data, matrix.indices, matrix.indptr):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_threads_get_one_matrix_that_was_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight ask at the same moment; each half-life has its own."""
    made = []
    summed, barrier = interactions._summed, threading.Barrier(8)

    def counted(*arguments: object) -> object:
        made.append(arguments[1])
        return summed(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(interactions, "_summed", counted)
    shared = Interactions(shop.past())

    def asking(_: int) -> int:
        barrier.wait()
        return id(shared.matrix(30)) + id(shared.matrix())

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(asking, range(8)))) == 1
    assert sorted(made, key=str) == [30, None]


def test_a_shop_without_purchases_has_an_empty_matrix() -> None:
    """Of its own shape."""
    past = shop.past()
    nothing = replace(past, purchases=past.purchases.where(np.zeros(len(past.purchases), bool)))
    assert Interactions(nothing).matrix(30).shape == (6, 10)
    assert Interactions(nothing).matrix(30).nnz == 0
