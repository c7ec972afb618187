"""The closing table of a run: the headline metric by segment for every recommender, in the form that fits."""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from fashrec.infer.margin import legend, margin
from fashrec.results.scores import FLOORS, TOPS

WIDEST = 1000  # letters: what no table reaches


def print_table(data: dict[str, Any], window: str, headline: str, console: Console) -> None:
    """A row a segment, with the scores' margins where there is place for them; a row a recommender where even the
    scores have none. Margins that are not beside the scores stand under the table, those of segment `all`.

    Args:
        data: run.json of a run that is done.
        window: of its scores.
        headline: the metric.
        console: where to; its width decides.
    """
    margins = {name: margin(of_one["all"][headline]) for name, of_one in _with_margins(data, window).items()}
    said = ", ".join(f"{name} {one}" for name, one in margins.items() if one)
    forms = [
        _by_segment(data, window, headline, margins=bool(said)),
        _by_segment(data, window, headline, margins=False),
    ]
    fitting = [place for place, form in enumerate(forms) if _width(form, console) <= console.width]
    console.print(forms[fitting[0]] if fitting else _by_recommender(data, window, headline))
    if said:
        beginning = f"segment all: {said}. " if fitting[:1] != [0] else ""
        console.print(f"{beginning}{legend(data['level'])}", markup=False, highlight=False, soft_wrap=True)


def _width(table: Table, console: Console) -> int:
    return Measurement.get(console, console.options.update(max_width=WIDEST), table).maximum


def _with_margins(data: dict[str, Any], window: str) -> dict[str, Any]:
    """The recommenders whose margins are shown: chance is the closed form in the table, and the oracle is no rival."""
    return {name: one for name, one in _in_order(data["scores"][window]).items() if name not in ("chance", *TOPS)}


def _columns(data: dict[str, Any], window: str) -> dict[str, Any]:
    bounds = {"chance": data["floors"][window], "ceiling": data["ceilings"][window]}
    return _in_order({**data["scores"][window], **bounds})


def _by_segment(data: dict[str, Any], window: str, headline: str, *, margins: bool) -> Table:
    columns, ceiling = _columns(data, window), data["ceilings"][window]
    shown = _with_margins(data, window) if margins else {}
    # what is wider by the margins stands closer together: it has to fit into 80 letters
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 0 if margins else 1, 0, 0))
    table.add_column("segment", no_wrap=True)
    for column in ("n", *columns):
        table.add_column(column, justify="right", no_wrap=True)
    for segment in ceiling:
        cells = {name: column[segment].get(headline, {}) for name, column in columns.items()}
        texts = [_text(cell.get("value")) + (margin(cell) if name in shown else "") for name, cell in cells.items()]
        table.add_row(segment, f"{ceiling[segment][headline]['n']:,}", *texts)
    return table


def _by_recommender(data: dict[str, Any], window: str, headline: str) -> Table:
    ceiling = data["ceilings"][window]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0)
    table.add_column("", no_wrap=True, overflow="ellipsis")
    for segment in ceiling:
        table.add_column(segment.replace("_", "\n"), justify="right", no_wrap=True)
    table.add_row("n", *(f"{ceiling[segment][headline]['n']:,}" for segment in ceiling))
    for name, column in _columns(data, window).items():
        # without the 0 before the point nine segments fit into 80 letters
        table.add_row(name, *(_text(column[one].get(headline, {}).get("value")).removeprefix("0") for one in ceiling))
    return table


def _in_order(columns: dict[str, Any]) -> dict[str, Any]:
    """From the floor to the ceiling, the oracle under it; `chance` is the closed form, not its simulation."""
    inner = [name for name in columns if name not in (*FLOORS, *TOPS)]
    return {name: columns[name] for name in (*FLOORS, *inner, *TOPS) if name in columns}


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
