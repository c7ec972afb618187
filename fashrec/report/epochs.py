"""Table 1 of the paper, extended, from the runs that evaluated the recommender after every epoch: `epochs.md`."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from fashrec.closing_epochs import BASELINES, FLOORS, SEGMENTS, cells, first_scores, floors_of, metric_of
from fashrec.infer.margin import legend
from fashrec.report.blocks import Block, Heading, Items, Picture, Table, Text, table
from fashrec.report.correlation import Correlation, correlations
from fashrec.results.looks import caption, looks_of
from fashrec.results.runs import Run, differing


def comparable(runs: Sequence[Run]) -> list[Run]:
    """Those that evaluated every epoch, the latest of those that asked for the same; all with the metric, the
    recommender and the cuts of the last of them, so that their numbers may stand in one table.
    """
    asked = {run.data["config_hash"]: run for run in runs if run.data.get("epochs")}
    found = list(asked.values())
    return [run for run in found if _asked(run) == _asked(found[-1])]


def points(runs: Sequence[Run]) -> pl.DataFrame:
    """A row a network, runs and epochs in order: `run`, the settings that differ, `epoch`, the classifier's metrics,
    and the hit rate of each of SEGMENTS under the segment's name (float64, null where undefined).
    """
    settings = differing(runs)
    rows = [
        {"run": run.stamp, **{name: str(run.settings.get(name, "-")) for name in settings}, **point}
        for run in runs
        for point in _points(run)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def steps(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """`points`, with the change since the run's epoch before in place of each of `columns`; null for its first."""
    return frame.with_columns(pl.col(columns).diff().over("run"))


def classifier_metrics(run: Run) -> list[str]:
    """The columns of `points` that say how good the classifier is."""
    return list(run.data["epochs"][0]["classifier"]["network"])


def epochs(runs: Sequence[Run]) -> list[Block]:
    """The table of each run, the correlations over all of them, and what these do and do not show.

    Args:
        runs: `comparable`, at least one.
    """
    settings = differing(runs)
    metric = metric_of(runs[0].data)
    made: list[Block] = [
        Heading(1, f"{runs[0].name}: the classifier and {metric}, epoch by epoch"),
        Text(_legend(runs)),
    ]
    for run in runs:
        named = [f"{name} {run.settings.get(name, '-')}" for name in settings] or [run.stamp]
        head, *rows = cells(run.data, margins=True)
        made += [Heading(2, ", ".join(named)), table(head, rows)]
    metrics, frame = classifier_metrics(runs[0]), points(runs)
    of_points = correlations(frame, metrics, SEGMENTS)
    of_steps = correlations(steps(frame, [*metrics, *SEGMENTS]), metrics, SEGMENTS)
    return [
        *made,
        Picture("epochs.svg", "losses, classifier and hit rates by epoch"),
        Heading(2, "Spearman's rank correlation"),
        _correlations(of_points, len(runs)),
        Text(_what_rho_is(runs, of_points)),
        Heading(3, "Of the steps from one epoch to the next"),
        _correlations(of_steps, len(runs)),
        Text(_what_steps_say(of_steps)),
        Heading(2, "What else to know"),
        Text(_what_accuracy_hides(runs)),
        *_how_sure(runs),
    ]


def _asked(run: Run) -> tuple[object, ...]:
    recommenders, window = first_scores(run.data["epochs"][0])
    cuts = tuple(cut["start"] for cut in run.data["cuts"])
    return metric_of(run.data), recommenders[0], window, cuts, run.data["data"]["hash"]


def _points(run: Run) -> list[dict[str, object]]:
    metric = metric_of(run.data)
    (recommender, *_), window = first_scores(run.data["epochs"][0])
    made = []
    for row in run.data["epochs"]:
        scores = row["scores"][window][recommender]
        rates = {segment: scores[segment][metric]["value"] for segment in SEGMENTS}
        made.append({"epoch": row["epoch"], **row["classifier"]["network"], **rates})
    return made


def _legend(runs: Sequence[Run]) -> str:
    run = runs[0]
    (recommender, *_), window = first_scores(run.data["epochs"][0])
    metric, cuts = metric_of(run.data), [cut["start"] for cut in run.data["cuts"]]
    n = {segment: run.data["ceilings"][window][segment][metric]["n"] for segment in SEGMENTS}
    said = ", ".join(f"{name} {count:,}" for name, count in n.items())
    level, opened = run.data.get("level"), [f"{window} window", *filter(None, [caption(looks_of(runs, window))])]
    return (
        f"`train` and `valid` are losses; ACC, F-beta (beta 2, macro, threshold 0.5) and mAP (macro) are over "
        f"held-out products. The last four columns are {metric} of `{recommender}` by segment, over {len(cuts)} cuts "
        f"({cuts[0]} ... {cuts[-1]}, {', '.join(opened)}): the same customers after every epoch. "
        f"Scored (cut, customer) pairs: {said}. Below the epochs: classifiers that need no network, then lists that "
        f"need no picture. Trained on {run.data['classifier']['n_training']:,} pictures of items bought before "
        f"{run.data['classifier']['cut']}.{f' {legend(level)}.' if level else ''}"
    )


def _correlations(made: Sequence[Correlation], n_runs: int) -> Table:
    rates = list(dict.fromkeys(one.rate for one in made))
    metrics = dict.fromkeys(one.metric for one in made)
    rows = [[metric, *(_rho(one, n_runs) for one in made if one.metric == metric)] for metric in metrics]
    return table(["metric", *rates], rows)


def _rho(one: Correlation, n_runs: int) -> str:
    if one.rho is None:
        return "-"
    own = [rho for rho in one.by_run if rho is not None]
    beside = f" ({min(own):+.2f} ... {max(own):+.2f})" if n_runs > 1 and own else ""
    return f"{one.rho:+.2f}{beside}"


def _what_rho_is(runs: Sequence[Run], made: Sequence[Correlation]) -> str:
    n = max(one.n for one in made)
    each = sorted({len(run.data["epochs"]) for run in runs})
    of_runs = f"{n} networks: {' or '.join(map(str, each))} epochs of {len(runs)} run{'s' * (len(runs) > 1)}"
    brackets = "; in brackets the lowest and highest of the runs' own" if len(runs) > 1 else ""
    return (
        f"Each number is over n = {of_runs}{brackets}. For a loss, less is better. The epochs of a run follow one "
        "from another, and all runs share the shop, the cuts and the customers, so the points are not independent: "
        "no p-value is given, and n is small. Whatever grows while a network is trained correlates with everything "
        "else that does. So these numbers say whether classifier and recommender move together while it is trained; "
        "they do not say that the one makes the other better, nor which of two trained networks to choose."
    )


def _what_steps_say(made: Sequence[Correlation]) -> str:
    n = max(one.n for one in made)
    return (
        f"The same over the n = {n} changes between an epoch and the one before it in the same run, which takes away "
        "what only grows with training and what differs between runs: does the epoch that teaches the classifier "
        "more also bring more hits? Compare the changes with the errors below before reading anything into a number."
    )


def _what_accuracy_hides(runs: Sequence[Run]) -> str:
    last = [run.data["epochs"][-1]["classifier"] for run in runs]

    def said(predictor: str, metric: str) -> str:
        return _range([row[predictor][metric] for row in last])

    best = max(BASELINES, key=lambda name: last[0][name]["map_macro"] or 0.0)
    return (
        f"Labels are sparse: to say no label at all (`none`) has an ACC of {said('none', 'accuracy')} already, the "
        f"trained network {said('network', 'accuracy')}. An ACC near 1, as in the paper's Table 1, shows next to "
        f"nothing by itself; mAP ({said('network', 'map_macro')}, `{best}` {said(best, 'map_macro')}) tells more."
    )


def _how_sure(runs: Sequence[Run]) -> list[Block]:
    """The hit rates' movement over epochs, beside the error of one of them and what needs no network."""
    metric, window = metric_of(runs[0].data), first_scores(runs[0].data["epochs"][0])[1]
    frame, floors = points(runs), floors_of(runs[0].data, window)
    head = (
        f"{metric} over all {frame.height} networks (the error is the binomial standard error of one figure, which "
        "takes all (cut, customer) pairs for independent; a movement of about that size can be chance, though the "
        "customers are the same each time, so that differences are surer than single figures):"
    )
    lines = []
    for segment in SEGMENTS:
        n = runs[0].data["ceilings"][window][segment][metric]["n"]
        values = frame[segment].drop_nulls().to_list()
        if n and values:
            mean = sum(values) / len(values)
            error = math.sqrt(mean * (1 - mean) / n)
            beside = [_beside(values, name, floors.get(name, {}).get(segment, {}).get(metric, {})) for name in FLOORS]
            said = ", ".join([f"error {error:.4f}", *filter(None, beside)])
            lines.append(f"`{segment}`: {min(values):.4f} ... {max(values):.4f}, {said}")
    return [Text(head), Items(tuple(lines))]


def _beside(values: Sequence[float], name: str, cell: Mapping[str, Any]) -> str | None:
    """How many of the networks are above a floor, and where it lies."""
    floor = cell.get("value")
    if floor is None:
        return None
    above = sum(value > floor for value in values)
    return f"above {name} ({floor:.4f}) {above} of {len(values)} times"


def _range(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return "-"
    low, high = f"{min(known):.3f}", f"{max(known):.3f}"
    return low if low == high else f"{low} ... {high}"
