"""What is asked of runs that are compared."""

from dataclasses import dataclass

from fashrec.errors import require

FEWEST_REPLICATES = 100  # fewer tell nothing


@dataclass(frozen=True, slots=True)
class Question:
    """Who is compared with whom, on what, and how.

    Attributes:
        base: a recommender, a run (its folder's name, the beginning of it, its path, or its experiment's name), or
            RUN/RECOMMENDER. Empty: `popular` (or else the first recommender) of one run, the first of several runs.
        metric: metrics; empty: the headline's.
        segment: segments.
        window: `validation`, `test` or `all`; empty: the first that all runs opened.
        among: recommenders to be compared; empty: all.
        seed: of customers' weights and signs; 0 or more.
        replicates: how often customers are resampled, and how often signs are flipped; 100 or more.
    """

    base: str = ""
    metric: tuple[str, ...] = ()
    segment: tuple[str, ...] = ("all",)
    window: str = ""
    among: tuple[str, ...] = ()
    seed: int = 0
    replicates: int = 10_000

    def __post_init__(self) -> None:
        require(self.seed >= 0, "seed", self.seed, "a whole number of at least 0")
        enough = self.replicates >= FEWEST_REPLICATES
        require(enough, "replicates", self.replicates, f"a whole number of at least {FEWEST_REPLICATES}")
