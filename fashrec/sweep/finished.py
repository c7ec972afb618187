"""What run folders say about a configuration: looked up by its hash, whoever ran it."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fashrec.infer.margin import margin
from fashrec.record import RUN
from fashrec.store.manifest import versions


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of a run that is done or pruned.

    Attributes:
        config_hash: of its configuration.
        values: the objectives, in their order; none of a pruned run.
        facts: what a study keeps of it: `run`, the folder's name, and `metric`, such as `hit_rate@5`. Of a run that is
            done `margin` (of the headline's interval, in few letters), `low` and `high` (null where there are no
            intervals), `cuts`, and `search`, what a search cost (null where nobody searched). Of a pruned one `pruned`.
    """

    config_hash: str
    values: tuple[float, ...]
    facts: Mapping[str, Any]

    @property
    def pruned(self) -> Mapping[str, Any] | None:
        """Whom the run was behind, after how many cuts; None where it is done."""
        found: Mapping[str, Any] | None = self.facts.get("pruned")
        return found


@dataclass(frozen=True, slots=True)
class Finished:
    """The finished runs in a folder of run folders.

    Attributes:
        folder: such as runs/pixels128.
        recommender: whose score is the objective.
        window: of the score: `validation`, or `test` where a winner is confirmed.
        latency: whether what a search costs beside an exact one is the second objective.
    """

    folder: Path
    recommender: str
    window: str = "validation"
    latency: bool = False
    _read: dict[str, Outcome] = field(default_factory=dict)

    def look(self, config_hash: str) -> Outcome | None:
        """The outcome of a run with this configuration by this version of fashrec; None where none is done."""
        return next((one for one in self._of(config_hash) if one.pruned is None), None)

    def pruned(self, config_hash: str, by: Collection[str]) -> Outcome | None:
        """Likewise of one that was pruned because it was behind one of the runs `by`."""
        return next((one for one in self._of(config_hash) if one.pruned and one.pruned["leader"] in by), None)

    def _of(self, config_hash: str) -> Iterator[Outcome]:
        for file in sorted(self.folder.glob(f"*-{config_hash[:8]}/{RUN}")):
            name = file.parent.name
            if name not in self._read and (found := self._outcome(file)):
                self._read[name] = found
            if name in self._read and self._read[name].config_hash == config_hash:
                yield self._read[name]

    def _outcome(self, file: Path) -> Outcome | None:
        data, run = json.loads(file.read_text(encoding="utf-8")), {"run": file.parent.name}
        if "kind" in data or data.get("versions", {}).get("fashrec") != versions()["fashrec"]:
            return None
        if data.get("status") == "pruned" and data["pruned"]["recommender"] == self.recommender:
            facts = {"metric": data["pruned"]["metric"], "pruned": data["pruned"], **run}
            return Outcome(data["config_hash"], (), facts)
        score = data.get("scores", {}).get(self.window, {}).get(self.recommender)
        if data.get("status") != "done" or score is None:
            return None
        return self._done(data, score["all"][data["headline"]], run)

    def _done(self, data: Mapping[str, Any], cell: Mapping[str, Any], run: Mapping[str, str]) -> Outcome | None:
        search = data.get("search")
        if self.latency and search is None:
            return None
        values = (cell["value"],) if search is None or not self.latency else (cell["value"], search["ratio"])
        ends = {"margin": margin(cell), "low": cell.get("low"), "high": cell.get("high")}
        facts = {"metric": data["headline"], **ends, "cuts": len(data.get("cuts", ())), "search": search, **run}
        return Outcome(data["config_hash"], values, facts)
