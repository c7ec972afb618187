"""Runs as rows, recommenders between their floor and ceiling as columns; the same numbers long, for other tools."""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from fashrec.report.runs import Run, differing

# those whose scores no recommender could be blamed for not reaching, or praised for beating
BOUNDS = ("chance", "oracle", "ceiling")


def markdown(runs: Sequence[Run], command: str) -> str:
    """One table a window and segment, for the headline metric of the runs.

    Args:
        runs: done, at least one, all of one experiment name.
        command: what makes this text again; it stands in the first line.
    """
    headline = f"hit_rate@{runs[0].data['ks'][0]}"
    settings = differing(runs)
    parts = [f"<!-- made by `{command}`: do not edit -->", f"# {runs[0].name}: {headline}", _legend(runs)]
    for window in runs[0].data["scores"]:
        for segment in runs[0].data["ceilings"][window]:
            parts += [f"## {window} window, segment `{segment}`", _table(runs, settings, window, segment, headline)]
    classifier = _classifier(runs)
    return "\n\n".join([*parts, *classifier]) + "\n"


def long_frame(runs: Sequence[Run]) -> pl.DataFrame:
    """One row a number: run, window, recommender (`chance` and `ceiling` among them), segment, metric, value, n,
    low, high, and a column for each setting that differs.
    """
    settings = differing(runs)
    rows = [
        {"run": run.stamp, **dict(zip(settings, _settings(run, settings), strict=True)), **row}
        for run in runs
        for row in _cells(run)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _legend(runs: Sequence[Run]) -> str:
    bold = "the best run of a column" if len(runs) > 1 else "the best recommender of a row"
    return (
        f"Bold: {bold}; chance, oracle and ceiling take no part. `n` counts scored (cut, customer) pairs. "
        "`chance` is the closed form of a random list, `ceiling` the best that any list could reach, `oracle` "
        "(simulated shop) ranks by the true probabilities."
    )


def _table(runs: Sequence[Run], settings: Sequence[str], window: str, segment: str, metric: str) -> str:
    columns = _columns(runs, window)
    values = [[_value(run, window, column, segment, metric) for column in columns] for run in runs]
    bold = _best_runs(columns, values) if len(runs) > 1 else _best_recommender(columns, values[0])
    head = ["run", *settings, "n", *columns]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * (1 + len(settings)) + " ---: |" * (1 + len(columns))]
    for row, run in enumerate(runs):
        n = run.data["ceilings"].get(window, {}).get(segment, {}).get(metric, {}).get("n", 0)
        cells = [_text(value, bold=(row, column) in bold) for column, value in enumerate(values[row])]
        lines.append("| " + " | ".join([run.stamp, *_settings(run, settings), f"{n:,}", *cells]) + " |")
    return "\n".join(lines)


def _columns(runs: Sequence[Run], window: str) -> list[str]:
    names = dict.fromkeys(name for run in runs for name in run.data["scores"].get(window, {}))
    inner = [name for name in names if name not in BOUNDS]
    return ["chance", *inner, *(["oracle"] if "oracle" in names else []), "ceiling"]


def _value(run: Run, window: str, column: str, segment: str, metric: str) -> float | None:
    cell: dict[str, Any] = _tables(run, window).get(column, {}).get(segment, {}).get(metric, {})
    return cell.get("value")


def _tables(run: Run, window: str) -> dict[str, Any]:
    """By column: the recommenders, with chance's closed form in the place of its simulation, and the ceiling."""
    bounds = {"chance": run.data["floors"].get(window, {}), "ceiling": run.data["ceilings"].get(window, {})}
    return {**run.data["scores"].get(window, {}), **bounds}


def _best_runs(columns: Sequence[str], values: Sequence[Sequence[float | None]]) -> set[tuple[int, int]]:
    best = set()
    for place, column in enumerate(columns):
        found = [row[place] for row in values if row[place] is not None]
        if column not in BOUNDS and len(set(found)) > 1:
            best |= {(row, place) for row in range(len(values)) if values[row][place] == max(found)}  # type: ignore[type-var]
    return best


def _best_recommender(columns: Sequence[str], values: Sequence[float | None]) -> set[tuple[int, int]]:
    rivals = {place: value for place, value in enumerate(values) if value and columns[place] not in BOUNDS}
    return {(0, place) for place, value in rivals.items() if value == max(rivals.values())}


def _text(value: float | None, *, bold: bool) -> str:
    text = "-" if value is None else f"{value:.4f}"
    return f"**{text}**" if bold else text


def _settings(run: Run, names: Sequence[str]) -> list[str]:
    return [str(run.settings.get(name, "-")) for name in names]


def _classifier(runs: Sequence[Run]) -> list[str]:
    """The classifier's metrics of the runs that trained one, with the settings that differ among these."""
    trained = [run for run in runs if run.data.get("classifier")]
    if not trained:
        return []
    settings = differing(trained)
    names = list(trained[0].data["classifier"]["network"])
    head = ["run", *settings, "predictor", *names]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * (2 + len(settings)) + " ---: |" * len(names)]
    for run in trained:
        predictors = {name: row for name, row in run.data["classifier"].items() if isinstance(row, dict)}
        for predictor, row in predictors.items():
            cells = [_text(row.get(name), bold=False) for name in names]
            lines.append("| " + " | ".join([run.stamp, *_settings(run, settings), predictor, *cells]) + " |")
    return ["## classifier, last epoch, on held-out products", "\n".join(lines)]


def _cells(run: Run) -> Iterator[dict[str, object]]:
    for window in run.data["scores"]:
        for recommender, segments in _tables(run, window).items():
            for segment, metrics in segments.items():
                for metric, cell in metrics.items():
                    kept = {name: cell[name] for name in ("value", "n", "low", "high")}
                    place = {"window": window, "recommender": recommender, "segment": segment, "metric": metric}
                    yield place | kept
