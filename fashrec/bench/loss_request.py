"""What `fashrec.bench loss` is asked: an experiment, in Hydra's words."""

from collections.abc import Sequence

from fashrec.bench.request import Request, benchmark_request
from fashrec.bench.words import chosen


def composed(words: Sequence[str]) -> Request:
    """The request that these words make; libraries loaded after this heed its `threads`.

    Raises:
        ConfigError: where `plan` or the window is wrong.
        HydraException: where the experiment does not compose.
    """
    own, overrides = chosen(words, {"out": "reports"})
    return benchmark_request("loss", words, overrides, own["out"])
