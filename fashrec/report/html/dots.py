"""The headline metric as dots on their intervals: a panel a segment, with chance, oracle and ceiling as lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

from markupsafe import Markup

from fashrec.html.page import environment
from fashrec.report.groups import Group
from fashrec.report.overview import Overview, Row
from fashrec.results.rivals import labels
from fashrec.results.scores import BOUNDS, cell_of, n_of, segments, value_of

WIDTH, LEFT, RIGHT, TOP, ROW = 420, 166, 14, 6, 20  # units of the drawing
LONGEST = 24  # letters of a label
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
        return self.height - 20


def figures(group: Group, seen: Overview) -> Markup:
    """The panels of a group, all of them with the same rows."""
    template = environment(Path(__file__).parent).get_template("dots.svg.j2")
    made = []
    for segment in segments(group.runs, group.window):
        panel = panel_of(group, seen, segment)
        caption = Markup("<b>{}</b> n = {:,}{}").format(
            panel.segment, panel.n, "".join(f" · {one} →" for one in panel.far)
        )
        drawn = Markup(template.render(p=panel))  # noqa: S704 - the template escapes
        made.append(Markup("<figure><figcaption>{}</figcaption>{}</figure>").format(caption, drawn))
    return Markup('<div class="panels">{}</div>').format(Markup("").join(made))


def panel_of(group: Group, seen: Overview, segment: str) -> Panel:
    """Where everything lies in a segment's panel."""
    rows = [row for row in seen.rows if row.recommender not in BOUNDS and row.recommender != "-"]
    values = [cell_of(group.runs[row.place[0]], group.window, row.recommender, segment, group.metric) for row in rows]
    bounds = {name: value_of(group.runs[0], group.window, name, segment, group.metric) for name in BOUNDS}
    known = {name: value for name, value in bounds.items() if value is not None}
    greatest = max([*(one.get("high") or one.get("value") or 0.0 for one in values), known.get("chance", 0.0), 0.0])
    near = {name: value for name, value in known.items() if value <= FAR * greatest or name == "chance"}
    ticks = _ticks(max([greatest, *near.values(), 0.0]) or 1.0)

    def at(value: float | None) -> float | None:
        return None if value is None else round(LEFT + (WIDTH - LEFT - RIGHT) * value / ticks[-1], 1)

    best = seen.best.get(segment)
    names = _labels(group, rows)
    dots = [
        Dot(
            label=name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…",
            title=f"{name} {_text(one)}",
            y=TOP + ROW * place + ROW / 2,
            x=at(one.get("value")),
            low=at(one.get("low")),
            high=at(one.get("high")),
            best=best is not None and best.holds and best.place == row.place,
        )
        for place, (row, name, one) in enumerate(zip(rows, names, values, strict=True))
    ]
    return Panel(
        segment=segment,
        n=n_of(group.runs[0], group.window, segment, group.metric),
        far=tuple(f"{name} {value:.3f}" for name, value in known.items() if name not in near),
        said="; ".join([f"{group.metric}, {segment}", *(dot.title for dot in dots), *_said(known)]),
        lines=tuple(Mark(name, at(value) or 0.0, f"{value:.4f}") for name, value in near.items()),
        ticks=tuple(Mark("", at(value) or 0.0, f"{value:g}") for value in ticks),
        rows=tuple(dots),
        height=TOP + ROW * len(rows) + 22,
    )


def _labels(group: Group, rows: Sequence[Row]) -> list[str]:
    """What each row is called: its recommender, with what tells its run apart where a run is meant."""
    if len(group.runs) == 1:
        return [row.recommender for row in rows]
    said = labels(group.runs)
    own = [row.recommender for row in rows if not row.of_all]
    return [
        row.recommender
        if row.of_all or (own.count(row.recommender) == 1)
        else (said[row.place[0]] if len(set(own)) == 1 else f"{row.recommender} {said[row.place[0]]}")
        for row in rows
    ]


def _ticks(greatest: float) -> list[float]:
    """0 and round steps up to the first that is not below `greatest`."""
    rough = greatest / TICKS
    power = 10 ** floor(log10(rough))
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= rough)
    return [round(step * place, 10) for place in range(ceil(round(greatest / step, 9)) + 1)]


def _text(cell: Mapping[str, Any]) -> str:
    value, low, high = (cell.get(name) for name in ("value", "low", "high"))
    if value is None:
        return "has no score"
    return f"{value:.4f}" if low is None or high is None else f"{value:.4f} [{low:.4f}, {high:.4f}]"


def _said(known: Mapping[str, float]) -> list[str]:
    return [f"{name} {value:.4f}" for name, value in known.items()]
