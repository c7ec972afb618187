"""The headline metric as dots on their intervals: a panel a segment, with chance, oracle and ceiling as lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

from markupsafe import Markup

from fashrec.html.page import environment
from fashrec.report.groups import Group
from fashrec.report.overview import ABSENT, Overview, Row
from fashrec.results.rivals import labels
from fashrec.results.scores import BOUNDS, cell_of, n_of, segments, value_of

WIDTH, LEFT, RIGHT, TOP, ROW = 420, 168, 14, 6, 20  # units of the drawing
AXIS = 20  # below the rows
LONGEST = 22  # letters of a label
TICKS = 4
FAR = 1.6  # a line that lies beyond so many times the rows' greatest is named, not drawn


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across, or a tick: where, and what is said of it."""

    name: str
    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A row: where its dot and its interval's ends lie (None: nowhere), and what is said of it."""

    label: str
    title: str
    y: float
    x: float | None
    low: float | None
    high: float | None
    best: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """A segment, drawn.

    Attributes:
        segment: its name.
        n: how many (cut, customer) pairs.
        far: the lines that lie too far right, as `ceiling 0.999`.
        said: all of it in words, for those who do not see it.
        lines: chance, oracle and ceiling.
        ticks: of the axis.
        rows: one a recommender.
        height: of the drawing.
    """

    segment: str
    n: int
    far: tuple[str, ...]
    said: str
    lines: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    rows: tuple[Dot, ...]
    height: int

    width, left, top = WIDTH, LEFT, TOP

    @property
    def bottom(self) -> int:
        """Where the axis lies."""
        return self.height - AXIS


@dataclass(frozen=True, slots=True)
class Scale:
    """From scores to places on the drawing, from 0 on.

    Attributes:
        ticks: ascending; the last is the drawing's end.
    """

    ticks: tuple[float, ...]

    @classmethod
    def up_to(cls, greatest: float) -> "Scale":
        """Round steps of 1, 2, 2.5 or 5, up to the first that is not below `greatest` (above 0)."""
        rough = greatest / TICKS
        power = 10 ** floor(log10(rough))
        step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= rough)
        return cls(tuple(round(step * place, 10) for place in range(ceil(round(greatest / step, 9)) + 1)))

    def at(self, value: float) -> float:
        """Where a score lies."""
        return round(LEFT + (WIDTH - LEFT - RIGHT) * value / self.ticks[-1], 1)

    def near(self, value: float | None) -> float | None:
        """The same; None where there is none."""
        return None if value is None else self.at(value)


def figures(group: Group, seen: Overview) -> Markup:
    """The panels of a group, all of them with the same rows."""
    template = environment(Path(__file__).parent).get_template("dots.svg.j2")
    rows = [row for row in seen.rows if row.recommender not in (*BOUNDS, ABSENT)]
    names, made = row_labels(group, rows), []
    for segment in segments(group.runs, group.window):
        panel = panel_of(group, seen, segment, list(zip(rows, names, strict=True)))
        far = "".join(f" · {one} →" for one in panel.far)
        caption = Markup("<b>{}</b> n = {:,}{}").format(panel.segment, panel.n, far)
        drawn = Markup(template.render(p=panel))  # noqa: S704 - the template escapes
        made.append(Markup("<figure><figcaption>{}</figcaption>{}</figure>").format(caption, drawn))
    return Markup('<div class="panels">{}</div>').format(Markup("").join(made))


def panel_of(group: Group, seen: Overview, segment: str, rows: Sequence[tuple[Row, str]]) -> Panel:
    """Where everything lies in a segment's panel.

    Args:
        group: whose scores.
        seen: its table, with the best.
        segment: which.
        rows: what is drawn, each with its label.
    """
    cells = [cell_of(group.runs[row.place[0]], group.window, row.recommender, segment, group.metric) for row, _ in rows]
    bounds = {name: value_of(group.runs[0], group.window, name, segment, group.metric) for name in BOUNDS}
    known = {name: value for name, value in bounds.items() if value is not None}
    greatest = max([0.0, *(one.get("high") or one.get("value") or 0.0 for one in cells), known.get("chance", 0.0)])
    near = {name: value for name, value in known.items() if value <= FAR * greatest or name == "chance"}
    scale = Scale.up_to(max(0.0, greatest, *near.values()) or 1.0)
    best = seen.best.get(segment)
    of_best = best.place if best is not None and best.holds else None
    dots = [
        _dot(scale, at, name, cell, best=row.place == of_best)
        for at, ((row, name), cell) in enumerate(zip(rows, cells, strict=True))
    ]
    said = [f"{name} {value:.4f}" for name, value in known.items()]
    return Panel(
        segment=segment,
        n=n_of(group.runs[0], group.window, segment, group.metric),
        far=tuple(f"{name} {value:.3f}" for name, value in known.items() if name not in near),
        said="; ".join([f"{group.metric}, {segment}", *(dot.title for dot in dots), *said]),
        lines=tuple(Mark(name, scale.at(value), f"{value:.4f}") for name, value in near.items()),
        ticks=tuple(Mark("", scale.at(value), f"{value:g}") for value in scale.ticks),
        rows=tuple(dots),
        height=TOP + ROW * len(rows) + AXIS + 2,
    )


def _dot(scale: Scale, place: int, name: str, cell: Mapping[str, Any], *, best: bool) -> Dot:
    value, low, high = (cell.get(part) for part in ("value", "low", "high"))
    return Dot(
        label=name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…",
        title=f"{name} {_text(value, low, high)}",
        y=TOP + ROW * place + ROW / 2,
        x=scale.near(value),
        low=scale.near(low),
        high=scale.near(high),
        best=best,
    )


def _text(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "has no score"
    return f"{value:.4f}" if low is None or high is None else f"{value:.4f} [{low:.4f}, {high:.4f}]"


def row_labels(group: Group, rows: Sequence[Row]) -> list[str]:
    """What each row is called: its recommender, with what tells its run apart where a run is meant."""
    if len(group.runs) == 1:
        return [row.recommender for row in rows]
    said = labels(group.runs)
    own = [row.recommender for row in rows if not row.of_all]
    alone = len(set(own)) == 1

    def called(row: Row) -> str:
        if row.of_all or own.count(row.recommender) == 1:
            return row.recommender
        return said[row.place[0]] if alone else f"{row.recommender} {said[row.place[0]]}"

    return list(map(called, rows))
