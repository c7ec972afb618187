"""How far a study is, how fast it goes and when it will end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import optuna
from optuna.trial import TrialState

from fashrec.sweep.study import State, state_of


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a study is.

    Attributes:
        wanted: configurations; None where nobody said.
        counts: of configurations by what became of them, repeats left out.
        seconds: the median that a configuration took which this study ran; None before there is one.
        slowest: the most.
        ends: when it will be through at the median, if as many are run at once as now; None where nothing runs.
    """

    wanted: int | None
    counts: dict[State, int]
    seconds: float | None
    slowest: float | None
    ends: datetime | None

    def lines(self) -> list[str]:
        """In a sentence or two."""
        counts = self.counts
        said = [f"{counts.get('done', 0)} of {self.wanted or '?'} configurations finished"]
        others: Sequence[State] = ("pruned", "running", "killed", "failed")
        said += [f"{counts[state]} {state}" for state in others if state in counts]
        lines = [", ".join(said)]
        if self.seconds is not None:
            lines.append(f"{self.seconds:.3g} s a configuration (median; the slowest {self.slowest:.3g} s)")
        if self.ends is not None:
            lines.append(f"Expected to end at {self.ends:%Y-%m-%d %H:%M:%S} UTC")
        return [f"{line}." for line in lines]


def progress(folder: Path, study: optuna.Study, now: datetime | None = None) -> Progress:
    """Of a study with its runs in `folder`."""
    now = now or datetime.now(UTC)
    trials = study.get_trials(deepcopy=False)
    counts: dict[State, int] = {}
    for trial in trials:
        state = state_of(folder, trial)
        if state != "repeated":
            counts[state] = counts.get(state, 0) + 1
    ran = [
        trial.duration.total_seconds()
        for trial in trials
        if trial.state in (TrialState.COMPLETE, TrialState.PRUNED)
        and trial.duration
        and "found" not in trial.user_attrs
    ]
    seconds = median(ran) if ran else None
    wanted = study.user_attrs.get("request", {}).get("trials")
    running = counts.get("running", 0)
    ends = None
    if running and wanted and seconds:
        left = wanted - counts.get("done", 0) - counts.get("pruned", 0)
        # those under way are half done, on the average
        ends = now + timedelta(seconds=max(0.5, left / running - 0.5) * seconds)
    return Progress(wanted, counts, seconds, max(ran, default=None), ends)
