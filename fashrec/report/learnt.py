"""What the networks of runs learnt to tell apart, beside the classifiers that need no network."""

from collections.abc import Sequence

from fashrec.markdown import grid
from fashrec.report.cells import score
from fashrec.results.runs import Run, differing

# what a run may have trained, as in run.json, and what its table is called
LESSONS = {
    "pretraining": "## First lessons, last epoch, on held-out pictures from elsewhere",
    "classifier": "## Classifier, last epoch, on held-out products",
}
# of metrics that begin so the least is the best
LOSS = "loss"


def learnt(runs: Sequence[Run], key: str) -> list[str]:
    """Title and table of the runs that trained such a network, with the settings that differ among these.

    Args:
        runs: any.
        key: of LESSONS.

    Returns:
        nothing where no run did.
    """
    trained = [run for run in runs if run.data.get(key)]
    if not trained:
        return []
    settings = differing(trained)
    names = list(trained[0].data[key]["network"])
    rows = [(run, name, row) for run in trained for name, row in run.data[key].items() if isinstance(row, dict)]
    best = {name: _best_of([row[name] for _, predictor, row in rows if predictor == "network"], name) for name in names}
    lines = [
        [
            *(run.stamp, *map(run.setting, settings), predictor),
            *(score(row.get(name), bold=predictor == "network" and row.get(name) == best[name]) for name in names),
        ]
        for run, predictor, row in rows
    ]
    return [LESSONS[key], grid(["run", *settings, "predictor", *names], lines, n_left=2 + len(settings))]


def _best_of(values: Sequence[float], name: str) -> float | None:
    """The greatest, or the least loss; None where there is but one value."""
    least, greatest = min(values), max(values)
    if least == greatest:
        return None
    return least if name.startswith(LOSS) else greatest
