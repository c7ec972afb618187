"""Every opening of a window is written down: settings chosen after many looks at test are settings fitted to it.

What is test is a matter of days, not of labels. A day that any run opened as test stays a test day of these data: a run
that opens it as validation, by fewer `split.test_cuts` or another `split.last_cut`, makes a look, too.

    |  validation  |     test      |    opened first, with test_cuts=2
    |         validation           |    opened later, with test_cuts=0: a look at both test weeks
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from filelock import FileLock
from omegaconf import DictConfig, OmegaConf

from fashrec.errors import ConfigError, StoreError
from fashrec.types import Cut, day_number

LEDGER = "ledger.jsonl"
WORD = "test_in_sweep"
# days that count after a cut, in entries from before they said so
HORIZON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Looked:
    """What an opening comes to.

    Attributes:
        number: the how-manieth look at these test days it is; 0: it opened none.
        known: those of its validation cuts with a day that was opened as test before.
    """

    number: int
    known: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """An earlier opening: the days that it opened as test, and all that it opened."""

    test: frozenset[int]
    every: frozenset[int]


def may_look(config: DictConfig) -> bool:
    """Whether a search was told that it may look at test days."""
    return OmegaConf.select(config, WORD) is True


def refuse_search(config: DictConfig, what: str) -> None:
    """Keep what tries many settings out of the test window, and keep a test window beside it.

    Whoever reads the best of many off the test window has chosen by it, and none is left to test the choice on.

    Args:
        config: as composed, of one job; `split` says what it would open.
        what: the search in words, such as `a sweep`.

    Raises:
        ConfigError: where that is the test window, or there is none, and `test_in_sweep` does not say so again.
    """
    if may_look(config):
        return
    window = OmegaConf.select(config, "split.window")
    if window in ("test", "all"):
        raise ConfigError(
            f"split.window={window} would open the test window in every job of {what}",
            where=f"split.window, {WORD}",
            why="the best of several configurations on the test window was chosen by it, and nothing is left to test "
            "the choice on",
            do=f"choose on the validation window and open test with a run of its own; or add {WORD}=true where "
            "nothing will be chosen: the ledger counts a look a job",
        )
    if OmegaConf.select(config, "split.test_cuts") == 0:
        raise ConfigError(
            f"split.test_cuts=0 would leave {what} no test window",
            where=f"split.test_cuts, {WORD}",
            why="what is chosen among several is better where it was chosen than elsewhere, and every cut would have "
            "been used to choose",
            do=f"keep a test cut, as in split.test_cuts=1; or add {WORD}=true where nothing will be chosen",
        )


def look(root: Path, config_hash: str, data_hash: str, cuts: Sequence[Cut], *, searching: bool = False) -> Looked:
    """Note an opening, and count the looks at its test days.

    These are the days of its test cuts, and those of its validation cuts that were opened as test before. Looks at them
    are all openings of these data, this one included, that opened anything as test, or any of these days.

    Args:
        root: the store's folder; the ledger outlives `gc`.
        config_hash: of the configuration that looks.
        data_hash: of the tables that are looked at.
        cuts: all that are opened.
        searching: refuse, and note nothing, where a validation cut has a test day.

    Raises:
        ConfigError: where it is refused.
        StoreError: where the ledger cannot be read.
    """
    root.mkdir(parents=True, exist_ok=True)
    file = root / LEDGER
    with FileLock(root / f"{LEDGER}.lock"):
        earlier = list(_entries(file, data_hash))
        known_days = frozenset[int]().union(*(one.test for one in earlier))
        known = tuple(cut for cut in cuts if cut.window != "test" and not known_days.isdisjoint(_days(cut)))
        if searching and known:
            raise _known_as_test(known)
        entry = {
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "config": config_hash,
            "data": data_hash,
            "cuts": [str(cut) for cut in cuts if cut.window == "test"],
            "validation": [str(cut) for cut in cuts if cut.window != "test"],
            "horizon_days": max((cut.horizon_days for cut in cuts), default=HORIZON_DAYS),
        }
        with file.open("a") as ledger:
            ledger.write(json.dumps(entry) + "\n")
    opened = frozenset(day for cut in cuts for day in _days(cut))
    asked = frozenset(day for cut in cuts if cut.window == "test" for day in _days(cut)) | (known_days & opened)
    if not asked:
        return Looked(0, known)
    return Looked(1 + sum(bool(one.test or one.every & asked) for one in earlier), known)


def _days(cut: Cut) -> range:
    return range(cut.day, cut.day + cut.horizon_days)


def _entries(file: Path, data_hash: str) -> Iterator[_Entry]:
    """The openings of these data; entries from before validation was noted have none of it."""
    for number, line in enumerate(file.read_text().splitlines() if file.exists() else (), 1):
        try:
            entry = json.loads(line)
            if entry["data"] != data_hash:
                continue
            horizon = entry.get("horizon_days", HORIZON_DAYS)
            test, validation = (_opened(entry.get(key, ()), horizon) for key in ("cuts", "validation"))
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(
                f"line {number} of the ledger is no entry",
                where=str(file),
                why=f"looks at the test window are counted from all of it: {error}",
                do="mend the line by hand, or remove it, which forgets a look",
            ) from error
        yield _Entry(test, test | validation)


def _opened(starts: Sequence[str], horizon_days: int) -> frozenset[int]:
    firsts = (day_number(date.fromisoformat(start)) for start in starts)
    return frozenset(day for first in firsts for day in range(first, first + horizon_days))


def _known_as_test(known: Sequence[Cut]) -> ConfigError:
    days = ", ".join(map(str, known))
    return ConfigError(
        f"{'cuts have' if len(known) > 1 else 'a cut has'} days that were opened as test before: {days}",
        where=f"split.test_cuts, split.last_cut, {WORD}",
        why="a search would choose by what was kept to test its choice on; a day that was opened as test once stays a "
        "test day of these data, whatever it is called",
        do=f"leave these cuts to the test window, by more split.test_cuts or an earlier split.last_cut; or add "
        f"{WORD}=true where nothing will be chosen: the ledger counts the look",
    )
