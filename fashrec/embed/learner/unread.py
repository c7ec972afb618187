"""A picture that a worker process cannot read, on its way to where it can be said properly."""

from collections.abc import Iterator
from contextlib import contextmanager

from torch import Tensor

from fashrec.embed.learner.lesson import Decoded
from fashrec.errors import DataError


class UnreadError(Exception):
    """The picture in `row` cannot be read.

    Of what is raised in a worker process, torch's DataLoader carries over the class and the text alone, and builds it
    again from its own text, at the end of which ours stands. An error in four parts would become a RuntimeError.
    """

    @property
    def row(self) -> int:
        """Of the lesson's pictures."""
        return int(str(self).split()[-1])


def read_in_worker(pictures: Decoded, row: int) -> Tensor:
    """As `pictures` gives it: uint8 [height, width, 3].

    Raises:
        UnreadError: where it cannot be read.
    """
    try:
        return pictures(row)
    except DataError as error:
        raise UnreadError(row) from error


@contextmanager
def unread_said(pictures: Decoded) -> Iterator[None]:
    """What is wrong with a picture that a worker process inside could not read is said as an error in four parts.

    Raises:
        DataError: where it still cannot be read.
    """
    try:
        yield
    except UnreadError as error:
        pictures(error.row)
        raise
