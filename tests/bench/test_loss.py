"""Where hits are lost: what could be hit by hand, figures from made tables, and the whole command."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fashrec.bench.centred import Centred
from fashrec.bench.loss import _shared, possible
from fashrec.bench.loss_table import Losses, flat, markdown
from tests import shop
from tests.running import TINY, command, run_in

FACTS = {
    "name": "made",
    "command": "python -m fashrec.bench loss experiment=made",
    "started": "2026-01-31T12:00:00+00:00",
    "machine": {"processor": "abacus"},
    "cuts": ["2020-08-12", "2020-08-19"],
    "ks": [2],
    "steps": {"as_run": {"index": "annoy", "dim": 3}, "exact": {"index": "exact", "dim": 3}},
}


def test_what_could_be_hit_in_the_shop() -> None:
    """Eight relevant items: 9 lies outside the catalogue; without vectors of 7 and 8 bea has nothing to be shown."""
    assert possible(shop.future(), shop.vectors().has) == {
        "relevant": 8,
        "reachable": 7,
        "with_vector": 7,
        "customers": 5,
        "customers_reachable": 4,
        "customers_with_vector": 4,
    }
    fewer = possible(shop.future(), shop.vectors().has & ~shop.mask(7, 8))
    assert (fewer["reachable"], fewer["with_vector"], fewer["customers_with_vector"]) == (7, 5, 3)


def test_places_are_shared_wherever_they_stand() -> None:
    """Two of three items in another order; padding is no item."""
    before = np.array([[3, 1, 9], [4, -1, -1]], np.int32)
    assert _shared(np.array([[1, 2, 3], [5, -1, -1]], np.int32), before).to_list() == [2, 0]
    assert _shared(before, None).to_list() == [None, None]


def test_centred_vectors_have_the_mean_of_what_was_bought_at_zero() -> None:
    """Of the shop's six warm items with a picture; who has none, or is not on sale, gets none."""
    values, has = Centred(None).reduce(shop.past(), shop.vectors())  # type: ignore[arg-type] # reads no source
    warm = shop.past().warm & shop.vectors().has
    assert values[warm].mean(axis=0) == pytest.approx(0, abs=1e-7)
    assert has.tolist() == shop.vectors().has.tolist()
    moved = shop.vectors().values[has] - values[has]
    assert moved == pytest.approx(np.broadcast_to(shop.vectors().values[warm].mean(axis=0), moved.shape), abs=1e-7)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Two steps of four lists, two at each cut, their rows in no order."""
    rows = [
        ("2020-08-19", "as_run", "a", True, 1, 1, None),
        ("2020-08-12", "as_run", "a", False, 0, 0, None),
        ("2020-08-12", "as_run", "b", False, 1, 0, None),
        ("2020-08-19", "as_run", "b", False, 0, 0, None),
        ("2020-08-12", "exact", "b", False, 0, 0, 1),
        ("2020-08-12", "exact", "a", False, 1, 1, 2),
        ("2020-08-19", "exact", "a", True, 1, 1, 2),
        ("2020-08-19", "exact", "b", False, 1, 0, 2),
    ]
    columns = ["cut", "step", "customer", "fallback", "hit@2", "new@2", "shared@2"]
    hits = pl.DataFrame(rows, schema=columns, orient="row").with_columns(pl.lit("content").alias("recommender"))
    hits.write_parquet(tmp_path / "hits.parquet")
    counted = {"relevant": [10, 10], "reachable": [8, 9], "with_vector": [7, 7], "customers": [2, 2]}
    counted |= {"customers_reachable": [2, 2], "customers_with_vector": [2, 1]}
    pl.DataFrame({"cut": FACTS["cuts"], **counted}).write_parquet(tmp_path / "possible.parquet")
    (tmp_path / "run.json").write_text(json.dumps(FACTS))
    return tmp_path


def test_steps_are_compared_list_by_list(made: Path) -> None:
    """Exact wins two lists, loses one, and shares seven of eight places."""
    steps = Losses.read(made).steps
    assert steps.rows() == [
        ("content", 2, "as_run", 0.5, 0.25, None, None, None),
        ("content", 2, "exact", 0.75, 0.5, 2, 1, 7 / 8),
    ]


def test_the_bounds_stand_below_the_steps(made: Path) -> None:
    """Three of four customers have something with a vector to be shown, all four something."""
    losses = Losses.read(made)
    assert flat(losses).tail(2)["hit_rate"].to_list() == [0.75, 1.0]
    text = markdown(losses)
    assert "| content | exact search | exact | 3 | 0.7500 | 0.5000 | 2 | 1 | 0.8750 |" in text
    assert "Of 20 relevant items 3 (15.0%) lie outside the catalogue, and 3 (15.0%) inside it have no vector" in text
    assert "25.0% of them are the fallback's" in text


@pytest.mark.slow
def test_the_command_starts_from_the_scores_of_a_run(tmp_path: Path) -> None:
    """Its first line is what a run of the same settings scored; exact search has nothing but its own step."""
    words = ("experiment=pixels128", *TINY, "embed.dim=8")
    data = run_in(tmp_path / "run", *words, store=tmp_path / ".store")
    done = command(tmp_path, "loss", *words, module="fashrec.bench")
    assert done.returncode == 0, done.stderr
    table = pl.read_csv(tmp_path / "reports" / "loss" / "pixels128" / "table.csv")
    assert table.filter(k=5)["step"].to_list() == ["as_run", "exact", "exact_centred", "exact_raw"]
    for k in (5, 12):
        scored = data["scores"]["validation"]["content"]["all"][f"hit_rate@{k}"]["value"]
        as_run = table.filter(step="as_run", k=k)
        assert as_run["hit_rate"].item() == pytest.approx(scored)
        new = data["audit"]["validation"]["content"][str(k)]["kinds"]["new_product"]["hit_rate"]
        assert as_run["new_rate"].item() == pytest.approx(new)
    ceiling = data["ceilings"]["validation"]["all"]["hit_rate@5"]["value"]
    assert table.filter(step="customers_reachable")["hit_rate"].item() == pytest.approx(ceiling)
    plain = ("index=exact", *TINY, "embed=pixels", "recommend=[content]", "name=plain")
    again = command(tmp_path, "loss", *plain, module="fashrec.bench")
    assert again.returncode == 0, again.stderr
    alone = pl.read_csv(tmp_path / "reports" / "loss" / "plain" / "table.csv")
    assert alone.filter(k=5)["step"].to_list() == ["as_run"]
