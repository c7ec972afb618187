"""The report on some runs: Markdown to read, and one wide CSV with a row a run."""

from collections.abc import Sequence

import polars as pl

from fashrec.infer.margin import legend
from fashrec.markdown import grid
from fashrec.report.cells import is_best, score
from fashrec.report.learnt import LESSONS, learnt
from fashrec.report.overview import overview, references_differ
from fashrec.results.runs import LeftOut, Run, differing
from fashrec.results.scores import (
    FLOORS,
    TOPS,
    columns_of,
    headline,
    margin_of,
    n_of,
    segments,
    value_of,
    wide_row,
    windows,
)


def markdown(name: str, runs: Sequence[Run], left_out: Sequence[LeftOut], command: str) -> str:
    """The headline metric of runs in one table a window, and the classifiers' metrics where there are any.

    Where floors, rivals or tops differ between the runs, as with other cuts or data, a table a segment follows that
    has them run by run.

    Args:
        name: the report's.
        runs: done, at least one.
        left_out: folders among theirs that hold no finished run.
        command: what makes this text again; it stands in the first line.
    """
    metric, settings = headline(runs), differing(runs)
    parts = [f"<!-- made by `{command}`: do not edit -->", f"# {name}: {metric}", _legend(runs)]
    for window in windows(runs):
        parts += _window([run for run in runs if window in run.data["scores"]], settings, window, metric)
    parts += [part for key in LESSONS for part in learnt(runs, key)]
    if left_out:
        named = "; ".join(f"`{one.folder.name}` ({one.why})" for one in left_out)
        parts.append(f"Left out, {len(left_out)} without a finished run: {named}.")
    return "\n\n".join(parts) + "\n"


def _window(runs: Sequence[Run], settings: Sequence[str], window: str, metric: str) -> list[str]:
    """The tables of one window, for the runs that opened it."""
    parts = [f"## {_title(runs, window)}", overview(runs, settings, window, metric)]
    if references_differ(runs, window, metric):
        for segment in segments(runs, window):
            title = f"### Segment `{segment}`, {window} window, run by run"
            parts += [title, _by_recommender(runs, settings, window, segment, metric)]
    return parts


def wide_frame(runs: Sequence[Run]) -> pl.DataFrame:
    """A row a run: `run`, each setting that differs, then the columns of `wide_row`, unrounded; empty where none."""
    settings = differing(runs)
    rows = [{"run": run.stamp, **{name: run.setting(name) for name in settings}, **wide_row(run)} for run in runs]
    return pl.DataFrame(rows, infer_schema_length=None)


def _legend(runs: Sequence[Run]) -> str:
    several = len(runs) > 1
    bold = (
        "the best run of a column, and a rival (popular, repurchase) that beats every run"
        if several
        else "the run where no rival (popular, repurchase) beats it, else that rival"
    )
    spread = " Two numbers with a dash between are the least and the greatest over the runs." if several else ""
    return (
        f"Bold: {bold}; chance, oracle and ceiling take no part. `n` counts scored (cut, customer) pairs with "
        "something relevant in the segment. `chance` is the closed form of a random list, `ceiling` the best that "
        f"any list could reach, `oracle` (simulated shop) ranks by the true probabilities.{spread}{_margins(runs)}"
    )


def _margins(runs: Sequence[Run]) -> str:
    """What ± means, where any run has intervals; runs of several levels have theirs named."""
    levels = sorted({run.data["level"] for run in runs if run.data.get("level")})
    return "".join(f" {legend(level)}." for level in levels)


def _title(runs: Sequence[Run], window: str) -> str:
    dates = {tuple(cut["start"] for cut in run.data["cuts"] if window in ("all", cut["window"])) for run in runs}
    if len(dates) > 1:
        return f"{window} window: the cuts differ between the runs"
    (cuts,) = dates
    return f"{window} window: {len(cuts)} cut" + ("s" * (len(cuts) != 1)) + f", {cuts[0]} to {cuts[-1]}"


def _by_recommender(runs: Sequence[Run], settings: Sequence[str], window: str, segment: str, metric: str) -> str:
    """A row a run, one column each for the floors, rivals, recommenders and tops of one segment."""
    names = columns_of(runs, window)
    values = [[value_of(run, window, name, segment, metric) for name in names] for run in runs]
    lines = [
        [
            *(run.stamp, *map(run.setting, settings), f"{n_of(run, window, segment, metric):,}"),
            *(
                _run_cell(values, row, place, name, margin_of(run, window, name, segment, metric))
                for place, name in enumerate(names)
            ),
        ]
        for row, run in enumerate(runs)
    ]
    return grid(["run", *settings, "n", *names], lines, n_left=1 + len(settings))


def _run_cell(values: Sequence[Sequence[float | None]], row: int, place: int, name: str, margin: str) -> str:
    best = name not in (*FLOORS, *TOPS) and is_best(values[row][place], [line[place] for line in values])
    return score(values[row][place], margin, bold=best)
