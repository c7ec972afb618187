"""What the networks of runs learnt to tell apart, beside classifiers that need no network, and what it was worth."""

from collections.abc import Mapping, Sequence
from typing import Any

from fashrec.closing_epochs import CLASSIFIER, SEGMENTS
from fashrec.report.blocks import Block, Cell, Column, Heading, table
from fashrec.report.cells import score
from fashrec.results.runs import Run, differing
from fashrec.results.scores import FLOORS, TOPS, headline, margin_of, segments, value_of

# what a run may have trained, as in run.json, and what its table is called
LESSONS = {
    "pretraining": "First lessons, last epoch, on held-out pictures from elsewhere",
    "classifier": "Classifier, last epoch on held-out products, and the hits of its vectors (Table 1, extended)",
}
NETWORK = "network"
Metrics = Mapping[str, Any]  # of a predictor


def learnt(runs: Sequence[Run], key: str, apart: str = "") -> list[Block]:
    """Heading and table of the runs that trained such a network, with the settings that differ among these.

    A predictor that says the same in all of them has one row. The network that serves the run's recommender has its
    headline score beside its metrics, in the first window that the run opened. Nothing is bold: one
    training tells nothing of how much another would differ.

    Args:
        runs: any.
        key: of LESSONS.
        apart: what tells what they scored from what other runs of the report did, and how often test was looked at.

    Returns:
        nothing where no run did.
    """
    trained = [run for run in runs if run.data.get(key)]
    if not trained:
        return []
    settings, metrics = differing(trained), list(trained[0].data[key][NETWORK])
    rows = [(run, name, row) for run in trained for name, row in run.data[key].items() if isinstance(row, dict)]
    among = _segments(trained) if key == "classifier" else []
    lines = [
        [
            *([run.label, *map(run.setting, settings)] if one_of else [""] * (1 + len(settings))),
            name,
            *(score(row.get(metric)) for metric in metrics),
            *_scores(run, among, of_network=name == NETWORK),
        ]
        for run, name, row, one_of in _once(rows)
    ]
    of = [Column(segment, _recommender(trained[0])) for segment in among]
    titles = [CLASSIFIER.get(metric, metric) for metric in metrics]
    head = [*map(Column, ["run", *settings, "predictor", *titles]), *of]
    return [Heading(2, f"{LESSONS[key]}{f'; {apart}' if apart else ''}"), table(head, lines, n_left=2 + len(settings))]


def _once(rows: Sequence[tuple[Run, str, Metrics]]) -> list[tuple[Run, str, Metrics, bool]]:
    """The rows, networks first, and whether each is of one run; what needs no network once where all have the same."""
    first = [(*row, True) for row in rows if row[1] == NETWORK]
    others = [row for row in rows if row[1] != NETWORK]
    alike = {name for name in {row[1] for row in others} if len({repr(r[2]) for r in others if r[1] == name}) == 1}
    several = len({row[0].stamp for row in rows}) > 1
    kept: dict[tuple[str, str], tuple[Run, str, Metrics, bool]] = {}
    for run, name, row in others:
        same = several and name in alike
        kept.setdefault((name, "" if same else run.stamp), (run, name, row, not same))
    return [*first, *kept.values()]


def _scores(run: Run, among: Sequence[str], *, of_network: bool) -> list[Cell]:
    if not of_network:
        return [score(None)] * len(among)
    window, metric, name = next(iter(run.data["scores"])), headline([run]), _recommender(run)
    return [
        score(value_of(run, window, name, segment, metric), margin_of(run, window, name, segment, metric))
        for segment in among
    ]


def _segments(runs: Sequence[Run]) -> list[str]:
    """Those of Table 1 in the first window; none where no recommender of the runs' own is scored."""
    known = segments(runs, next(iter(runs[0].data["scores"])))
    return [segment for segment in SEGMENTS if segment in known] if _recommender(runs[0]) else []


def _recommender(run: Run) -> str:
    """The first that is no floor or top: what the vectors were made for."""
    scored = next(iter(run.data["scores"].values()))
    return next((name for name in scored if name not in (*FLOORS, *TOPS)), "")
