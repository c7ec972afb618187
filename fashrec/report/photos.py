"""Photo searches (`python -m fashrec.bench photos`) beside each other, as tables of a page."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from fashrec.bench.photos.bootstrap import intervals
from fashrec.bench.photos.figures import MEASURES, Figures
from fashrec.bench.photos.table import named
from fashrec.errors import ConfigError
from fashrec.markdown import grid
from fashrec.record import RUN
from fashrec.report.cells import decimals

# what has to be the same for two searches to be compared photo by photo
SAME = ("photos", "k", "cut", "catalogue", "n_items", "n_matching", "seed")


def newest_searches(folders: Iterable[Path], where: str) -> list[Figures]:
    """Of each name the newest search that is done, in the order in which they were made.

    Args:
        folders: run folders, named by their time.
        where: what an error says.

    Raises:
        ConfigError: where there is none, or they did not ask the same.
    """
    newest: dict[str, Path] = {}
    for folder in sorted(folders, key=lambda folder: folder.name):
        facts = json.loads((folder / RUN).read_text(encoding="utf-8")) if (folder / RUN).exists() else {}
        if facts.get("kind") == "photos" and facts.get("status") == "done":
            newest.pop(facts["name"], None)  # so that a name stands where its newest search does
            newest[facts["name"]] = folder
    searches = [Figures.read(folder) for folder in newest.values()]
    if not searches:
        raise ConfigError(
            "no photo search that is done is there",
            where=where,
            why="the table is made from the run folders of `python -m fashrec.bench photos`",
            do="measure first, or name their folders, as in runs=runs/photos/*/*",
        )
    first = searches[0].facts
    other = [f"{one.facts['name']}: {name}" for one in searches for name in SAME if one.facts[name] != first[name]]
    if other:
        raise ConfigError(
            f"not the same was asked as of {first['name']}: {', '.join(other)}",
            where=where,
            why="shares of other photos, other items or other chances do not stand beside each other",
            do="measure with the same settings, or name fewer folders",
        )
    return searches


def searches_table(searches: Sequence[Figures], against: str, where: str) -> str:
    """A row a search with its intervals, and, with `against`, what each gains over the search of that name.

    Raises:
        ConfigError: where no search has that name.
    """
    k = searches[0].facts["k"]
    head = [named(measure, k) for measure in MEASURES]
    chance = ["chance", *(decimals(value) for value in searches[0].measures["chance"])]
    rows = [[one.facts["name"], *_with_interval(one)] for one in searches]
    parts = [grid(["", *head], [chance, *rows], n_left=1)]
    if against:
        parts.append(_gains(searches, _named(searches, against, where), head))
    return "\n\n".join([*parts, f"In brackets 95 % over photos; {_caption(searches)}"])


def classes_table(searches: Sequence[Figures], measure: str, where: str) -> str:
    """A row a class, a column a search, of one measure.

    Raises:
        ConfigError: where there is no such measure.
    """
    if measure not in MEASURES:
        raise ConfigError(
            f"there is no measure {measure}",
            where=where,
            why=f"a photo search has {', '.join(MEASURES)}",
            do=f"write metric={MEASURES[-1]}",
        )
    first = searches[0].classes
    columns = [first[f"{measure}_chance"], *(one.classes[measure] for one in searches)]
    rows = [
        [name, f"{n:,}", *(decimals(column[row]) for column in columns)]
        for row, (name, n) in enumerate(first.select("class", "n").iter_rows())
    ]
    table = grid(["class", "n", "chance", *(one.facts["name"] for one in searches)], rows, n_left=1)
    return f"{table}\n\n{named(measure, searches[0].facts['k'])} of each class; {_caption(searches)}"


def _gains(searches: Sequence[Figures], base: Figures, head: Sequence[str]) -> str:
    """Photo by photo: both were asked about the same ones."""
    rows = []
    for one in searches:
        if one is not base:
            gains = one.values - base.values
            low, high = intervals(gains, base.facts["seed"])
            ends = zip(gains.mean(axis=0), low, high, strict=True)
            rows.append([one.facts["name"], *(f"{_signed(v)} ({_signed(a)} … {_signed(b)})" for v, a, b in ends)])
    return grid([f"minus {base.facts['name']}", *head], rows, n_left=1)


def _named(searches: Sequence[Figures], name: str, where: str) -> Figures:
    found = [one for one in searches if one.facts["name"] == name]
    if not found:
        names = ", ".join(one.facts["name"] for one in searches)
        raise ConfigError(
            f"there is no photo search named {name}",
            where=where,
            why=f"what is there is {names}",
            do=f"write against={searches[0].facts['name']}",
        )
    return found[0]


def _with_interval(search: Figures) -> list[str]:
    rows = search.measures.iter_rows(named=True)
    return [f"{decimals(row['value'])} ({decimals(row['low'])} … {decimals(row['high'])})" for row in rows]


def _caption(searches: Sequence[Figures]) -> str:
    facts, photos = searches[0].facts, searches[0].photos
    commits = dict.fromkeys(str(one.facts["git_commit"])[:12] for one in searches)
    return (
        f"{len(photos):,} photos of {photos['class'].n_unique()} classes; {facts['n_items']:,} items, catalogue "
        f"`{facts['catalogue']}` on {facts['cut']}; commit {', '.join(commits)}."
    )


def _signed(value: float) -> str:
    return f"{value:+.4f}".replace("-", "−")
