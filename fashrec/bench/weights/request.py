"""What `fashrec.bench weights` is asked: which fusion, by what it is judged, how long to look."""

from collections.abc import Sequence
from dataclasses import dataclass

from fashrec.bench.request import Request, benchmark_request
from fashrec.bench.words import chosen, whole_number
from fashrec.errors import require
from fashrec.evaluate.metrics import METRICS
from fashrec.evaluate.segments import COLD_ONLY, SEGMENTS

DEFAULTS = {"of": "", "objective": "hit_rate@5", "segment": "all", "points": "500", "out": "reports"}


@dataclass(frozen=True, slots=True)
class Objective:
    """What weights are judged by.

    Attributes:
        metric: one of METRICS.
        k: the list length, at least 1.
        segment: one of SEGMENTS, whose lists are the main ones.
    """

    metric: str
    k: int
    segment: str

    def __str__(self) -> str:
        return f"{self.metric}@{self.k} on {self.segment}"


@dataclass(frozen=True, slots=True)
class WeightsRequest:
    """A search to be made.

    Attributes:
        asked: the experiment, and where the report goes.
        of: the recommender whose weights are looked for; empty: the only one that has any.
        objective: what is to be as great as it can.
        points: at most so many points make the first, even grid.
    """

    asked: Request
    of: str
    objective: Objective
    points: int


def composed(words: Sequence[str]) -> WeightsRequest:
    """The request that these words make; libraries loaded after this heed its `threads`.

    Raises:
        ConfigError: where a word, `plan` or the window is wrong.
        HydraException: where the experiment does not compose.
    """
    own, overrides = chosen(words, DEFAULTS)
    objective = _objective(own["objective"], own["segment"])
    points = whole_number("points", own["points"])
    return WeightsRequest(benchmark_request("weights", words, overrides, own["out"]), own["of"], objective, points)


def _objective(text: str, segment: str) -> Objective:
    metric, _, k = text.partition("@")
    fine = metric in METRICS and k.isdecimal() and int(k) >= 1
    require(fine, "objective", text, f"one of {', '.join(METRICS)} and a list length, as in hit_rate@5")
    segments = [name for name in SEGMENTS if name != COLD_ONLY]
    require(segment in segments, "segment", segment, "one of " + ", ".join(segments))
    return Objective(metric, int(k), segment)
