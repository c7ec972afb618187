"""Which settings the score depends on."""

import optuna
from optuna.trial import TrialState

# with fewer configurations an importance would be a guess, with fewer a setting it is a hint
LEAST = 4
ENOUGH = 10


def importance(study: optuna.Study, objective: int = 0) -> dict[str, float]:
    """How much of an objective's variance each setting explains by itself, summing to 1; empty where it is too early.

    The variance is that of a forest of regression trees grown on the finished configurations (fANOVA, Hutter, Hoos &
    Leyton-Brown 2014, "An efficient approach for assessing hyperparameter importance"); what settings explain together
    is left out, and so are pruned runs, which have no score on all cuts.
    """
    done = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    if len(done) < LEAST or len({trial.values[objective] for trial in done}) == 1:
        return {}
    return optuna.importance.get_param_importances(
        study,
        evaluator=optuna.importance.FanovaImportanceEvaluator(seed=0),
        target=lambda trial: trial.values[objective],
    )


def reliability(n_done: int, n_settings: int) -> str:
    """What to think of importances from so many finished configurations."""
    said = f"Importance: share of the variance among the {n_done} finished configurations (fANOVA, single settings)."
    if n_done < ENOUGH * n_settings:
        said += f" With fewer than {ENOUGH} a setting it is a hint, not a measurement."
    return said
