"""The nine segments of the hand-worked shop."""

import pytest

from fashrec.evaluate.segments import SEGMENTS, segments
from tests import shop
from tests.shop import ANN, BEA, CAS, DAN, EVE

PARTS = {part.name: part for part in segments(shop.future())}


def test_segments_come_in_the_order_of_the_definitions() -> None:
    """`cold_only`, the one with lists of its own, is the last."""
    assert tuple(PARTS) == SEGMENTS


@pytest.mark.parametrize(
    ("name", "customers", "n_relevant", "n_reachable"),
    [
        ("all", [ANN, BEA, CAS, DAN, EVE], [3, 1, 1, 2, 1], [3, 1, 1, 2, 0]),
        ("warm", [ANN, CAS, DAN], [2, 1, 2], [2, 1, 2]),
        ("cold", [ANN, BEA, EVE], [1, 1, 1], [1, 1, 0]),
        ("repeat", [ANN, CAS], [1, 1], [1, 1]),
        ("novel", [ANN, BEA, DAN, EVE], [2, 1, 2, 1], [2, 1, 2, 0]),
        ("no_history", [DAN], [2], [2]),
        ("light", [BEA, CAS, EVE], [1, 1, 1], [1, 1, 0]),
        ("heavy", [ANN], [3], [3]),
        ("cold_only", [ANN, BEA, EVE], [1, 1, 1], [1, 1, 0]),
    ],
)
def test_segments_of_the_shop(name: str, customers: list[int], n_relevant: list[int], n_reachable: list[int]) -> None:
    """Ann bought 0 (repeat), 1 and 7 (cold); bea 8 (cold); cas 3 (repeat); dan 2 4; eve 9 (cold, out of reach)."""
    part = PARTS[name]
    assert part.rows.tolist() == customers
    assert part.n_relevant.tolist() == n_relevant
    assert part.n_reachable.tolist() == n_reachable


def test_n_is_the_whole_catalogue_but_for_lists_of_cold_items() -> None:
    """`cold` looks at the lists drawn from all eight items, `cold_only` at those drawn from the two cold ones."""
    for name, part in PARTS.items():
        assert set(part.n_candidates.tolist()) == ({2} if name == "cold_only" else {8})


def test_owned_items_leave_n_where_they_are_never_shown_again() -> None:
    """With seen=remove ann, who owns four of the eight, may be shown four; dan, who owns none, all."""
    part = segments(shop.future("remove"))[0]
    assert part.n_candidates.tolist() == [4, 6, 8, 7]
