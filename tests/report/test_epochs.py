"""The report on epochs, made from run.json files written by hand."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fashrec.closing_epochs import SEGMENTS, cells
from fashrec.report.as_markdown import markdown
from fashrec.report.epochs import comparable, epochs, points, steps
from fashrec.report.epochs_plot import plot_epochs
from fashrec.results.runs import Run

METRICS = ("loss_train", "loss_valid", "accuracy", "fbeta2_macro_thr0.5", "map_macro")


def _segments(value: float | None) -> dict[str, Any]:
    cell: dict[str, Any] = {"value": value, "n": 100, "low": None, "high": None, "by_cut": {}}
    return {segment: {"hit_rate@5": cell} for segment in SEGMENTS}


def _epoch(epoch: int, quality: float, rate: float | None) -> dict[str, Any]:
    trivial = {"loss_train": None, "loss_valid": None, "accuracy": 0.9, "fbeta2_macro_thr0.5": 0.0, "map_macro": 0.1}
    network = dict.fromkeys(METRICS, quality)
    return {
        "epoch": epoch,
        "phase": "unfrozen",
        "classifier": {"network": network, "none": trivial, "majority": trivial, "prior": trivial},
        "scores": {"validation": {"content": _segments(rate)}},
    }


def _run(seed: int, *, stamp: str = "", cut: str = "2020-08-05", **data: object) -> Run:
    """Three epochs whose quality and hit rate rise together."""
    epochs = [_epoch(1, 0.5 + seed / 100, 0.2), _epoch(2, 0.6, 0.3), _epoch(3, 0.7, 0.4)]
    made: dict[str, Any] = {
        "name": "table1",
        "config_hash": f"hash{seed}",
        "ks": [5, 12],
        "cuts": [{"start": cut, "window": "validation"}],
        "data": {"hash": "shop"},
        "epochs": epochs,
        "classifier": {"n_training": 80, "cut": "2020-08-05"},
        "scores": {"validation": {"content": _segments(0.4), "popular": _segments(0.35), "chance": _segments(0.5)}},
        "floors": {"validation": _segments(0.05)},
        "ceilings": {"validation": _segments(1.0)},
    }
    return Run(Path(stamp or f"run{seed}"), made | data, {"seed": seed, "split.window": "validation"})


def test_the_table_has_epochs_then_what_needs_no_network_then_what_needs_no_picture() -> None:
    """Chance is the closed form of the floors, not the simulation of the recommender."""
    head, *rows = cells(_run(0).data)
    assert head == ["epoch", "train", "valid", "ACC", "F-beta", "mAP", "all", "novel", "cold", "cold_only"]
    assert [row[0] for row in rows] == ["1", "2", "3", "none", "majority", "prior", "popular", "chance"]
    assert rows[2] == ["3", *["0.7000"] * 5, *["0.4000"] * 4]
    assert rows[3] == ["none", "-", "-", "0.9000", "0.0000", "0.1000", *["-"] * 4]
    assert rows[-1] == ["chance", *["-"] * 5, *["0.0500"] * 4]


def test_a_segment_without_customers_has_a_dash() -> None:
    """Its value is null in run.json."""
    assert cells(_run(0, epochs=[_epoch(1, 0.5, None)]).data)[1][-4:] == ["-"] * 4


def test_the_same_request_counts_once_and_other_cuts_do_not() -> None:
    """The latest of two runs of one configuration; runs without epochs, or over other cuts, stay out."""
    first, again = _run(0, stamp="run0"), _run(0, stamp="run5")
    chosen = comparable([first, _run(1, cut="2019-08-05"), _run(2, epochs=None), again, _run(3)])
    assert [run.stamp for run in chosen] == ["run5", "run3"]


def test_points_have_a_row_a_network() -> None:
    """Three epochs of two seeds, the seed beside them."""
    frame = points([_run(0), _run(1)])
    assert frame.columns == ["run", "seed", "epoch", *METRICS, *SEGMENTS]
    assert frame["seed"].to_list() == ["0"] * 3 + ["1"] * 3
    assert frame["all"].to_list() == [0.2, 0.3, 0.4] * 2
    assert frame.schema["cold"] == pl.Float64


def test_a_step_never_leads_from_one_run_to_another() -> None:
    """Three epochs have two changes; a run's first epoch has none."""
    changes = steps(points([_run(0), _run(1)]), ["map_macro", "all"])
    assert changes["epoch"].to_list() == [1, 2, 3] * 2
    assert changes["all"].to_list() == pytest.approx([None, 0.1, 0.1, None, 0.1, 0.1], abs=1e-12)
    assert changes["map_macro"].to_list() == pytest.approx([None, 0.1, 0.1, None, 0.09, 0.1], abs=1e-12)


def test_the_page_says_how_many_points_and_what_accuracy_hides() -> None:
    """Six networks of two runs, a correlation of 1 within each; `none` has an ACC of 0.9."""
    text = markdown(epochs([_run(0), _run(1)]), "python -m fashrec.report")
    assert "n = 6 networks: 3 epochs of 2 runs" in text
    assert "n = 4 changes" in text
    # ranks 1 3.5 5.5 2 3.5 5.5 against 1.5 3.5 5.5 1.5 3.5 5.5: 16 / sqrt(16.5 · 16)
    assert "| map_macro | +0.98 (+1.00 ... +1.00) |" in text
    assert "(`none`) has an ACC of 0.900 already, the trained network 0.700" in text
    # popular has 0.35, chance in closed form 0.05; sqrt(0.3 · 0.7 / 100)
    beside = "above popular (0.3500) 2 of 6 times, above chance (0.0500) 6 of 6 times"
    assert f"- `all`: 0.2000 ... 0.4000, error 0.0458, {beside}" in text
    assert "## seed 0" in text


def test_a_page_of_one_run_has_no_brackets() -> None:
    """There is no lowest and highest of one."""
    assert "| map_macro | +1.00 | +1.00 |" in markdown(epochs([_run(0)]), "me")


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [(0,), (0, 1)])
def test_the_plot_is_the_same_file_for_the_same_figures(seeds: tuple[int, ...], tmp_path: Path) -> None:
    """No date, no random ids: it may be committed."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        plot_epochs([_run(seed) for seed in seeds], folder)
    for name in ("epochs.svg", "epochs.png"):
        one, two = ((folder / name).read_bytes() for folder in folders)
        assert len(one) > 5_000
        assert one == two
