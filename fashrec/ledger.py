"""Every look at the test window is written down: settings chosen after many looks are settings fitted to it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock
from omegaconf import DictConfig, OmegaConf

from fashrec.errors import ConfigError
from fashrec.types import Cut

LEDGER = "ledger.jsonl"


def refuse_in_sweep(config: DictConfig) -> None:
    """Keep the jobs of a sweep out of the test window.

    Whoever reads the best of many off the test window has chosen by it, and none is left to test the choice on.

    Args:
        config: as composed, of one job; `split.window` says what it would open.

    Raises:
        ConfigError: where that is the test window, and `test_in_sweep` does not say so again.
    """
    window = OmegaConf.select(config, "split.window")
    if window in ("test", "all") and OmegaConf.select(config, "test_in_sweep") is not True:
        raise ConfigError(
            f"split.window={window} would open the test window in every job of a sweep",
            where="split.window, test_in_sweep",
            why="the best of several configurations on the test window was chosen by it, and nothing is left to test "
            "the choice on",
            do="choose on the validation window and open test with a run of its own; or add test_in_sweep=true where "
            "nothing will be chosen: the ledger counts a look a job",
        )


def look(root: Path, config_hash: str, data_hash: str, cuts: Sequence[Cut]) -> int:
    """Append a look at the test window; how many there have been at these data, this one included.

    Args:
        root: the store's folder; the ledger outlives `gc`.
        config_hash: of the configuration that looks.
        data_hash: of the tables that are looked at.
        cuts: the test cuts that were opened; where there is none nothing is written and the answer is 0.
    """
    opened = [str(cut) for cut in cuts if cut.window == "test"]
    if not opened:
        return 0
    root.mkdir(parents=True, exist_ok=True)
    entry = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "config": config_hash,
        "data": data_hash,
        "cuts": opened,
    }
    with FileLock(root / f"{LEDGER}.lock"), (root / LEDGER).open("a+") as ledger:
        ledger.write(json.dumps(entry) + "\n")
        ledger.seek(0)
        return sum(json.loads(line)["data"] == data_hash for line in ledger)
