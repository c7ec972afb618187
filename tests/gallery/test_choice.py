"""Which customers are shown."""

import numpy as np
import polars as pl

from fashrec.gallery.choice import choose

N = 2000


def _flag(*rows: int) -> pl.Series:
    return pl.Series(np.isin(np.arange(N), rows))


def test_what_is_rare_is_there() -> None:
    """Three of two thousand would hardly be among a hundred by chance: all of them are."""
    found = {"rare": _flag(3, 500, 1999), "common": _flag(*range(1000))}
    choice = choose(found, N, 100, seed=0)
    assert choice.counts["rare"] == (3, 3)
    assert set(choice.rows.tolist()) >= {3, 500, 1999}
    assert choice.quota == 33


def test_every_flag_gets_its_quota_as_far_as_there_are_so_many() -> None:
    """Whatever overlaps."""
    found = {"a": _flag(*range(60)), "b": _flag(*range(40, 90)), "c": _flag(7), "none": _flag()}
    choice = choose(found, N, 150, seed=4)
    assert len(np.unique(choice.rows)) == 150
    assert [choice.counts[name][1] >= min(choice.quota, choice.counts[name][0]) for name in found] == [True] * 4


def test_a_seed_chooses_the_same_and_another_others() -> None:
    """In the same order, which is not that of the data."""
    first, again, other = (choose({"a": _flag(1)}, N, 50, seed).rows.tolist() for seed in (0, 0, 1))
    assert first == again != other
    assert first != sorted(first)


def test_few_customers_are_all_shown() -> None:
    """And no quota is said."""
    choice = choose({"a": _flag(1)}, N, N, seed=0)
    assert sorted(choice.rows.tolist()) == list(range(N))
    assert choice.quota == 0
    assert choose({}, 0, 5, seed=0).rows.tolist() == []


def test_no_more_are_chosen_than_wanted() -> None:
    """Where there are more flags than places the rarest are served first."""
    found = {"common": _flag(*range(900)), "rare": _flag(5), "rarer": _flag()}
    choice = choose(found, N, 1, seed=0)
    assert choice.rows.tolist() == [5]
    assert choice.quota == 1
