"""The table of epochs: a network's metrics, and beside each of its rows what three trivial classifiers reach."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from fashrec.embed.learner.lesson import Lesson
from fashrec.embed.learner.metrics import baselines, metrics
from fashrec.embed.learner.ranked import RANKED, ranked
from fashrec.frames import EPOCHS
from fashrec.types import Doubles, Floats

NETWORK = "network"
Row = dict[str, Any]


def epoch_row(epoch: int, phase: str, loss_train: float, probabilities: Doubles, lesson: Lesson) -> Row:
    """A network's row of EPOCHS.

    Args:
        epoch: over all phases, from 1.
        phase: frozen or unfrozen.
        loss_train: mean over the epoch's batches.
        probabilities: float64 [n_validation, n_labels].
        lesson: what it is examined on.
    """
    made = _examined(probabilities, lesson)
    return {"epoch": epoch, "phase": phase, "predictor": NETWORK, "loss_train": loss_train, **made}


def epochs_frame(rows: Sequence[Row], lesson: Lesson) -> pl.DataFrame:
    """EPOCHS: each epoch's row of the network, and the baselines after it; RANKED behind, where they are taken."""
    answers = baselines(lesson.vocabulary, lesson.marks[lesson.training], len(lesson.validation))
    trivial = [{"predictor": name, "loss_train": None, **_examined(answer, lesson)} for name, answer in answers.items()]
    every = [one for row in rows for one in (row, *({**row, **baseline} for baseline in trivial))]
    return pl.DataFrame(every, EPOCHS | dict.fromkeys(RANKED if lesson.ranked else (), pl.Float64))


def _examined(probabilities: Floats | Doubles, lesson: Lesson) -> dict[str, float | None]:
    marks = lesson.marks[lesson.held_out]
    made = metrics(probabilities, marks)
    return made | ranked(probabilities, marks, lesson.vocabulary) if lesson.ranked else made


def last_epoch(frame: pl.DataFrame) -> dict[str, dict[str, float | None]]:
    """The metrics of the last epoch, by predictor: the network first."""
    last = frame.filter(pl.col("epoch") == pl.col("epoch").max()).drop("epoch", "phase")
    return {row.pop("predictor"): row for row in last.to_dicts()}


def in_a_line(row: Row, n_epochs: int) -> str:
    """An epoch as a log says it."""
    numbers = [f"{name} {row[name]:.4f}" for name in ("loss_train", "loss_valid", "accuracy", "map_macro") if row[name]]
    return f"epoch {row['epoch']} of {n_epochs} ({row['phase']}): {', '.join(numbers)}"
