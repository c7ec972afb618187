"""What a study found, in words: the best configuration and its luck, or the Pareto front of two objectives."""

import shlex
from collections.abc import Sequence
from pathlib import Path

import optuna
from optuna.trial import FrozenTrial, TrialState

from fashrec.markdown import grid
from fashrec.sweep.luck import luck
from fashrec.sweep.space import written
from fashrec.sweep.study import front
from fashrec.sweep.winner import on_test


def found(folder: Path, study: optuna.Study, best: Sequence[FrozenTrial], recommender: str, command: str) -> str:
    """The best configuration, or the front of two objectives.

    Args:
        folder: of the study and its runs.
        study: of them.
        best: its finished configurations, the highest headline first; at least one.
        recommender: whose headline it is.
        command: that makes the study's page; with the word confirm behind it, that confirms the winner.
    """
    first = best[0]
    lucky = f"{_luck(folder, best, len(best) + _n_pruned(study), recommender)} "
    lucky += _tested(folder, first, recommender) or f"Confirm it once: `{command} confirm`"
    if len(study.directions) > 1:
        return f"{_front(best, recommender)}\n\nThe highest score has `{_words(first)}`. {lucky}"
    said = (
        f"Best: {first.user_attrs['metric']} of {recommender} on the validation window {_score(first)}, with "
        f"`{_words(first)}` (`{folder / first.user_attrs['run']}`)."
    )
    return f"{said} {lucky}"


def _n_pruned(study: optuna.Study) -> int:
    return len(study.get_trials(deepcopy=False, states=(TrialState.PRUNED,)))


def _luck(folder: Path, best: Sequence[FrozenTrial], looked: int, recommender: str) -> str:
    """What the winner owes to having been chosen."""
    if looked == 1:
        return "It is the only one so far."
    of_them = f"the best of {looked} configurations on the window that chose it"
    if looked > len(best):
        of_them += f" ({looked - len(best)} of them pruned)"
    left = luck(folder, best, recommender)
    if left is None:
        return f"It is {of_them}: some of that is luck."
    return (
        f"It is {of_them}. Expected luck of the best of {left.n}: {left.luck:+.4f}, so that {left.expected:.4f} is "
        "to be expected of customers who did not choose it (chosen on resampled customers, scored on those left out)."
    )


def _tested(folder: Path, trial: FrozenTrial, recommender: str) -> str | None:
    """The winner's score on the test window beside that on validation; None before it was confirmed."""
    tested = on_test(folder, trial, recommender)
    if tested is None:
        return None
    value = tested.values[0]
    return (
        f"On the test window it has {value:.4f}{tested.facts['margin']}, {value - trial.values[0]:+.4f} beside "
        f"validation: luck, and other weeks (`{folder / tested.facts['run']}`)."
    )


def _front(best: Sequence[FrozenTrial], recommender: str) -> str:
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
        "chosen on the validation window: scores on it are partly luck, and so are its times."
    )
    return f"{said}\n\n{grid(head, lines)}"


def _both(trial: FrozenTrial) -> list[str]:
    search = trial.user_attrs["search"]
    ratio = f"{search['ratio']:.3g} ({search['ratio_p25']:.3g} … {search['ratio_p75']:.3g})"
    return [_score(trial), ratio, f"{search['recall']:.4f}"]


def _score(trial: FrozenTrial) -> str:
    return f"{trial.values[0]:.4f}{trial.user_attrs['margin']}"


def _words(trial: FrozenTrial) -> str:
    return shlex.join(f"{name}={written(value)}" for name, value in trial.params.items())
