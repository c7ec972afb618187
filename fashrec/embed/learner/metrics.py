"""How good a multi-label classifier is over the whole validation set (docs/evaluation.md 7), beside trivial ones.

Unknown marks take part in nothing. With all marks known, the numbers are scikit-learn's.
"""

from collections.abc import Mapping

import numpy as np

from fashrec.embed.learner.labels import UNKNOWN, Marks, Vocabulary
from fashrec.types import Bools, Doubles, Floats, Longs

THRESHOLD = 0.5
BETA = 2
METRICS = ("loss_valid", "accuracy", "fbeta2_macro_thr0.5", "map_macro", "f1_micro", "f1_macro")
BASELINES = ("none", "majority", "prior")


def metrics(probabilities: Floats | Doubles, marks: Marks) -> dict[str, float | None]:
    """METRICS by name.

    `accuracy` is the share of all (picture, label) decisions at threshold 0.5 that are right, `fbeta2_macro_thr0.5`
    and `f1_macro` are means over all labels (0 for a label that is neither there nor predicted), `f1_micro` is over
    all decisions, `map_macro` is the mean of average precision over labels with a positive, `loss_valid` the mean
    binary cross-entropy in nats: None where a certainty was wrong, and where no mark is known.

    Args:
        probabilities: float32 or float64 [n, n_labels].
        marks: int8 [n, n_labels].
    """
    known, is_there = marks != UNKNOWN, marks == 1
    if not known.any():
        return dict.fromkeys(METRICS)
    said = probabilities > THRESHOLD
    hits = (said & is_there).sum(axis=0)
    wrong = (said & known & ~is_there).sum(axis=0)
    missed = (~said & is_there).sum(axis=0)
    micro = _f(hits.sum(keepdims=True), wrong.sum(keepdims=True), missed.sum(keepdims=True), 1)
    return {
        "loss_valid": _loss(probabilities, is_there, known),
        "accuracy": float((said == is_there)[known].mean()),
        "fbeta2_macro_thr0.5": float(_f(hits, wrong, missed, BETA).mean()),
        "map_macro": _mean_average_precision(probabilities, is_there, known),
        "f1_micro": float(micro[0]),
        "f1_macro": float(_f(hits, wrong, missed, 1).mean()),
    }


def baselines(vocabulary: Vocabulary, trained: Marks, n: int) -> Mapping[str, Floats]:
    """BASELINES by name, each float32 [n, n_labels]: what it would say about n pictures.

    `none` no label ever, `majority` the most frequent value of each group (the first of equals), `prior` each
    label's frequency in training.

    Args:
        vocabulary: the labels.
        trained: int8 [n_training, n_labels].
        n: pictures to say it about.
    """
    prior = prior_of(trained)
    groups = np.array(vocabulary.groups)
    majority = np.zeros_like(prior)
    for group in dict.fromkeys(vocabulary.groups):
        places = np.flatnonzero(groups == group)
        majority[places[np.argmax(prior[places])]] = 1
    answers = {"none": np.zeros_like(prior), "majority": majority, "prior": prior}
    return {name: np.tile(answer, (n, 1)) for name, answer in answers.items()}


def prior_of(marks: Marks) -> Floats:
    """float32 [n_labels]: the share of pictures, among those of which it is known, that have each label."""
    known = (marks != UNKNOWN).sum(axis=0)
    share: Floats = ((marks == 1).sum(axis=0) / np.maximum(known, 1)).astype(np.float32)
    return share


def _f(hits: Longs, wrong: Longs, missed: Longs, beta: int) -> Doubles:
    """(1 + β²)·tp / ((1 + β²)·tp + β²·fn + fp), 0 where nothing is there and nothing was said."""
    weighted = (1 + beta**2) * hits
    total = weighted + beta**2 * missed + wrong
    score: Doubles = weighted / np.maximum(total, 1)
    return score


def _loss(probabilities: Floats | Doubles, is_there: Bools, known: Bools) -> float | None:
    right = np.where(is_there, probabilities, 1 - probabilities.astype(np.float64))[known]
    return None if (right <= 0).any() else float(-np.log(right).mean())


def _mean_average_precision(probabilities: Floats | Doubles, is_there: Bools, known: Bools) -> float | None:
    # costs a second, which runs that find the result in the store are spared
    from sklearn.metrics import average_precision_score  # noqa: PLC0415 (see above)

    labels = np.flatnonzero(is_there.any(axis=0))
    if not len(labels):
        return None
    each = [average_precision_score(is_there[of, at], probabilities[of, at]) for at in labels for of in [known[:, at]]]
    return float(np.mean(each))
