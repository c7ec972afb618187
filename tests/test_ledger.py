"""Looks at the test window: each is counted, and a sweep gets none without a word of its own."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fashrec.bench.__main__ import main as bench
from fashrec.errors import ConfigError, StoreError
from fashrec.ledger import LEDGER, Looked, look, refuse_search
from fashrec.naming import config_hash
from fashrec.threads import THREADS
from fashrec.types import Cut, Window
from tests.running import TINY, command, composed, read_run, run_in

SHORT = ("experiment=baseline", *TINY, "recommend=[popular]", "evaluate.latency=0", "evaluate.replicates=0")


def cut(day: int, window: Window, horizon_days: int = 7) -> Cut:
    """A cut in September 2020."""
    return Cut(date(2020, 9, day), horizon_days, window)


TEST, BEFORE = cut(16, "test"), cut(9, "validation")


def looked(root: Path, *cuts: Cut, data: str = "shop", config: str = "settings") -> int:
    """The number of the look that opening these cuts is."""
    return look(root, config, data, cuts).number


def lines(root: Path) -> list[dict[str, Any]]:
    """What the ledger below a store says."""
    return [json.loads(line) for line in (root / LEDGER).read_text().splitlines()]


def test_looks_at_the_same_data_are_counted(tmp_path: Path) -> None:
    """Whatever looks, the same configuration twice too; other data have a count of their own."""
    assert [looked(tmp_path, TEST, config=config) for config in ("one", "other", "one")] == [1, 2, 3]
    assert looked(tmp_path, TEST, data="another shop") == 1
    assert looked(tmp_path, TEST) == 4


def test_an_opening_says_when_with_what_at_which_data_and_cuts(tmp_path: Path) -> None:
    """One line an opening, test and validation apart."""
    looked(tmp_path, BEFORE, cut(15, "test"), TEST)
    (line,) = lines(tmp_path)
    assert line.pop("when").endswith("+00:00")
    days = {"cuts": ["2020-09-15", "2020-09-16"], "validation": ["2020-09-09"], "horizon_days": 7}
    assert line == {"config": "settings", "data": "shop", **days}


def test_validation_is_no_look(tmp_path: Path) -> None:
    """It is noted, and counts for nobody who opens other days."""
    assert looked(tmp_path, BEFORE) == 0
    assert [line["cuts"] for line in lines(tmp_path)] == [[]]
    assert looked(tmp_path, TEST) == 1
    assert looked(tmp_path, BEFORE) == 0


def test_test_days_under_another_label_are_a_look(tmp_path: Path) -> None:
    """What was opened as test once stays test, for these data alone."""
    relabelled = cut(16, "validation")
    assert looked(tmp_path, TEST) == 1
    assert look(tmp_path, "settings", "shop", [BEFORE, relabelled]) == Looked(2, (relabelled,))
    assert looked(tmp_path, relabelled, data="another shop") == 0
    assert looked(tmp_path, TEST) == 3


@pytest.mark.parametrize(
    ("other", "number"),
    [
        (cut(10, "validation"), 2),
        (cut(22, "validation"), 2),
        (cut(9, "validation", 8), 2),
        (cut(9, "validation"), 0),
        (cut(23, "validation"), 0),
    ],
)
def test_a_shifted_week_is_as_much_a_look_as_its_days(other: Cut, number: int, tmp_path: Path) -> None:
    """16 to 22 September is test: a week or a longer horizon that reaches into it opens it, one beside it does not."""
    looked(tmp_path, TEST)
    assert looked(tmp_path, other) == number


def test_days_that_were_scored_as_validation_first_are_counted(tmp_path: Path) -> None:
    """Settings may have been chosen by them: the first opening as test is the fourth look. Other weeks do not count."""
    for day in (16, 16, 16, 9, 2):
        assert looked(tmp_path, cut(day, "validation")) == 0
    assert looked(tmp_path, TEST) == 4


def test_entries_from_before_validation_was_noted_are_read(tmp_path: Path) -> None:
    """Of a week each; the look goes on counting from them."""
    old = {"when": "2020-10-01T00:00:00+00:00", "config": "one", "data": "shop", "cuts": ["2020-09-16"]}
    (tmp_path / LEDGER).write_text(json.dumps(old) + "\n")
    assert looked(tmp_path, cut(22, "validation")) == 2
    assert looked(tmp_path, cut(23, "validation")) == 0
    assert looked(tmp_path, TEST) == 3


def test_a_search_does_not_open_test_days_as_validation(tmp_path: Path) -> None:
    """It is told which, and leaves no entry; those that nobody opened as test it may."""
    looked(tmp_path, TEST)
    with pytest.raises(ConfigError, match="opened as test before: 2020-09-16") as caught:
        look(tmp_path, "settings", "shop", [BEFORE, cut(16, "validation")], searching=True)
    assert "test_in_sweep=true" in caught.value.do
    assert len(lines(tmp_path)) == 1
    assert look(tmp_path, "settings", "shop", [BEFORE], searching=True) == Looked(0, ())


@pytest.mark.parametrize("broken", ["{", "[]", '{"data": "shop", "cuts": ["yesterday"]}', '{"cuts": []}'])
def test_a_broken_ledger_is_named_by_its_line(broken: str, tmp_path: Path) -> None:
    """Rather than counted without it."""
    looked(tmp_path, TEST)
    with (tmp_path / LEDGER).open("a") as ledger:
        ledger.write(broken + "\n")
    with pytest.raises(StoreError, match="line 2 of the ledger") as caught:
        looked(tmp_path, TEST)
    assert str(tmp_path / LEDGER) in caught.value.where


def test_looks_at_the_same_moment_are_all_counted(tmp_path: Path) -> None:
    """Jobs side by side take turns, and each has a number of its own."""
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: looked(tmp_path, TEST), range(40)))
    assert sorted(counts) == list(range(1, 41))


@pytest.mark.slow
def test_run_json_says_the_how_manieth_look_it_was(tmp_path: Path) -> None:
    """Two looks at one shop, a validation run between them; then its test week by another label."""
    asked = (*(f"split.window={window}" for window in ("test", "validation", "all")), "split.test_cuts=0")
    data = [run_in(tmp_path / word, *SHORT, word) for word in asked]
    assert [one["looks_at_test"] for one in data] == [1, 0, 2, 3]
    week = data[0]["cuts"][0]["start"]
    assert [one["known_as_test"] for one in data] == [[], [], [], [week]]
    assert [line["config"] for line in lines(tmp_path / "store")] == [one["config_hash"] for one in data]
    assert {line["data"] for line in lines(tmp_path / "store")} == {data[0]["data"]["hash"]}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), ""),
        (("split.window=test",), "split.window=test would open"),
        (("split.window=all",), "split.window=all would open"),
        (("protocol=kaggle_hm", "split.window=test"), "split.window=test would open"),
        (("split.test_cuts=0",), "split.test_cuts=0 would leave a sweep no test window"),
        (("split.test_cuts=1",), ""),
        (("split.window=test", "test_in_sweep=true"), ""),
        (("split.test_cuts=0", "test_in_sweep=true"), ""),
        (("split.window=validation", "test_in_sweep=true"), ""),
    ],
)
def test_the_test_window_takes_a_second_word_in_a_sweep(words: tuple[str, ...], said: str) -> None:
    """`split.window` alone opens it for one configuration, not for many; nor may many go without one."""
    config = composed(*words)
    if not said:
        refuse_search(config, "a sweep")
        return
    with pytest.raises(ConfigError, match=said) as caught:
        refuse_search(config, "a sweep")
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
    assert any(line["cuts"] for line in lines(tmp_path / ".store")) == told
    assert ("would open the test window in every job of a sweep" in done.stderr) != told
    assert "Traceback" not in done.stderr


# 2020-09-17 to 19 on which to choose, 09-20 to 22 to test the choice
SHIFTED = ("split.cuts=2", "split.test_cuts=1", "split.horizon_days=3", "split.step_days=3")


@pytest.mark.slow
def test_a_search_does_not_choose_by_days_that_a_run_opened_as_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither a sweep's jobs nor the search for weights, by whatever dates; with the word they do, as a look."""
    monkeypatch.chdir(tmp_path)
    for name in THREADS:
        monkeypatch.setenv(name, "1")
    words = (*SHORT, "recommend=[fuse,popular]", *SHIFTED)
    said = "a cut has days that were opened as test before: 2020-09-17"
    assert [command(tmp_path, "-m", *words).returncode for _ in range(2)] == [0, 0]
    assert command(tmp_path, *SHORT, "split.window=test").returncode == 0
    done = command(tmp_path, "-m", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert bench(["weights", *words]) == 2
    assert said in capsys.readouterr().err
    assert bench(["weights", *words, "points=5", "test_in_sweep=true"]) == 0
    assert [bool(line["cuts"]) for line in lines(tmp_path / ".store")] == [False, False, True, False]
    (found,) = [one for one in map(read_run, (tmp_path / "runs/weights/baseline").iterdir()) if one["status"] == "done"]
    assert found["looks_at_test"] == 4
