"""A study's configurations as a table: one row each, the best first."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import optuna
import polars as pl
from optuna.trial import FrozenTrial

from fashrec.sweep.space import Value, written
from fashrec.sweep.study import WHY, front, state_of

SCHEMA = {
    "run": pl.String,
    "state": pl.String,
    "why": pl.String,
    "score": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "margin": pl.String,
    "cuts": pl.Int64,
    "search_ratio": pl.Float64,
    "search_p25": pl.Float64,
    "search_p75": pl.Float64,
    "search_control": pl.Float64,
    "index_recall": pl.Float64,
    "on_front": pl.Boolean,
}


def names_of(trials: Sequence[FrozenTrial]) -> list[str]:
    """What varies, in the order in which it was asked for."""
    return list(dict.fromkeys(name for trial in trials for name in trial.params))


def configurations(folder: Path, study: optuna.Study) -> pl.DataFrame:
    """A row a configuration: done ones by score, then pruned ones, then the others; repeats are none.

    Returns:
        `run` (its folder's name; null where there is none), `state` (study.State), `why` (it failed, or was pruned),
        a column a setting (text), `score` (the headline; of a pruned run on its cuts), `low`, `high` and `margin` of
        its interval, `cuts` (of the score), `search_ratio` (a search's time over an exact one's, median and
        quartiles), `search_control` (exact's over its own, 1 without noise), `index_recall`, and `on_front` (null with
        one objective).
    """
    every = study.get_trials(deepcopy=False)
    states = {trial.number: state_of(folder, trial) for trial in every}
    trials = [trial for trial in every if states[trial.number] != "repeated"]
    finished = [trial for trial in trials if states[trial.number] == "done"]
    best = {trial.number for trial in front(finished)} if len(study.directions) > 1 else None
    order = ("done", "pruned", "running", "killed", "failed")
    trials.sort(key=lambda trial: (order.index(states[trial.number]), -_score(trial), *(trial.values or ())[1:]))
    names = names_of(trials)
    schema = {"run": pl.String, "state": pl.String, **dict.fromkeys(names, pl.String), **SCHEMA}
    rows = [_row(trial, states[trial.number], names, best) for trial in trials]
    return pl.DataFrame(rows, schema)


def _score(trial: FrozenTrial) -> float:
    return trial.values[0] if trial.values else -1.0


def _row(trial: FrozenTrial, state: str, names: Sequence[str], best: set[int] | None) -> dict[str, Any]:
    about = trial.user_attrs
    search, pruned = about.get("search") or {}, about.get("pruned") or {}
    return {
        "run": about.get("run"),
        "state": state,
        "why": _why(about, pruned),
        **{name: _text(trial.params.get(name)) for name in names},
        "score": trial.values[0] if trial.values else None,
        **{name: about.get(name) for name in ("low", "high", "margin")},
        "cuts": pruned.get("cuts", about.get("cuts")),
        "search_ratio": search.get("ratio"),
        "search_p25": search.get("ratio_p25"),
        "search_p75": search.get("ratio_p75"),
        "search_control": search.get("control"),
        "index_recall": search.get("recall"),
        "on_front": None if best is None else trial.number in best,
    }


def _why(about: Mapping[str, Any], pruned: Mapping[str, Any]) -> str | None:
    if pruned:
        after = f"after {pruned['cuts']} of {pruned['of']} cuts"
        return f"{after}, where {pruned['leader']} had {pruned['leader_value']:.4f}"
    found: str | None = about.get(WHY)
    return found


def _text(value: Value | None) -> str | None:
    return None if value is None else written(value)
