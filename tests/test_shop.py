"""The hand-worked shop keeps its word: what its Future claims follows from its Past."""

import numpy as np
import pytest

from fashrec.types import Seen
from tests import shop


@pytest.mark.parametrize("seen", ["allow", "remove"])
def test_the_future_follows_from_the_past(seen: Seen) -> None:
    """Cold, repeat, reachable, history and candidates are those of docs/evaluation.md 1 and 2."""
    past, future = shop.past(seen), shop.future(seen)
    owned = [
        set(items) for items in (past.owned(future.customers).of(row).tolist() for row in range(len(future.customers)))
    ]
    pairs = list(zip(future.relevant.owners(), future.relevant.items, strict=True))
    removed = [row if seen == "remove" else set() for row in owned]
    allowed = [set(np.flatnonzero(past.catalogue).tolist()) - row for row in removed]
    assert future.cold.tolist() == [not past.warm[item] for _, item in pairs]
    assert future.repeat.tolist() == [item in owned[row] for row, item in pairs]
    assert future.reachable.tolist() == [bool(past.catalogue[item]) for _, item in pairs]
    assert future.n_history.tolist() == [len(row) for row in owned]
    assert future.n_candidates.tolist() == [len(row) for row in allowed]
    assert future.n_candidates_cold.tolist() == [sum(not past.warm[item] for item in row) for row in allowed]


def test_nothing_in_the_past_is_of_the_cut_or_later() -> None:
    """Every purchase lies before T, sorted by customer, day and item; what is warm was bought."""
    past = shop.past()
    bought = past.purchases
    assert bought.day.max() < past.cut.day
    rows = list(zip(bought.customer, bought.day, bought.item, strict=True))
    assert rows == sorted(rows)
    assert np.array_equal(np.unique(bought.item), np.flatnonzero(past.warm))
