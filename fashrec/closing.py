"""What a run says when it is done: one small table, where the run folder lies, what to type next."""

from typing import Any

from rich.console import Console
from rich.table import Table

from fashrec.record import Record


def close(record: Record, headline: str, console: Console) -> None:
    """Print the headline metric by segment for every recommender, between chance and ceiling.

    Args:
        record: a run that is done.
        headline: the metric, such as `hit_rate@5`.
        console: where to.
    """
    for window in record.data["scores"]:
        console.print(_table(record.data, window, headline))
    for line in _notes(record.data):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(f"run folder: {record.folder}", markup=False, highlight=False, soft_wrap=True)
    console.print("next: python -m fashrec.report, or another experiment of conf/experiment/", highlight=False)


def _table(data: dict[str, Any], window: str, headline: str) -> Table:
    scores, chance, ceiling = data["scores"][window], data["floors"][window], data["ceilings"][window]
    cuts = [cut for cut in data["cuts"] if window in ("all", cut["window"])]
    title = f"{headline} by segment, {window} window: {len(cuts)} cuts from {cuts[0]['start']} to {cuts[-1]['start']}"
    table = Table(title=title, title_justify="left", header_style="bold")
    table.add_column("segment")
    for column in ("n", "chance", *scores, "ceiling"):
        table.add_column(column, justify="right")
    for segment in ceiling:
        rows = [chance[segment], *(score[segment] for score in scores.values()), ceiling[segment]]
        cells = [_text(row.get(headline, {}).get("value")) for row in rows]
        table.add_row(segment, f"{ceiling[segment][headline]['n']:,}", *cells)
    return table


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _notes(data: dict[str, Any]) -> list[str]:
    return [str(note) for note in data.get("notes", [])]
