"""Every look at the test window is written down: settings chosen after many looks are settings fitted to it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from fashrec.types import Cut

LEDGER = "ledger.jsonl"


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
