"""A study as a Markdown page: how far it is, the best so far and its luck, what settings matter, what was tried."""

import shlex
from collections.abc import Sequence
from pathlib import Path

import optuna
import polars as pl
from optuna.trial import FrozenTrial

from fashrec.markdown import grid
from fashrec.sweep.importance import LEAST, importance, reliability
from fashrec.sweep.luck import luck
from fashrec.sweep.progress import progress
from fashrec.sweep.rows import names_of
from fashrec.sweep.sessions import sessions
from fashrec.sweep.space import written
from fashrec.sweep.study import done, front
from fashrec.sweep.winner import on_test, to_confirm


def page(folder: Path, study: optuna.Study, rows: pl.DataFrame, command: str, more: Sequence[str] = ()) -> str:
    """What there is to say of one study.

    Args:
        folder: of the study and the runs, such as runs/pixels128.
        study: of it.
        rows: its configurations.
        command: that makes this page.
        more: further parts, at its end.
    """
    asked = study.user_attrs.get("request", {})
    head = [f"<!-- made by `{command}`: do not edit -->", f"# Sweep {folder.name}: {study.study_name}"]
    parts = [" ".join([*progress(folder, study).lines(), f"Asked last: `{asked.get('command', 'not known')}`"])]
    parts.append(_sessions(folder, study))
    best = done(study)
    if best:
        recommender = str(asked.get("recommender", "?"))
        parts += [_found(folder, study, best, recommender), _importances(study, best)]
    parts.append(_grid(rows, names_of(study.get_trials(deepcopy=False))))
    return "\n\n".join([*head, *filter(None, parts), *more]) + "\n"


def _sessions(folder: Path, study: optuna.Study) -> str:
    """Who worked on it, where that is more than one command that went through."""
    every = [one for one in sessions(folder, study) if one.did or one.how != "ended"]
    broken = [one for one in every if one.how in ("killed", "interrupted")]
    if len(every) < 2 and not broken:  # noqa: PLR2004 (one command that went through)
        return ""
    states = dict.fromkeys(state for one in every for state in one.did)
    states.pop("repeated", None)
    cells = [
        [one.started, one.how, one.ended or "-", *(str(one.did.get(state, 0)) for state in states)] for one in every
    ]
    table = grid(["session began", "how it ended", "when", *states], cells, n_left=3)
    said = f"{len(every)} sessions worked on it."
    if broken:
        gone_on = any(one.started > broken[0].started for one in every)
        said = f"It was {broken[0].how} at {broken[0].ended}{' and gone on with' if gone_on else ''}."
    return f"{said}\n\n{table}"


def _found(folder: Path, study: optuna.Study, best: Sequence[FrozenTrial], recommender: str) -> str:
    if len(study.directions) > 1:
        return _front(folder, best, recommender)
    first = best[0]
    said = (
        f"Best: {first.user_attrs['metric']} of {recommender} on the validation window {_score(first)}, with "
        f"`{_words(first)}` (`{folder / first.user_attrs['run']}`)."
    )
    lucky = _luck(folder, best, len(best) + _n_pruned(study), recommender)
    return f"{said} {lucky} {_tested(folder, first, recommender)}"


def _n_pruned(study: optuna.Study) -> int:
    return len(study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.PRUNED,)))


def _luck(folder: Path, best: Sequence[FrozenTrial], looked: int, recommender: str) -> str:
    """What the winner owes to having been chosen."""
    of_them = f"the best of {looked} configurations on the window that chose it"
    if looked > len(best):
        of_them += f" ({looked - len(best)} of them pruned)"
    found = luck(folder, best, recommender)
    if found is None:
        return f"It is {of_them}: some of that is luck."
    return (
        f"It is {of_them}. Expected luck of the best of {found.n}: {found.luck:+.4f}, so that {found.expected:.4f} is "
        "to be expected of customers who did not choose it (chosen on resampled customers, scored on those left out)."
    )


def _tested(folder: Path, trial: FrozenTrial, recommender: str) -> str:
    """The winner's score on the test window beside that on validation, or how to get it."""
    found = on_test(folder, trial, recommender)
    if found is None:
        return f"Confirm it once: `{shlex.join(to_confirm(trial))}`"
    value = found.values[0]
    return (
        f"On the test window it has {value:.4f}{found.facts['margin']}, {value - trial.values[0]:+.4f} beside "
        f"validation: luck, and other weeks (`{folder / found.facts['run']}`)."
    )


def _front(folder: Path, best: Sequence[FrozenTrial], recommender: str) -> str:
    """The configurations that none is as good as in both objectives, and how noisy the second is."""
    chosen = front(best)
    lines = [[f"`{_words(one)}`", *_both(one), one.user_attrs["run"]] for one in chosen]
    metric = chosen[0].user_attrs["metric"]
    head = ["Pareto front", f"{metric} of {recommender}", "search time / exact's", "index_recall", "run"]
    controls = [one.user_attrs["search"]["control"] for one in best]
    said = (
        f"{len(chosen)} of {len(best)} configurations are on the front: none is as good in both and better in one. "
        "Searches for one customer at a time are timed in turns with exact ones in the same run, since milliseconds of "
        "different runs cannot be compared: the median ratio, its quartiles in brackets. Exact's time over its own lay "
        f"between {min(controls):.3f} and {max(controls):.3f}; no smaller difference means anything. The front is "
        "chosen on the validation window: its scores are partly luck, as its ratios are."
    )
    highest = f"Of the highest score, `{_words(chosen[-1])}`: {_tested(folder, chosen[-1], recommender)}"
    return "\n\n".join([said, grid(head, lines), highest])


def _both(trial: FrozenTrial) -> list[str]:
    search = trial.user_attrs["search"]
    ratio = f"{search['ratio']:.3g} ({search['ratio_p25']:.3g} … {search['ratio_p75']:.3g})"
    return [_score(trial), ratio, f"{search['recall']:.4f}"]


def _score(trial: FrozenTrial) -> str:
    return f"{trial.values[0]:.4f}{trial.user_attrs['margin']}"


def _words(trial: FrozenTrial) -> str:
    return shlex.join(f"{name}={written(value)}" for name, value in trial.params.items())


def _importances(study: optuna.Study, best: Sequence[FrozenTrial]) -> str:
    found = importance(study)
    if not found:
        return f"What each setting matters shows from {LEAST} configurations with different scores on."
    head, rows = ["setting", "importance"], [[name, f"{share:.2f}"] for name, share in found.items()]
    if len(study.directions) > 1:
        head[1:] = ["for the score", "for the time"]
        latency = importance(study, 1)
        for row in rows:
            row.append(f"{latency.get(row[0], 0):.2f}")
    else:
        head.append("best")
        for row in rows:
            row.append(written(best[0].params[row[0]]))
    return f"{grid(head, rows)}\n\n{reliability(len(best), len(found))}"


def _grid(rows: pl.DataFrame, names: Sequence[str]) -> str:
    with_search = rows["on_front"].any()
    head = ["run, or what became of it", *names, "score", "margin", *(["time / exact's"] if with_search else [])]
    lines = []
    for row in rows.iter_rows(named=True):
        fine = row["state"] == "done"
        about = row["run"] if fine else ": ".join(filter(None, (row["state"], row["why"])))
        score = "-" if row["score"] is None else f"{row['score']:.4f}"
        ratio = "-" if row["search_ratio"] is None else f"{row['search_ratio']:.3g}"
        cells = [about, *(row[name] or "-" for name in names), score, row["margin"] or ""]
        lines.append([*cells, ratio] if with_search else cells)
    return grid(head, lines)
