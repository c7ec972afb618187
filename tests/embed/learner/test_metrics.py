"""Metrics over the whole validation set: scikit-learn's, and fastai's, where all is known."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score, fbeta_score, log_loss

from fashrec.embed.learner.labels import Marks, Vocabulary
from fashrec.embed.learner.metrics import BASELINES, METRICS, baselines, metrics, prior_of
from fashrec.types import Doubles

VOCABULARY = Vocabulary(("kind",) * 3 + ("colour",) * 2, ("a", "b", "c", "x", "y"), (1, 1, 1, 1, 1))


def examined(seed: int = 0, n: int = 60, n_labels: int = 5) -> tuple[Doubles, Marks]:
    """Probabilities that know something, and marks of which one label has no positive."""
    random = np.random.default_rng(seed)
    marks = (random.random((n, n_labels)) < 0.3).astype(np.int8)
    marks[:, 2] = 0
    return np.clip(0.4 * marks + 0.6 * random.random((n, n_labels)), 1e-3, 1 - 1e-3), marks


def test_metrics_are_scikit_learns_where_all_is_known() -> None:
    """Each of them; the label without a positive counts in F, and not in mean average precision."""
    probabilities, marks = examined()
    made, said = metrics(probabilities, marks), probabilities > 0.5
    there = marks.any(axis=0)
    assert made == {
        "loss_valid": pytest.approx(log_loss(marks.ravel(), probabilities.ravel())),
        "accuracy": pytest.approx((said == marks).mean()),
        "fbeta2_macro_thr0.5": pytest.approx(fbeta_score(marks, said, beta=2, average="macro", zero_division=0)),
        "map_macro": pytest.approx(average_precision_score(marks[:, there], probabilities[:, there])),
        "f1_micro": pytest.approx(f1_score(marks, said, average="micro")),
        "f1_macro": pytest.approx(f1_score(marks, said, average="macro", zero_division=0)),
    }
    assert tuple(made) == METRICS


def test_unknown_marks_move_no_metric() -> None:
    """Whatever is said where nobody knows; each metric is that of the known decisions alone."""
    probabilities, marks = examined()
    hidden = np.random.default_rng(1).random(marks.shape) < 0.4
    masked = np.where(hidden, np.int8(-1), marks)
    before = metrics(probabilities, masked)
    assert metrics(np.where(hidden, 1 - probabilities, probabilities), masked) == before
    assert before != metrics(probabilities, marks)
    assert before["accuracy"] == pytest.approx(((probabilities > 0.5) == marks)[~hidden].mean())
    assert before["loss_valid"] == pytest.approx(log_loss(marks[~hidden], probabilities[~hidden]))


def test_a_wrong_certainty_has_no_finite_loss() -> None:
    """`none` is certain that nothing is there; a null in the table rather than infinity."""
    _, marks = examined()
    assert metrics(np.zeros(marks.shape), marks)["loss_valid"] is None


def test_nothing_known_gives_no_number() -> None:
    """Null throughout, rather than a division by zero."""
    assert metrics(np.full((3, 5), 0.5), np.full((3, 5), -1, np.int8)) == dict.fromkeys(METRICS)


def test_the_baselines_are_what_they_are_called() -> None:
    """Worked by hand: four training pictures, one of unknown colour."""
    marks = np.array([[1, 0, 0, 1, 0], [1, 0, 0, 0, 1], [0, 1, 0, 0, 1], [0, 0, 1, -1, -1]], np.int8)
    made = baselines(VOCABULARY, marks, 2)
    assert tuple(made) == BASELINES
    assert made["none"].tolist() == [[0, 0, 0, 0, 0]] * 2
    assert made["majority"].tolist() == [[1, 0, 0, 0, 1]] * 2
    assert made["prior"] == pytest.approx(np.array([[1 / 2, 1 / 4, 1 / 4, 1 / 3, 2 / 3]] * 2))
    assert np.array_equal(made["prior"][0], prior_of(marks))


def test_no_label_at_all_is_nearly_always_right_where_labels_are_sparse() -> None:
    """Which is why accuracy alone proves nothing: `none` has 1 - density."""
    marks = np.eye(50, dtype=np.int8)
    assert metrics(np.zeros((50, 50)), marks)["accuracy"] == pytest.approx(0.98)
