"""The gallery as sections of a page: how customers were chosen, the customers, the map of items."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from fashrec.gallery.cases import flags, horizon, pairs_of
from fashrec.gallery.choice import Choice, choose
from fashrec.gallery.finished import Finished
from fashrec.gallery.histories import LAST, histories
from fashrec.gallery.sheets import Sheets, sheets_of
from fashrec.gallery.sides import Side, sides_of, window_of
from fashrec.gallery.stock import stock_of
from fashrec.gallery.told import items_in, told
from fashrec.html.page import Section, environment
from fashrec.html.parts import data_block, table
from fashrec.infer.margin import legend, margin

WEB = Path(__file__).parent / "web"
SCRIPTS = ("shelf.js", "item.js", "customers.js", "map.js")
# bytes of theme, scripts and markup, with room to spare
FRAME = 80_000
PICTURES = "pictures"


@dataclass(frozen=True)
class Gallery:
    """What a page is made of.

    Attributes:
        sections: in order.
        beside: files to be written into the page's folder, by name.
        real: whether real customers are shown.
    """

    sections: tuple[Section, ...]
    beside: dict[str, bytes]
    real: bool


def gallery(
    runs: Sequence[Finished],
    *,
    recommenders: Sequence[str] = (),
    customers: int = 500,
    window: str = "",
    embed_mb: float = 15,
    seed: int = 0,
) -> Gallery:
    """The sections of one run, or of two; a request's attributes (request.py) say what the settings are.

    Raises:
        ConfigError: where there is no such recommender or window.
        DataError: where the runs were scored against different purchases, or lack files.
    """
    window = window_of(runs, window)
    sides = sides_of(runs, window, recommenders)
    labels = [side.label for side in sides]
    k = int(str(runs[0].data["headline"]).rpartition("@")[2])
    every = pairs_of(sides, window, k)
    choice = choose(flags(every, labels), len(every), customers, seed)
    pairs = every[choice.rows]
    past = histories(runs[0], window, pairs)
    stock = stock_of(runs[0], window, items_in(pairs, past), seed)
    bare = len(data_block("", told(labels, k, horizon(runs[0]), pairs, past, stock, Sheets((), 0, ()), ())).encode())
    sheets = sheets_of(stock.files, embed_mb * 1e6 - bare - 2 * len(stock.ids) - FRAME)
    beside = {f"{PICTURES}/{at}.webp": sheets.files[at] for at in range(sheets.embedded, len(sheets.files))}
    data = told(labels, k, horizon(runs[0]), pairs, past, stock, sheets, list(beside))
    facts = {
        "sides": labels,
        "k": k,
        "n_last": LAST,
        "has_tables": runs[0].tables is not None,
        "n_pictures": sum(sheets.has),
        "n_items": len(stock.ids),
        "map": data["map"],
        "missing": "" if runs[0].tables is not None else _missing(runs[0]),
    }
    real = runs[0].real
    sections = [
        Section(
            "Who is shown",
            _body(
                "chosen.html.j2",
                **facts,
                choice=choice,
                seed=seed,
                window=window,
                real=real,
                chosen=_chosen(choice),
                scores=_scores(sides, window),
            ),
            styles=_styles(),
            beside=bool(beside),
        ),
        Section(
            "Customers",
            _body("customers.html.j2", **facts, data=data_block("gallery-data", data), sheets=_embedded(sheets)),
            scripts=_scripts(),
        ),
    ]
    if data["map"]:
        sections.append(Section("Map of items", _body("map.html.j2", **facts)))
    return Gallery(tuple(sections), beside, real)


def _body(template: str, **facts: object) -> Markup:
    return Markup(environment(WEB).get_template(template).render(facts))  # noqa: S704 - rendered with everything escaped


def _styles() -> tuple[str, ...]:
    return ((WEB / "gallery.css").read_text(encoding="utf-8"),)


def _scripts() -> tuple[str, ...]:
    return tuple((WEB / name).read_text(encoding="utf-8") for name in SCRIPTS)


def _embedded(sheets: Sheets) -> list[str]:
    return [b64encode(file).decode() for file in sheets.files[: sheets.embedded]]


def _chosen(choice: Choice) -> Markup:
    """How many of each kind there are, and how many of them are on the page."""
    n = len(choice.rows)
    rows = [
        [name, f"{among:,}", f"{among / choice.of:.1%}", f"{here:,}", f"{here / n:.1%}" if n else "-"]
        for name, (among, here) in choice.counts.items()
    ]
    head = ["", f"of all {choice.of:,}", "share", f"of these {n:,}", "share"]
    return table(head, rows, caption="How often there is what can be looked for")


def _scores(sides: Sequence[Side], window: str) -> Markup:
    """The runs' own scores of everybody."""
    metric = sides[0].run.data["headline"]
    cells = [side.run.data["scores"][window][side.recommender] for side in sides]
    rows = []
    for segment, of_first in cells[0].items():
        pair = [of_first.get(metric), cells[1].get(segment, {}).get(metric)]
        if pair[0] is None or not pair[0]["n"]:
            continue
        said = ["-" if one is None or one["value"] is None else f"{one['value']:.4f} {margin(one)}" for one in pair]
        rows.append([segment, f"{pair[0]['n']:,}", *said])
    level = sides[0].run.data.get("level")
    under = Markup('<p class="quiet">{}.</p>').format(legend(level)) if level else ""
    return table(["segment", "n", *(side.label for side in sides)], rows, caption=f"{metric}, everybody") + under


def _missing(run: Finished) -> str:
    return f"The store of {run.folder.name} is not at hand: give store=FOLDER, or run the experiment again."
