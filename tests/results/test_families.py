"""Differences worked out by hand, and runs that cannot be compared."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from fashrec.compare.words import notes
from fashrec.errors import ConfigError, DataError
from fashrec.results.families import families
from fashrec.results.question import Question
from fashrec.results.runs import Run, read_runs
from tests.compare.folders import make

POPULAR = [0, 0, 0, 0, 0, 0, 0, 1]
CONTENT = [1, 1, 0, 0, 1, 0, 0, 0]


def runs_in(*folders: Path) -> list[Run]:
    """The runs of these folders, in their order."""
    return [read_runs([folder])[0][0] for folder in folders]


def asked(**settings: Any) -> Question:
    """A question for 400 replicates."""
    return Question(**{"replicates": 400, **settings})


def test_a_difference_is_worked_by_hand(tmp_path: Path) -> None:
    """c00 hits with content in both cuts, c01 in the first, c03 with popular in the second.

    Sums of differences 2, 1, 0, -1 over 8 pairs: 0.25. By cut 2/4 and (1 - 1)/4. Means 1, 0.5, 0, -0.5: mean 0.25,
    deviation sqrt(1.25/3). Of the 16 sign flips 2·2 + 2·4 = 12 reach a sum of 2 or -2 (2 + 1 - 1, 2 - 1 + 1 or beyond).
    """
    run = make(tmp_path / "x" / "1", {"popular": POPULAR, "content": CONTENT})
    (family,) = families(runs_in(run), asked(replicates=20_000))
    (one,) = family.differences
    assert (family.n_customers, family.n_pairs) == (4, 8)
    assert (one.rival, one.base, one.value, one.base_value) == ("content", "popular", 0.375, 0.125)
    assert (one.difference, dict(one.by_cut)) == (0.25, {"2020-08-12": 0.5, "2020-08-19": 0.0})
    assert (one.n_better, one.n_differ, one.is_rough) == (1, 3, True)
    assert one.d_z == pytest.approx(0.25 / np.sqrt(1.25 / 3))
    assert one.detectable == pytest.approx(2.8015852 * np.sqrt(1.25 / 3) / 2)
    assert one.p == pytest.approx(12 / 16, abs=0.015)
    assert one.p_holm == one.p
    assert one.low < 0.25 < one.high


def test_the_family_is_all_recommenders_against_the_base(tmp_path: Path) -> None:
    """Three against popular, in each segment: Holm's p of the least is three times its p."""
    worse, better = [0.0] * 40, [1.0] * 40
    hits = {"chance": worse, "popular": worse, "content": better, "labels": [1.0, 0.0] * 20}
    run = make(tmp_path / "x" / "1", hits, n_customers=20)
    found = families(runs_in(run), asked(segment=("all", "cold")))
    assert [(one.segment, [d.rival for d in one.differences]) for one in found] == [
        ("all", ["chance", "content", "labels"]),
        ("cold", ["chance", "content", "labels"]),
    ]
    by_name = {one.rival: one for one in found[0].differences}
    assert by_name["content"].p == 1 / 401
    assert by_name["content"].p_holm == pytest.approx(3 / 401)
    assert by_name["chance"].p_holm == 1.0
    (alone,) = families(runs_in(run), asked(among=("content",)))
    assert alone.differences[0].p_holm == 1 / 401


def test_namesakes_of_two_runs_meet(tmp_path: Path) -> None:
    """content against content, told apart by the setting that differs; popular is the same in both and left out."""
    first = make(tmp_path / "x" / "1", {"popular": POPULAR, "content": POPULAR})
    second = make(tmp_path / "x" / "2", {"popular": POPULAR, "content": CONTENT}, settings={"embed.dim": 16})
    (family,) = families(runs_in(first, second), asked())
    assert [(one.rival, one.base) for one in family.differences] == [
        ("content [embed.dim=16]", "content [embed.dim=8]")
    ]
    assert family.alike == ("popular",)
    assert family.differences[0].difference == 0.25


@pytest.mark.parametrize("base", ["2", "y"])
def test_a_run_is_a_base_by_its_folder_or_its_experiment(tmp_path: Path, base: str) -> None:
    """The order on the command line does not matter then; labels are the experiments' names where these differ."""
    first = make(tmp_path / "x" / "1", {"content": CONTENT})
    second = make(tmp_path / "y" / "2", {"content": POPULAR})
    (family,) = families(runs_in(first, second), asked(base=base))
    assert [(one.rival, one.base) for one in family.differences] == [("content [x]", "content [y]")]


def test_a_recommender_is_the_base_of_all_runs(tmp_path: Path) -> None:
    """Two contents against one popular; the second popular, which is the same, is not compared."""
    first = make(tmp_path / "x" / "1", {"popular": POPULAR, "content": CONTENT})
    second = make(tmp_path / "y" / "2", {"popular": POPULAR, "content": CONTENT[::-1]})
    (family,) = families(runs_in(first, second), asked(base="popular"))
    assert [one.rival for one in family.differences] == ["content [x]", "content [y]"]
    assert {one.base for one in family.differences} == {"popular"}
    assert family.alike == ("popular",)


def test_nobody_and_nothing_new_are_said(tmp_path: Path) -> None:
    """A segment without customers, and two runs of the same: no difference is made up."""
    first = make(tmp_path / "x" / "1", {"popular": POPULAR, "content": CONTENT})
    rows = pl.read_parquet(first / "per_customer.parquet")
    rows.filter(segment="all").write_parquet(first / "per_customer.parquet")
    (nobody,) = families(runs_in(first), asked(segment=("cold",)))
    assert (nobody.differences, notes(nobody)) == ((), ["Nobody is in this segment."])
    second = make(tmp_path / "x" / "2", {"popular": POPULAR, "content": CONTENT})
    (same,) = families(runs_in(first, second), asked())
    assert (same.differences, same.alike) == ((), ("popular", "content"))
    assert notes(same)[-1] == "Nothing is left to compare."


def test_runs_of_other_customers_are_refused_with_the_counts(tmp_path: Path) -> None:
    """Three customers a cut and four: 2 of 8 pairs are missing, none is new; the setting that differs is named."""
    first = make(tmp_path / "x" / "1", {"content": CONTENT}, 4, {"split.seen": "allow"})
    second = make(tmp_path / "x" / "2", {"content": CONTENT[:6]}, 3, {"split.seen": "remove"})
    with pytest.raises(DataError, match=r"2 of 8 scored \(cut, customer\) .* 0 of its 6 .* 2 of 2 cuts") as caught:
        families(runs_in(first, second), asked())
    assert caught.value.why.endswith("split.seen differ")


def test_runs_of_other_purchases_are_refused(tmp_path: Path) -> None:
    """The same customers bought another item: hits on one are no hits on the other."""
    first = make(tmp_path / "x" / "1", {"content": CONTENT})
    second = make(tmp_path / "x" / "2", {"content": CONTENT}, item="008")
    with pytest.raises(DataError, match="8 of 8 relevant"):
        families(runs_in(first, second), asked())


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"base": "nobody"}, "nobody is called nobody"),
        ({"segment": ("hot",)}, "there is no segment hot"),
        ({"metric": ("luck",)}, "there is no metric luck"),
        ({"among": ("als",)}, "no run has a recommender als"),
        ({"among": ("popular",)}, "nobody is left to be compared with popular"),
        ({"window": "test"}, "not all runs opened the window test"),
    ],
)
def test_what_is_not_there_is_named(tmp_path: Path, settings: dict[str, Any], said: str) -> None:
    """With what there is."""
    run = make(tmp_path / "x" / "1", {"popular": POPULAR, "content": CONTENT})
    with pytest.raises(ConfigError, match=said):
        families(runs_in(run), asked(**settings))


def test_one_recommender_of_one_run_is_the_base_of_all(tmp_path: Path) -> None:
    """RUN/RECOMMENDER: also other names of other runs meet it, and what the run does not have is named."""
    first = make(tmp_path / "x" / "1", {"popular": POPULAR, "content": CONTENT})
    second = make(tmp_path / "y" / "2", {"content": POPULAR})
    (family,) = families(runs_in(first, second), asked(base="y/content"))
    assert [one.rival for one in family.differences] == ["popular", "content [x]"]
    assert {one.base for one in family.differences} == {"content [y]"}
    with pytest.raises(ConfigError, match="run y has no recommender popular"):
        families(runs_in(first, second), asked(base="y/popular"))


def test_runs_that_neither_experiment_nor_settings_tell_apart_have_both_for_a_name(tmp_path: Path) -> None:
    """Two of x and one of y, two of them with 16 components."""
    first = make(tmp_path / "x" / "1", {"content": CONTENT})
    second = make(tmp_path / "x" / "2", {"content": POPULAR}, settings={"embed.dim": 16})
    third = make(tmp_path / "y" / "3", {"content": CONTENT[::-1]}, settings={"embed.dim": 16})
    (family,) = families(runs_in(first, second, third), asked())
    assert [one.rival for one in family.differences] == ["content [x embed.dim=16]", "content [y embed.dim=16]"]
