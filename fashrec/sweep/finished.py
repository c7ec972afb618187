"""What finished runs say about a configuration: looked up by its hash, whoever ran it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fashrec.infer.margin import margin
from fashrec.record import RUN
from fashrec.store.manifest import versions


@dataclass(frozen=True, slots=True)
class Finished:
    """The finished runs in a folder of run folders.

    Attributes:
        folder: such as runs/pixels128.
        recommender: whose score is the objective.
        window: of the score: `validation`, or `test` where a winner is confirmed.
    """

    folder: Path
    recommender: str
    window: str = "validation"
    _read: dict[str, dict[str, Any]] = field(default_factory=dict)

    def look(self, config_hash: str) -> dict[str, Any] | None:
        """The outcome of a run with this configuration by this version of fashrec; None where none is finished.

        Returns:
            value: of the headline over all customers of the window.
            margin: of its interval, in few letters; empty where there are no intervals.
            metric: such as `hit_rate@5`.
            run: the run folder's name.
        """
        for file in sorted(self.folder.glob(f"*-{config_hash[:8]}/{RUN}")):
            name = file.parent.name
            if name not in self._read and (found := self._outcome(file)):
                self._read[name] = found
            found = self._read.get(name)
            if found and found["config_hash"] == config_hash:
                return {key: value for key, value in found.items() if key != "config_hash"}
        return None

    def _outcome(self, file: Path) -> dict[str, Any] | None:
        data = json.loads(file.read_text(encoding="utf-8"))
        same = data.get("versions", {}).get("fashrec") == versions()["fashrec"]
        if data.get("status") != "done" or "kind" in data or not same:
            return None
        score = data.get("scores", {}).get(self.window, {}).get(self.recommender)
        if score is None:
            return None
        headline = score["all"][data["headline"]]
        return {
            "config_hash": data["config_hash"],
            "value": headline["value"],
            "margin": margin(headline),
            "metric": data["headline"],
            "run": file.parent.name,
        }
