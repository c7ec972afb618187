"""The gallery as sections of a page: who is shown, the customers, the items."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from fashrec.gallery.cases import flags, pairs_of
from fashrec.gallery.choice import choose
from fashrec.gallery.chosen import choice_table, score_table
from fashrec.gallery.finished import Finished
from fashrec.gallery.histories import histories
from fashrec.gallery.sheets import Sheets, sheets_of
from fashrec.gallery.sides import sides_of
from fashrec.gallery.stock import stock_of
from fashrec.gallery.told import Told, items_in
from fashrec.html.page import Section, environment
from fashrec.html.parts import data_block
from fashrec.progress import Quiet
from fashrec.results.scores import window_of
from fashrec.stages import Progress

WEB = Path(__file__).parent / "web"
SCRIPTS = ("shelf.js", "item.js", "cases.js", "cards.js", "customers.js", "find.js", "atlas.js", "map.js")
# bytes of theme, scripts and markup, with room to spare
FRAME = 80_000
PICTURES = "pictures"
QUIET = Quiet()


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
    progress: Progress = QUIET,
) -> Gallery:
    """The sections of one run, or of two.

    Args:
        runs: the first is the one whose tables, pictures and vectors are looked at.
        recommenders: as a request (request.py) says, like the settings that follow.
        customers: likewise.
        window: likewise.
        embed_mb: likewise; it counts these sections as if they were a page of their own.
        seed: likewise.
        progress: told about pictures.

    Raises:
        ConfigError: where there is no such recommender or window.
        DataError: where the runs were scored against different purchases, or lack files.
    """
    run, window = runs[0], window_of(runs, window)
    sides = sides_of(runs, window, recommenders)
    labels = [side.label for side in sides]
    every = pairs_of(sides, window, run.k)
    choice = choose(flags(every, labels), len(every), customers, seed)
    pairs = every[choice.rows]
    past = histories(run, window, pairs)
    stock = stock_of(run, window, items_in(pairs, past), seed)
    told = Told(labels, run.horizons(window), pairs, past, stock)
    sheets = sheets_of(stock.files, embed_mb * 1e6 - _bytes_without_pictures(told), progress)
    beside = {f"{PICTURES}/{at}.webp": sheets.files[at] for at in range(sheets.embedded, len(sheets.files))}
    data = told.data(sheets, list(beside))
    chosen = _body(
        "chosen.html.j2",
        choice=choice,
        seed=seed,
        window=window,
        real=run.real,
        missing=run.tables is None,
        run=run.folder.name,
        n_pictures=sum(sheets.has),
        chosen=choice_table(choice),
        scores=score_table(sides, window),
    )
    embedded = [b64encode(sheet).decode() for sheet in sheets.files[: sheets.embedded]]
    cards = _body("customers.html.j2", sides=labels, data=data_block("gallery-data", data), sheets=embedded)
    sections = (
        Section("Who is shown", chosen, styles=(_file("gallery.css"),), beside=bool(beside)),
        Section("Customers", cards, scripts=tuple(map(_file, SCRIPTS))),
        Section("Items", _body("items.html.j2", map=data["map"])),
    )
    return Gallery(sections, beside, run.real)


def _bytes_without_pictures(told: Told) -> int:
    nothing = Sheets((), 0, (False,) * len(told.stock.ids))
    return FRAME + len(data_block("", told.data(nothing, ())).encode())


def _body(template: str, **facts: object) -> Markup:
    return Markup(environment(WEB).get_template(template).render(facts))  # noqa: S704 - rendered with everything escaped


def _file(name: str) -> str:
    return (WEB / name).read_text(encoding="utf-8")
