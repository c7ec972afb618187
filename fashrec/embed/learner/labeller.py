"""What a trained network says of a picture: how likely each label is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fashrec.embed.learner.labels import Vocabulary
from fashrec.types import Floats, PictureFile


@dataclass(frozen=True, slots=True)
class Labeller:
    """The labels that a network knows, and how likely each is on pictures.

    Labels are answered one by one, each with a sigmoid of its own: those of a column need not add up to 1.

    Attributes:
        vocabulary: the labels.
        probabilities: float32 [n, n_labels] in [0, 1] of n pictures.
    """

    vocabulary: Vocabulary
    probabilities: Callable[[Sequence[PictureFile]], Floats]
