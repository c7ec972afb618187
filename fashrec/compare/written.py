"""Families of differences on a terminal, and as Markdown, CSV or JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from fashrec.compare.request import Request
from fashrec.compare.words import cells, head, method, narrow, notes, title
from fashrec.markdown import grid
from fashrec.plain import writing
from fashrec.results.families import Family

SCHEMA = 1
WIDEST = 1000  # letters: what no table reaches
TEXTS = ("base", "recommender")


def show(found: Sequence[Family], request: Request, console: Console) -> None:
    """Print a table a family, without its least columns where the terminal is too narrow."""
    for family in found:
        console.print(f"\n{title(family)}", style="bold", markup=False, highlight=False, soft_wrap=True)
        if family.differences:
            whole = _table(family, ())
            fits = Measurement.get(console, console.options.update(max_width=WIDEST), whole).maximum <= console.width
            console.print(whole if fits else _table(family, narrow(family)))
        for line in notes(family):
            console.print(line, markup=False, highlight=False)
    console.print("")
    for line in method(request.question):
        console.print(line, markup=False, highlight=False)


def write(found: Sequence[Family], request: Request) -> None:
    """Write the file that the request names, in the format that its ending names.

    Raises:
        ConfigError: where it cannot be written.
    """
    file = Path(request.out)
    made = {".md": _markdown, ".csv": _csv, ".json": _json}[file.suffix](found, request)
    with writing(file, "differences", "out=reports/differences.md"):
        file.write_text(made, encoding="utf-8")


def _table(family: Family, without: Sequence[int]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 0 if without else 1, 0, 0))
    for name in _but(head(family), without):
        table.add_column(name, justify="left" if name in TEXTS else "right", no_wrap=name not in TEXTS, overflow="fold")
    for one in family.differences:
        # as they are: a label's brackets are no markup
        table.add_row(*map(Text, _but(cells(family, one), without)))
    return table


def _but(line: Sequence[str], without: Sequence[int]) -> list[str]:
    return [cell for at, cell in enumerate(line) if at not in without]


def _markdown(found: Sequence[Family], request: Request) -> str:
    return "\n\n".join([f"<!-- made by `{request.command}`: do not edit -->", *_parts(found, request)]) + "\n"


def _parts(found: Sequence[Family], request: Request) -> Iterator[str]:
    for family in found:
        yield f"## {title(family)}"
        if family.differences:
            lines = [cells(family, one) for one in family.differences]
            yield grid(head(family), lines, n_left=len(set(TEXTS) & set(head(family))))
        yield " ".join(notes(family))
    yield " ".join(method(request.question))


def _csv(found: Sequence[Family], request: Request) -> str:
    del request
    rows = [
        {
            **{name: getattr(family, name) for name in ("window", "segment", "metric", "n_customers", "n_pairs")},
            **{name: value for name, value in asdict(one).items() if name != "by_cut"},
            "n_better": one.n_better,
            "n_cuts": len(one.by_cut),
        }
        for family in found
        for one in family.differences
    ]
    return pl.DataFrame(rows, infer_schema_length=None).write_csv()


def _json(found: Sequence[Family], request: Request) -> str:
    data = {
        "schema": SCHEMA,
        "command": request.command,
        "seed": request.question.seed,
        "replicates": request.question.replicates,
        "families": [asdict(family) for family in found],
    }
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
