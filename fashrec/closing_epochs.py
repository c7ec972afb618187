"""What a run says about the epochs of its network: Table 1 of the paper with the hit rates beside it."""

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from fashrec.evaluate.segments import COLD_ONLY
from fashrec.infer.margin import margin

# as in the paper, and in the order of docs/evaluation.md 7
CLASSIFIER = {
    "loss_train": "train",
    "loss_valid": "valid",
    "accuracy": "ACC",
    "fbeta2_macro_thr0.5": "F-beta",
    "map_macro": "mAP",
}
SEGMENTS = ("all", "novel", "cold", COLD_ONLY)
BASELINES = ("none", "majority", "prior")
FLOORS = ("popular", "chance")


def close_epochs(data: Mapping[str, Any], console: Console) -> None:
    """Print the table of epochs, where the run evaluated every epoch."""
    if not data.get("epochs"):
        return
    window = next(iter(data["epochs"][0]["scores"]))
    head = f"losses, classifier and {metric_of(data)} after each epoch, {window} window; below, what needs no network"
    console.print(f"\n{head}", style="bold", highlight=False, soft_wrap=True)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 0))
    names, *rows = cells(data)
    table.add_column(names[0], no_wrap=True)
    for name in names[1:]:
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def cells(data: Mapping[str, Any], *, margins: bool = False) -> list[list[str]]:
    """Table 1 as text, names of columns first: an epoch a row, then the trivial classifiers, then `popular` and chance.

    Args:
        data: the run.json of a run that evaluated every epoch.
        margins: whether intervals stand behind the hit rates.
    """
    metric, epochs = metric_of(data), data["epochs"]
    (recommender, *_), window = first_scores(epochs[0])
    rows = [["epoch", *CLASSIFIER.values(), *SEGMENTS]]
    for row in epochs:
        scores = row["scores"][window][recommender]
        rows.append(
            [str(row["epoch"]), *_classifier(row["classifier"]["network"]), *_hits(scores, metric, margins=margins)]
        )
    last = epochs[-1]["classifier"]
    nothing = ["-"] * len(SEGMENTS)
    rows += [[name, *_classifier(last[name]), *nothing] for name in BASELINES if name in last]
    floors = floors_of(data, window)
    return rows + [
        [name, *["-"] * len(CLASSIFIER), *_hits(floors[name], metric, margins=margins)]
        for name in FLOORS
        if name in floors
    ]


def metric_of(data: Mapping[str, Any]) -> str:
    """The metric that was taken after each epoch."""
    return str(data.get("headline") or f"hit_rate@{data['ks'][0]}")


def first_scores(row: Mapping[str, Any]) -> tuple[list[str], str]:
    """The recommenders of an epoch's row, and the window that is shown: the first that was opened."""
    window = next(iter(row["scores"]))
    return list(row["scores"][window]), window


def floors_of(data: Mapping[str, Any], window: str) -> dict[str, Any]:
    """What stands beside: the other recommenders' scores, with chance's closed form in the place of its simulation."""
    return {**data["scores"][window], "chance": data["floors"][window]}


def _classifier(metrics: Mapping[str, float | None]) -> list[str]:
    return [_text(metrics[name]) for name in CLASSIFIER]


def _hits(segments: Mapping[str, Any], metric: str, *, margins: bool) -> list[str]:
    found = [segments[segment].get(metric, {}) for segment in SEGMENTS]
    return [f"{_text(one.get('value'))} {margin(one) if margins else ''}".rstrip() for one in found]


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
