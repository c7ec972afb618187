"""A shared order less each customer's own items, against plain lists."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fashrec.recommend.left import n_taken, nth_left, places
from fashrec.recommend.order import Order
from tests import shop

UNTIMED = settings(deadline=None)  # a busy machine is no failure

N_ITEMS = 12
OWN = st.lists(st.sets(st.integers(0, N_ITEMS - 1)).map(lambda own: tuple(sorted(own))), max_size=5)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Some of twelve items with scores of 1 to 3, by score and row."""
    items = sorted(draw(st.sets(st.integers(0, N_ITEMS - 1))))
    scored = [(-draw(st.integers(1, 3)), item) for item in items]
    best = sorted(scored)
    return Order(np.array([item for _, item in best], np.int32), np.array([-score for score, _ in best], np.float32))


def test_ranks_jump_over_what_is_taken() -> None:
    """The picture in the module's docstring: b and a crossed out of d b e a c."""
    assert nth_left(np.array([[0, 1, 2]]), shop.lists((1, 3))).tolist() == [[0, 2, 4]]
    assert n_taken(np.array([[1, 2, 4]]), shop.lists((1, 3))).tolist() == [[0, 1, 2]]


def test_places_are_where_own_items_stand() -> None:
    """Ascending, whatever the order of the items; an item that is not there has no place."""
    found = places(np.array([7, 2, 5], np.int32), shop.lists((2, 7), (), (4, 5, 9)))
    assert [found.of(row).tolist() for row in range(3)] == [[0, 1], [], [2]]


@UNTIMED
@given(order=orders(), own=OWN, k=st.integers(1, 15))
def test_the_top_is_the_order_without_own_items(order: Order, own: list[tuple[int, ...]], k: int) -> None:
    """A list comprehension gives the same lists and scores."""
    items, scores = order.without(shop.lists(*own)).top(k)
    for row, mine in enumerate(own):
        left = [at for at, item in enumerate(order.items) if item not in mine][:k]
        assert items[row].tolist() == [*order.items[left], *[-1] * (k - len(left))]
        assert scores[row].tolist() == [*order.scores[left], *[-np.inf] * (k - len(left))]


@UNTIMED
@given(order=orders(), own=OWN, data=st.data())
def test_each_list_may_end_at_its_own_length(order: Order, own: list[tuple[int, ...]], data: st.DataObject) -> None:
    """Block and size are those of the scores that are left, for lengths from -1 on."""
    lengths = [data.draw(st.integers(-1, N_ITEMS + 2)) for _ in own]
    ties = order.without(shop.lists(*own)).ties(np.array(lengths, np.int64))
    for row, (mine, k) in enumerate(zip(own, lengths, strict=True)):
        left = [(score, item) for score, item in zip(order.scores, order.items, strict=True) if item not in mine]
        if k < 1 or len(left) <= k or left[k - 1][0] != left[k][0]:
            assert (ties.block[row], ties.size[row]) == (-1, 0)
            continue
        members = order.items[order.scores == left[k][0]].tolist()
        assert ties.members.of(int(ties.block[row])).tolist() == members
        assert ties.size[row] == len([item for item in members if item not in mine])
