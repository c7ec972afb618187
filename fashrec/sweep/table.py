"""A study as a Markdown page: how far it is, the best so far, what the settings matter, every configuration."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

import optuna
from omegaconf import DictConfig, OmegaConf
from optuna.trial import FrozenTrial, TrialState

from fashrec.markdown import grid
from fashrec.naming import config_hash
from fashrec.sweep.finished import Finished
from fashrec.sweep.space import written
from fashrec.sweep.study import HASH, WORDS, is_claimed

# with fewer configurations an importance would be a guess
LEAST = 4


def page(folder: Path, studies: Sequence[optuna.Study], command: str) -> str:
    """The studies below a run folder's parent, the newest first.

    Args:
        folder: of the study and the runs, such as runs/pixels128.
        studies: at least one.
        command: that makes this page.
    """
    parts = [f"# Sweeps of {folder.name}", f"`{command}`", *(_study(folder, one) for one in studies)]
    return "\n\n".join(parts) + "\n"


def state_of(folder: Path, trial: FrozenTrial) -> str:
    """`done`, `running`, `failed`, `killed` (nobody is at it any more), or `repeated` (no new configuration)."""
    if trial.state == TrialState.COMPLETE:
        return "done"
    if "repeats" in trial.user_attrs:
        return "repeated"
    if trial.state == TrialState.RUNNING:
        return "running" if is_claimed(folder, trial.user_attrs.get(HASH, "none")) else "killed"
    return "failed"


def importance(study: optuna.Study) -> dict[str, float]:
    """How much of the score's variance each setting explains by itself, summing to 1; empty where it is too early.

    The variance is that of a forest of regression trees grown on the finished configurations (fANOVA, Hutter et al.
    2014, "An efficient approach for assessing hyperparameter importance"); what settings explain together is left out.
    """
    done = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    if len(done) < LEAST or len({trial.value for trial in done}) == 1:
        return {}
    evaluator = optuna.importance.FanovaImportanceEvaluator(seed=0)
    return optuna.importance.get_param_importances(study, evaluator=evaluator)


def _study(folder: Path, study: optuna.Study) -> str:
    trials = study.get_trials(deepcopy=False)
    states = {trial.number: state_of(folder, trial) for trial in trials}
    shown = [trial for trial in trials if states[trial.number] != "repeated"]
    shown.sort(key=lambda trial: -(trial.value if trial.value is not None else -1.0))
    asked = study.user_attrs.get("request", {})
    done = [trial for trial in shown if states[trial.number] == "done"]
    parts = [f"## {study.study_name}", _progress(asked, list(states.values()))]
    if done:
        parts += [_best(folder, done, asked), _importances(study, done[0])]
    names = list(dict.fromkeys(name for trial in shown for name in trial.params))
    head = ["run or what became of it", *names, "score", "margin"]
    parts.append(grid(head, [_row(trial, names, states[trial.number]) for trial in shown]))
    return "\n\n".join(part for part in parts if part)


def _progress(asked: Mapping[str, object], states: Sequence[str]) -> str:
    counts = {state: states.count(state) for state in ("running", "killed", "failed") if state in states}
    said = [f"{states.count('done')} of {asked.get('trials', '?')} configurations finished"]
    said += [f"{n} {state}" for state, n in counts.items()]
    return f"{', '.join(said)}. Asked last: `{asked.get('command', 'not known')}`"


def _best(folder: Path, done: Sequence[FrozenTrial], asked: Mapping[str, object]) -> str:
    best = done[0]
    score = f"{best.value:.4f}{best.user_attrs['margin']}"
    words = shlex.join(f"{name}={written(value)}" for name, value in best.params.items())
    return (
        f"Best: {best.user_attrs['metric']} of {asked.get('recommender', '?')} on the validation window {score}, with "
        f"`{words}` (`{folder / best.user_attrs['run']}`). It is the best of {len(done)} on the window that chose it, "
        f"so that some of it is luck. {_on_test(folder, best, str(asked.get('recommender')))}"
    )


def _on_test(folder: Path, best: FrozenTrial, recommender: str) -> str:
    """The winner's score on the test window, or how to get it."""
    settings = folder / best.user_attrs["run"] / ".hydra" / "config.yaml"
    if settings.is_file():
        config = OmegaConf.load(settings)
        OmegaConf.update(config, "split.window", "test")
        assert isinstance(config, DictConfig), "a configuration has names"
        found = Finished(folder, recommender, "test").look(config_hash(config))
        if found:
            return f"On the test window it has {found['value']:.4f}{found['margin']} (`{folder / found['run']}`)."
    confirm = ["python", "-m", "fashrec.run", *best.user_attrs[WORDS], "split.window=test"]
    return f"Confirm it once: `{shlex.join(confirm)}`"


def _importances(study: optuna.Study, best: FrozenTrial) -> str:
    found = importance(study)
    if not found:
        return f"What each setting matters shows from {LEAST} configurations with different scores on."
    rows = [[name, f"{share:.2f}", written(best.params[name])] for name, share in found.items()]
    return grid(["setting", "importance", "best"], rows)


def _row(trial: FrozenTrial, names: Sequence[str], state: str) -> list[str]:
    about = trial.user_attrs.get("run") or ": ".join(filter(None, (state, trial.user_attrs.get("why", ""))))
    values = [written(trial.params[name]) if name in trial.params else "-" for name in names]
    score = "-" if trial.value is None else f"{trial.value:.4f}"
    return [about, *values, score, trial.user_attrs.get("margin", "")]
