"""Looks at the test window: each is counted, and a sweep gets none without a word of its own."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fashrec.errors import ConfigError
from fashrec.ledger import LEDGER, look, refuse_in_sweep
from fashrec.naming import config_hash
from fashrec.types import Cut
from tests.running import TINY, command, composed, read_run, run_in

TEST = Cut(date(2020, 9, 16), 7, "test")
BEFORE = Cut(date(2020, 9, 9), 7, "validation")
SHORT = ("experiment=baseline", *TINY, "recommend=[popular]", "evaluate.latency=0", "evaluate.replicates=0")


def lines(root: Path) -> list[dict[str, Any]]:
    """What the ledger below a store says."""
    return [json.loads(line) for line in (root / LEDGER).read_text().splitlines()]


def test_looks_at_the_same_data_are_counted(tmp_path: Path) -> None:
    """Whatever looks, the same configuration twice too; other data have a count of their own."""
    assert [look(tmp_path, config, "shop", [TEST]) for config in ("one", "other", "one")] == [1, 2, 3]
    assert look(tmp_path, "one", "another shop", [TEST]) == 1
    assert look(tmp_path, "one", "shop", [TEST]) == 4


def test_a_look_says_when_with_what_at_which_data_and_cuts(tmp_path: Path) -> None:
    """One line a look, with its test cuts alone."""
    look(tmp_path, "settings", "shop", [BEFORE, replace(TEST, start=date(2020, 9, 15)), TEST])
    (line,) = lines(tmp_path)
    assert line.pop("when").endswith("+00:00")
    assert line == {"config": "settings", "data": "shop", "cuts": ["2020-09-15", "2020-09-16"]}


def test_validation_is_no_look(tmp_path: Path) -> None:
    """Nothing is written, not even the file."""
    assert look(tmp_path / "store", "settings", "shop", [BEFORE]) == 0
    assert not (tmp_path / "store").exists()


def test_looks_at_the_same_moment_are_all_counted(tmp_path: Path) -> None:
    """Jobs side by side take turns, and each has a number of its own."""
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: look(tmp_path, "settings", "shop", [TEST]), range(40)))
    assert sorted(counts) == list(range(1, 41))


@pytest.mark.slow
def test_run_json_says_the_how_manieth_look_it_was(tmp_path: Path) -> None:
    """Two looks at one shop, a validation run between them."""
    windows = ("test", "validation", "all")
    data = [run_in(tmp_path / window, *SHORT, f"split.window={window}") for window in windows]
    assert [one["looks_at_test"] for one in data] == [1, 0, 2]
    assert [line["config"] for line in lines(tmp_path / "store")] == [data[0]["config_hash"], data[2]["config_hash"]]
    assert {line["data"] for line in lines(tmp_path / "store")} == {data[0]["data"]["hash"]}


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ((), False),
        (("split.window=test",), True),
        (("split.window=all",), True),
        (("protocol=kaggle_hm", "split.window=test"), True),
        (("split.window=test", "test_in_sweep=true"), False),
        (("split.window=validation", "test_in_sweep=true"), False),
    ],
)
def test_the_test_window_takes_a_second_word_in_a_sweep(words: tuple[str, ...], *, refused: bool) -> None:
    """`split.window` alone opens it for one configuration, not for many."""
    config = composed(*words)
    if not refused:
        refuse_in_sweep(config)
        return
    with pytest.raises(ConfigError) as caught:
        refuse_in_sweep(config)
    assert "test_in_sweep=true" in caught.value.do


def test_the_second_word_is_no_other_configuration() -> None:
    """It decides whether, not what: runs with and without it are the same experiment."""
    assert config_hash(composed("test_in_sweep=true")) == config_hash(composed())


@pytest.mark.slow
@pytest.mark.parametrize("told", [False, True])
def test_a_sweep_does_not_open_the_test_window_unless_told_to(told: bool, tmp_path: Path) -> None:
    """Jobs that would open it end before anything is read, those on validation go on, and nothing is a look."""
    words = (*SHORT, "split.window=test,validation", f"test_in_sweep={str(told).lower()}")
    done = command(tmp_path, "-m", *words)
    assert done.returncode == (0 if told else 2), done.stderr
    runs = [read_run(file.parent) for file in tmp_path.glob("runs/baseline/*/run.json")]
    assert sorted(one["status"] for one in runs) == (["done", "done"] if told else ["done", "failed"])
    assert (tmp_path / ".store" / LEDGER).exists() == told
    assert ("would open the test window in every job of a sweep" in done.stderr) != told
    assert "Traceback" not in done.stderr
