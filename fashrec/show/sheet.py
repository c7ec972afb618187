"""What stands in the written picture, before it is drawn."""

from dataclasses import dataclass
from pathlib import Path

from fashrec.errors import require


@dataclass(frozen=True, slots=True)
class Card:
    """A picture with words under it.

    Attributes:
        picture: the file; None where there is none.
        name: in bold, on at most two lines.
        kind: below it, in grey: type and colour.
        left: small, at the left of the last line: an id.
        right: small, at the right of the last line: a distance.
        rank: on the picture's upper left corner.
    """

    picture: Path | None
    name: str
    kind: str = ""
    left: str = ""
    right: str = ""
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question at the left, its answers at the right.

    Attributes:
        title: the question in a line.
        subtitle: when, of what, and by which vectors.
        asked_label: over the question.
        asked: one card, or a customer's last purchases; drawn small where `small`.
        small: draw the question's cards at half the size, three in a row.
        answers_label: over the answers.
        answers: the best first, at least one.
        warning: at the foot; empty where there is nothing to warn of.
    """

    title: str
    subtitle: str
    asked_label: str
    asked: tuple[Card, ...]
    small: bool
    answers_label: str
    answers: tuple[Card, ...]
    warning: str = ""

    def __post_init__(self) -> None:
        require(bool(self.answers), "answers", len(self.answers), "at least one card")
