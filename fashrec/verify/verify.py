"""Every score of a run folder once more: from the files to run.json, and from the purchases to the files."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from fashrec.verify import bounds
from fashrec.verify.cells import TOLERANCE, Node, Sums, differing_cells, windows_of
from fashrec.verify.files import KEYS, Files, changed, read_files
from fashrec.verify.intervals import Resampling, differing_intervals
from fashrec.verify.lists import broken_lists, strange_items
from fashrec.verify.rebuild import Rebuilt, cuts, rebuild
from fashrec.verify.rows import differing_rows
from fashrec.verify.scores import SEGMENTS, ranking
from fashrec.verify.source import find_source, read_config
from fashrec.verify.ties import NAMES as TIES
from fashrec.verify.ties import ties
from fashrec.verify.verdict import Verdict

# parts of run.json with numbers of other things than lists and purchases
NEED_MORE = ("index", "classifier", "pretraining", "beyond", "audit")


def verify(folder: Path, *, store: Path | None = None) -> Verdict:
    """Recompute what a run folder says.

    Args:
        folder: a finished run.
        store: where its tables are; None: where its configuration says.

    Raises:
        DataError: where the folder holds no finished run.
    """
    files = read_files(folder)
    verdict = Verdict(folder)
    if files.run.get("files"):
        verdict.check(f"{len(files.run['files'])} tables have the sha256 that run.json names", changed(files))
    else:
        verdict.unchecked.append("the tables' sha256: this run.json names none")
    ks: list[int] = files.run["ks"]
    verdict.check(
        f"{len(files.shown):,} places of lists keep the contract", broken_lists(files.shown, files.future, ks[-1])
    )
    rebuilt = _rebuild(verdict, files, store)
    values = _per_customer(verdict, files, ks)
    _scores(verdict, files, values)
    _intervals(verdict, files, values)
    _bounds(verdict, files, rebuilt)
    _note_the_rest(verdict, files)
    return verdict


def _rebuild(verdict: Verdict, files: Files, store: Path | None) -> dict[date, Rebuilt]:
    """The cuts made again from the source data, compared; empty where that is not at hand."""
    config = read_config(files.folder)
    source, why = None, "there is no .hydra/config.yaml"
    if config is not None:
        source, why = find_source(files.folder, files.run, config, store)
    if config is None or source is None:
        verdict.unchecked.append(f"future.parquet against the purchases: {why}")
        return {}
    days = cuts(source, config.split)
    said = [(date.fromisoformat(cut["start"]), cut["window"]) for cut in files.run["cuts"]]
    unlike = f"the cuts of run.json are {_plain(said)}, not {_plain(days)}"
    if not verdict.check(f"{len(days)} cuts are those of the configuration", [] if said == days else [unlike]):
        return {}
    made = {day: rebuild(source, config.split, day) for day, _ in days}
    whole = pl.concat([one.future for one in made.values()])
    verdict.check(
        f"{len(whole):,} relevant pairs are those of {source.said}",
        differing_rows(whole, files.future, ["cut", "customer", "item"], "future.parquet"),
    )
    verdict.check("run.json's facts about each cut", _facts(files.run["cuts"], made))
    verdict.check("lists hold nothing that they may not", strange_items(files.shown, made))
    return made


def _plain(days: Sequence[tuple[date, str]]) -> str:
    return ", ".join(f"{day} ({window})" for day, window in days)


def _facts(said: Sequence[Node], made: Mapping[date, Rebuilt]) -> Iterator[str]:
    for cut in said:
        for name, value in made[date.fromisoformat(cut["start"])].facts.items():
            yield from _unequal(f"run.json, cut {cut['start']}: {name}", cut.get(name), value)


def _unequal(name: str, said: object, found: object) -> list[str]:
    return [] if said == found else [f"{name} is {said}, recomputed {found}"]


def _recommenders(files: Files) -> list[str]:
    return sorted({name for window in files.run["scores"].values() for name in window})


def _per_customer(verdict: Verdict, files: Files, ks: Sequence[int]) -> pl.DataFrame:
    """Everybody's values as recomputed, the run's own where nobody else can tell; compared with the run's."""
    made = ranking(files.shown, files.future, _recommenders(files), ks)
    seen = ties(made, files.shown, files.future, ks)
    made = made.drop("R").join(seen, on=KEYS)
    verdict.check(
        f"{len(made):,} rows of per_customer.parquet",
        differing_rows(made, files.per_customer, KEYS, "per_customer.parquet", tolerance=TOLERANCE),
    )
    tied = [f"{name}@{k}" for k in ks for name in TIES]
    if n := made[tied[-1]].null_count():
        verdict.unchecked.append(f"what ties behind the end of {n:,} of {len(made):,} lists, which end at {ks[-1]}")
    more = [column for column in files.per_customer.columns if column not in made.columns]
    if more:
        verdict.unchecked.append(f"each customer's {', '.join(more)}: only their means are compared")
    known = [name for name in tied if name in files.per_customer.columns]
    theirs = files.per_customer.unique(KEYS, keep="first").select(*KEYS, *known, *more)
    joined = made.join(theirs, on=KEYS, how="left", suffix=" there")
    filled = joined.with_columns(pl.col(name).fill_null(pl.col(f"{name} there")) for name in known)
    return filled.select(*made.columns, *more)


def _scores(verdict: Verdict, files: Files, values: pl.DataFrame) -> None:
    """Compare the means of customers' values, of every recommender."""
    said, windows = files.run["scores"], windows_of(files.run["cuts"])
    metrics = [column for column in values.columns if column not in KEYS]

    def differences() -> Iterator[str]:
        for name in _recommenders(files):
            found = Sums.of(values.filter(pl.col("recommender") == name), metrics)
            of_one = {window: table[name] for window, table in said.items() if name in table}
            yield from differing_cells(name, of_one, found, windows, metrics)

    n = len(windows) * len(_recommenders(files)) * len(SEGMENTS) * len(metrics)
    verdict.check(f"{n:,} scores of run.json", differences())
    alone = sorted({metric for _, metric, _ in _cells(said)} - set(metrics))
    if alone:
        verdict.unchecked.append(f"scores that no column of per_customer.parquet stands behind: {', '.join(alone)}")


def _intervals(verdict: Verdict, files: Files, values: pl.DataFrame) -> None:
    """Compare the ends of every score's interval."""
    said, config = files.run["scores"], read_config(files.folder)
    n = sum(cell.get("low") is not None for *_, cell in _cells(said))
    if config is None or not files.run.get("level"):
        if n:
            verdict.unchecked.append(f"the intervals of {n:,} scores: nothing says how often customers were resampled")
        return
    how = Resampling(int(config.evaluate.replicates), float(files.run["level"]), int(files.run["seed"]))
    weights, windows = how.weights(values["customer"].unique()), windows_of(files.run["cuts"])

    def differences() -> Iterator[str]:
        for name in _recommenders(files):
            of_one = {window: table[name] for window, table in said.items() if name in table}
            rows = values.filter(pl.col("recommender") == name)
            yield from differing_intervals(name, of_one, rows, windows, weights, how.level)

    verdict.check(f"{n:,} intervals of run.json", differences())
    unknown = [name for name, column in zip(values.columns, values, strict=True) if column.null_count()]
    if unknown:
        verdict.unchecked.append(f"the intervals of {', '.join(unknown)}")


def _bounds(verdict: Verdict, files: Files, rebuilt: Mapping[date, Rebuilt]) -> None:
    """Compare ceilings, and chance where it is known how many items each customer may be shown."""
    run, windows = files.run, windows_of(files.run["cuts"])
    best = bounds.ceilings(files.future, run["ks"])
    metrics = [column for column in best.columns if column not in (*KEYS, "R", "r")]
    sums = Sums.of(best, metrics).with_share(best, "reachable", "r", "R")
    said = differing_cells("ceiling", run["ceilings"], sums, windows, [*metrics, "reachable"])
    verdict.check("the ceilings of run.json", said)
    candidates = _candidates(files, rebuilt)
    if candidates is None:
        verdict.unchecked.append("the floor of chance: N differs between customers, and needs the purchases")
        return
    luck = bounds.chance(files.future, candidates, run["ks"])
    metrics = [column for column in luck.columns if column not in KEYS]
    said = differing_cells("chance", run["floors"], Sums.of(luck, metrics), windows, metrics)
    verdict.check("the floors of run.json: chance in closed form", said)


def _candidates(files: Files, rebuilt: Mapping[date, Rebuilt]) -> pl.DataFrame | None:
    """N of every customer: as rebuilt, or the catalogue's size where nothing is taken out of it; else nobody knows."""
    if rebuilt:
        return pl.concat([one.candidates for one in rebuilt.values()])
    config = read_config(files.folder)
    if config is None or config.split.seen != "allow":
        return None
    sizes = {
        "cut": [date.fromisoformat(cut["start"]) for cut in files.run["cuts"]],
        "N": [cut["items_in_catalogue"] for cut in files.run["cuts"]],
        "N_cold": [cut["items_cold"] for cut in files.run["cuts"]],
    }
    return files.future.select("cut", "customer").unique().join(pl.DataFrame(sizes), on="cut")


def _note_the_rest(verdict: Verdict, files: Files) -> None:
    """Say what stands in run.json that nothing here recomputes."""
    if files.run.get("epochs"):
        verdict.unchecked.append("scores of single epochs: the lists of a network before its last epoch are not kept")
    others = [name for name in NEED_MORE if files.run.get(name)]
    if others:
        verdict.unchecked.append(f"{', '.join(others)}: made from vectors, pictures or times that no table here holds")


def _cells(scores: Mapping[str, Any]) -> Iterator[tuple[str, str, Node]]:
    """Segment, metric and cell of every recommender in every window."""
    for window in scores.values():
        for table in window.values():
            for segment, cells in table.items():
                for metric, cell in cells.items():
                    yield segment, metric, cell
