"""`python -m fashrec.compare RUN [RUN …] [base=…] [segment=…] [metric=…]`: who is better, and is it more than luck?

RUN is a run folder, or a glob of them, also as runs=GLOB. Recommenders are compared customer by customer: the mean
difference to a base, its 95 % interval (customers resampled with all of their cuts), p by flipping customers' signs,
Holm's p over the family (all recommenders against the base, within one segment and metric), Cohen's d_z, the least
difference that this many customers could show, and how the cuts differ. Runs that were not scored on the same customers
are refused.

    base=NAME        a recommender (popular), or one of several runs: its folder's name or experiment; or
                     RUN/RECOMMENDER, whom everybody meets.
                     Without it: popular, or the first of several runs, whose recommenders meet their namesakes.
    segment=all,cold metric=hit_rate@5,map@12 window=validation among=content,als
    seed=0 replicates=10000
    out=FILE         .md, .csv or .json

    python -m fashrec.compare runs/pca128/* base=popular segment=all,cold
    python -m fashrec.compare runs/pca64/* runs/pca128/* out=reports/dimensions.md
"""

import sys
from shlex import quote
from typing import TYPE_CHECKING

from rich.console import Console

from fashrec.compare.request import EXAMPLE, Request
from fashrec.plain import answer, folders

if TYPE_CHECKING:
    from fashrec.results.runs import LeftOut, Run


def main(words: list[str] | None = None) -> int:
    """Compare what the command line names; the exit status."""
    return answer(words, __doc__, _asked)


def _asked(words: list[str]) -> int:
    _compare(Request.read(words, " ".join(["python -m fashrec.compare", *map(quote, words)])), Console())
    return 0


def _compare(request: Request, console: Console) -> None:
    # polars takes a third of a second to load, which `--help` does not need
    from fashrec.compare.written import show, write  # noqa: PLC0415
    from fashrec.results.families import families  # noqa: PLC0415
    from fashrec.results.runs import once  # noqa: PLC0415

    every, left_out = _runs(request)
    runs = once(every)
    found = families(runs, request.question)
    show(found, request, console)
    if request.out:
        write(found, request)
        console.print(f"\n{request.out}", markup=False, highlight=False)
    for run in (run for run in runs if run.repeats):
        repeats = ", ".join(map(str, run.repeats))
        said = f"counted once, for settings and scores are the same: {run.folder}, {repeats}"
        console.print(said, markup=False, highlight=False, soft_wrap=True)
    for one in left_out:
        console.print(f"left out: {one.folder}: {one.why}", markup=False, highlight=False, soft_wrap=True)


def _runs(request: Request) -> "tuple[list[Run], list[LeftOut]]":
    """The runs that are done, in the order in which they were named."""
    from fashrec.results.runs import read_runs  # noqa: PLC0415 - as above

    named = folders(request.runs, "fashrec.compare", EXAMPLE)
    runs, left_out = read_runs(named)
    return sorted(runs, key=lambda run: named.index(run.folder)), left_out


if __name__ == "__main__":
    sys.exit(main())
