"""Why other libraries give another number: each reason once, with every cell of the table that it is good for.

A cell that differs and stands here nowhere, or stands here and agrees, makes the command fail: nobody has looked at it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

Cell = tuple[str, str, str]
"""Library, metric, case."""
EVERY = "hit_rate precision recall map ndcg mrr"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One reason.

    Attributes:
        text: a sentence.
        where: libraries, metrics and cases, each as words between blanks ("cases" between commas): all their
            combinations; several such triples.
    """

    text: str
    where: tuple[tuple[str, str, str], ...]

    def cells(self) -> Iterator[Cell]:
        """Every cell that it explains."""
        for libraries, metrics, cases in self.where:
            yield from product(libraries.split(), metrics.split(), cases.split(", "))


EXPLANATIONS = (
    Explanation(
        "average precision is divided by |R|, also where a list has fewer places; ours by min(k, |R|), as Kaggle's",
        (("ranx ir_measures rectools", "map", "many"),),
    ),
    Explanation(
        "average precision is divided by the hits that were found, so that what was missed costs nothing",
        (("torchmetrics", "map", "many, long, short"),),
    ),
    Explanation(
        "average precision is divided by the list's own length where that is less than k and |R|",
        (("lenskit", "map", "short"),),
    ),
    Explanation(
        "precision is divided by the list's own length where that is less than k: a short list is forgiven",
        (("lenskit", "precision", "short"),),
    ),
    Explanation("recall is divided by min(k, |R|); ours by |R|", (("lenskit", "recall", "many"),)),
    Explanation(
        "the gain is divided by max(1, log2 rank), as Järvelin and Kekäläinen had it in 2002: places 1 and 2 count the "
        "same; ours by log2(rank + 1)",
        (("lenskit", "ndcg", "plain, many, long, short, negative"),),
    ),
    Explanation(
        "the ideal list has k hits for everybody; ours has min(k, |R|), so that 1 can be reached "
        "(divide_by_achievable=True does the same)",
        (("rectools", "ndcg", "plain, long, none, short, missing, empty, tied, negative, unknown customer"),),
    ),
    Explanation(
        "a customer who bought nothing counts as 0; ours is not scored, since no list could have done better",
        (
            ("ranx torchmetrics", EVERY, "none"),
            ("ir_measures", "hit_rate precision recall map ndcg", "none"),
            ("lenskit", "hit_rate precision recall ndcg mrr", "none"),
        ),
    ),
    Explanation(
        "a customer who bought nothing, or is unknown, ends the computation in a division by zero",
        (("lenskit", "map", "none, unknown customer"),),
    ),
    Explanation(
        "whoever has a list is scored, with 0 where nothing is known to be bought; ours are those who bought something",
        (("lenskit", "hit_rate precision recall ndcg mrr", "unknown customer"),),
    ),
    Explanation(
        "a customer without a list vanishes from the mean; ours counts as 0, so that silence is not rewarded",
        (("lenskit", EVERY, "missing"),),
    ),
    Explanation(
        "a dictionary holds an item once: one of its two places is lost without a word; ours refuses the list",
        (("ranx ir_measures", EVERY, "duplicated"),),
    ),
    Explanation(
        "an item that stands in a list twice is scored, by most metrics at both places; ours refuses the list",
        (("torchmetrics lenskit rectools replay", EVERY, "duplicated"),),
    ),
    Explanation(
        "equal scores are ordered by falling item id, whatever the order of the list; ours by rising id, as the list "
        "has them, with the expectation under a random order beside",
        (("ir_measures", "hit_rate precision recall map ndcg", "tied"), ("replay", EVERY, "tied")),
    ),
    Explanation(
        "equal scores stand in whatever order the sorting leaves them",
        (("torchmetrics", "map ndcg mrr", "tied"),),
    ),
    Explanation(
        "an item with a score of 0 or less is never a hit, whatever its place; ours looks at places alone",
        (("torchmetrics", "precision recall map mrr", "negative"),),
    ),
    Explanation(
        "no library knows a catalogue; ours refuses a list with items out of it, since floors and ceilings would mean "
        "nothing",
        (("ranx ir_measures torchmetrics lenskit rectools replay", EVERY, "unknown item"),),
    ),
)
