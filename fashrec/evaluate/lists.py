"""What a list must keep to before it is scored: a broken list is an error, never a score."""

from collections.abc import Iterator

import numpy as np

from fashrec.errors import DataError
from fashrec.types import Bools, Shown

WHY = "a list that breaks the contract would get a score that means nothing"


def check_lists(shown: Shown, k: int, catalogue: Bools | None, where: str) -> None:
    """Check the contract of `Shown`; all that is wrong is said at once.

    Args:
        shown: the lists.
        k: the most items that a list may hold.
        catalogue: bool [n_items]; what may be shown, None where nobody can tell.
        where: what the lists are called in an error.

    Raises:
        DataError: for arrays that don't fit each other, customers that don't ascend, an item twice in a list, more
            than k items, an item out of the catalogue, padding before an item, or scores that rise or are no number.
    """
    wrong = list(_misfits(shown)) or list(_breaches(shown, k, catalogue))
    if wrong:
        raise DataError(
            "; ".join(wrong),
            where=where,
            why=WHY,
            do="mend the recommender: fashrec.types.Shown says what it has to give",
        )


def _misfits(shown: Shown) -> Iterator[str]:
    if shown.items.ndim != 2 or len(shown.items) != len(shown.customers):  # noqa: PLR2004 (customers by places)
        yield f"items of shape {shown.items.shape} for {len(shown.customers)} customers"
    if shown.scores.shape != shown.items.shape:
        yield f"scores of shape {shown.scores.shape} for items of shape {shown.items.shape}"


def _breaches(shown: Shown, k: int, catalogue: Bools | None) -> Iterator[str]:
    items, scores = shown.items, shown.scores
    yield from _count(np.diff(shown.customers) <= 0, "customers do not follow in ascending order")
    yield from _count((items[:, k:] >= 0).any(axis=1), f"lists hold more than k={k} items")
    yield from _count((items[:, 1:] >= 0) & (items[:, :-1] < 0), "items stand behind padding")
    yield from _count(items < -1, "items are negative and not the padding -1")
    ranked = np.sort(items, axis=1)
    yield from _count((ranked[:, 1:] == ranked[:, :-1]) & (ranked[:, 1:] >= 0), "items stand in their list twice")
    yield from _count(np.isnan(scores), "scores are not a number")
    yield from _count(scores[:, 1:] > scores[:, :-1], "scores rise along their list")
    if catalogue is not None:
        # a row of False behind the mask is where padding and rows beyond the table land
        known = np.append(catalogue, False)
        beyond = np.minimum(items, len(catalogue))
        yield from _count(~known[beyond] & (items >= 0), "items lie out of the catalogue")


def _count(bad: Bools | np.bool_, what: str) -> Iterator[str]:
    number = int(np.count_nonzero(bad))
    if number:
        yield f"{number} {what}"
