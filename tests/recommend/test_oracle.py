"""Oracle ranks by what the shop's truth says."""

import numpy as np
import pytest

from fashrec.errors import ConfigError
from fashrec.recommend import oracle
from fashrec.recommend.oracle import Oracle
from tests import crowd, shop
from tests.shop import ANN, BEA, EVE, EVERYBODY


def test_the_likeliest_items_come_first_and_equal_ones_by_row() -> None:
    """Eve would buy nothing but the belt, which is off the catalogue: her list is the catalogue in order."""
    past = shop.past()
    shown = Oracle().fit(past, shop.tools(past)).rank(EVERYBODY, 4, past.catalogue)
    assert shown.items[[ANN, BEA, EVE]].tolist() == [[0, 7, 1, 2], [8, 0, 1, 2], [0, 1, 2, 3]]
    assert shown.scores[ANN].tolist() == [0.5, 0.375, 0.25, 0.125]


def test_a_tie_holds_what_the_customer_may_be_shown() -> None:
    """Ann's fourth place is one of 2 3 8; with seen=remove 0 2 3 4 are hers, and her third place is 8 alone."""
    for seen, k, members in (("allow", 4, [2, 3, 8]), ("remove", 3, None)):
        past = shop.past("allow" if seen == "allow" else "remove")
        ties = Oracle().fit(past, shop.tools(past)).rank(EVERYBODY, 4, past.catalogue, (k,)).ties[k]
        found = ties.members.of(int(ties.block[ANN])).tolist() if ties.block[ANN] >= 0 else None
        assert found == members


def test_blocks_of_customers_give_what_one_block_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven customers at a time or all at once: the same lists and ties."""
    past = crowd.past(0)
    customers = np.arange(past.n_customers, dtype=np.int32)
    ranker = Oracle().fit(past, crowd.tools(past, 0))
    whole = ranker.rank(customers, 5, past.catalogue, (5,))
    monkeypatch.setattr(oracle, "BLOCK", 7 * past.n_items)
    parts = ranker.rank(customers, 5, past.catalogue, (5,))
    assert np.array_equal(whole.items, parts.items)
    assert np.array_equal(whole.ties[5].block, parts.ties[5].block)
    assert np.array_equal(whole.ties[5].members.items, parts.ties[5].members.items)


def test_without_a_truth_there_is_no_oracle() -> None:
    """Only a simulated shop has one; the error says to leave oracle out."""
    past = shop.past()
    with pytest.raises(ConfigError, match="leave oracle out"):
        Oracle().fit(past, shop.ShopTools(past, shop.vectors(), None))
