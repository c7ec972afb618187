"""DeepFashion's own metrics: what is among a picture's best three or five answers (Liu et al. 2016, 5.1).

Unknown marks are neither answered nor asked for. Among equal answers the order is drawn, and its expectation is taken.
"""

import numpy as np
import numpy.typing as npt

from fashrec.embed.learner.labels import UNKNOWN, Marks, Vocabulary
from fashrec.types import Doubles, Floats

KS = (3, 5)
RANKED = (*(f"category_top{k}" for k in KS), *(f"attribute_recall@{k}" for k in KS))
_NAMES = {"category": "category_top{}", "attribute": "attribute_recall@{}"}
_BLOCK = 4096  # pictures ranked at a time: the ranks of all would take gigabytes


def ranked(probabilities: Floats | Doubles, marks: Marks, vocabulary: Vocabulary) -> dict[str, float | None]:
    """RANKED by name; None for a kind of label that nobody asked for.

    `category_topk` is the share of pictures whose category is among the k categories with the highest probability,
    `attribute_recall@k` the share of all (picture, attribute it has) pairs in which the attribute is among the
    picture's k attributes with the highest probability.

    Args:
        probabilities: float32 or float64 [n, n_labels].
        marks: int8 [n, n_labels].
        vocabulary: the labels, in groups `category` and `attribute`.
    """
    groups = np.array(vocabulary.groups)
    made: dict[str, float | None] = dict.fromkeys(RANKED)
    for group, name in _NAMES.items():
        places = np.flatnonzero(groups == group)
        if len(places):
            recalls = recall_at(probabilities[:, places], marks[:, places], KS)
            made |= {name.format(k): recall for k, recall in zip(KS, recalls, strict=True)}
    return made


def recall_at(probabilities: Floats | Doubles, marks: Marks, ks: tuple[int, ...]) -> list[float | None]:
    """For each k, the share of what is there that is among its picture's k best; None where nothing is there."""
    n_there = int((marks == 1).sum())
    if not n_there:
        return [None] * len(ks)
    found = np.zeros(len(ks))
    for start in range(0, len(marks), _BLOCK):
        rows = slice(start, start + _BLOCK)
        found += _found(probabilities[rows], marks[rows], ks)
    return [float(share) for share in found / n_there]


def _found(probabilities: Floats | Doubles, marks: Marks, ks: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """For each k, the expected number of labels that are there and among the k best of their picture."""
    # costs a second, which runs that find the result in the store are spared
    from scipy.stats import rankdata  # noqa: PLC0415 (see above)

    # the unknown go behind everything that is known
    against = np.where(marks == UNKNOWN, np.inf, -probabilities.astype(np.float64))
    there = marks == 1
    better = rankdata(against, "min", axis=1)[there] - 1
    equal = rankdata(against, "max", axis=1)[there] - better
    return np.array([np.clip((k - better) / equal, 0, 1).sum() for k in ks])
