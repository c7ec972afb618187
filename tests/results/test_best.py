"""Which is the best, and whether that is more than luck."""

from datetime import date

import numpy as np
import polars as pl

from fashrec.results.best import best_of
from fashrec.results.question import Question

QUESTION = Question(replicates=400)


def frame(**scores: list[float]) -> pl.DataFrame:
    """A customer a row, one cut."""
    n = len(next(iter(scores.values())))
    customers = [f"c{row:03d}" for row in range(n)]
    return pl.DataFrame({"cut": [date(2020, 8, 12)] * n, "customer": customers, **scores})


def test_the_best_must_be_better_than_each_other() -> None:
    """Above a by far and above b by one customer: it holds against one of them alone."""
    made = frame(a=[0.0] * 50, b=[1.0] * 30 + [0.0] * 20, c=[1.0] * 31 + [0.0] * 19)
    alone = best_of([made], [(0, "a"), (0, "c")], QUESTION)
    both = best_of([made], [(0, "a"), (0, "b"), (0, "c")], QUESTION)
    assert alone is not None
    assert both is not None
    assert alone.place == both.place == (0, "c")
    assert alone.holds
    assert (both.p_holm, both.holds) == (1.0, False)


def test_the_best_is_found_among_runs() -> None:
    """The second run's a is the best of both runs."""
    found = best_of([frame(a=[0.0] * 50), frame(a=[1.0] * 50)], [(0, "a"), (1, "a")], QUESTION)
    assert found is not None
    assert (found.place, found.holds) == ((1, "a"), True)


def test_one_alone_and_nobody_have_no_best() -> None:
    """There is nothing to be better than, and nobody to be better for."""
    assert best_of([frame(a=[1.0] * 50)], [(0, "a")], QUESTION) is None
    assert best_of([frame(a=[], b=[])], [(0, "a"), (0, "b")], QUESTION) is None


def test_luck_is_called_best_in_hardly_more_than_five_percent_of_worlds() -> None:
    """Two as good as each other and three worse, 200 worlds of 100 customers: 2.5 of 100 draws lie above 16."""
    rng = np.random.default_rng(0)
    n_best = 0
    for _ in range(200):
        hits = (rng.random((100, 5)) < [0.3, 0.3, 0.1, 0.1, 0.1]).astype(float)
        names = "abcde"
        made = frame(**{name: hits[:, at].tolist() for at, name in enumerate(names)})
        found = best_of([made], [(0, name) for name in names], QUESTION)
        n_best += found is not None and found.holds
    assert n_best <= 16
