"""Every number of a run folder once more: from the files to run.json, and from the purchases to the files."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl
from omegaconf import DictConfig

from fashrec.verify.cells import Node
from fashrec.verify.facts import (
    asked,
    differing,
    differing_counts,
    differing_epochs,
    differing_sizes,
    headless,
    of_epochs,
    strange_fallbacks,
    trainings,
)
from fashrec.verify.files import Files, changed, read_files
from fashrec.verify.lists import broken_lists, strange_items
from fashrec.verify.numbers import (
    check_beside,
    check_bounds,
    check_customers,
    check_intervals,
    check_scores,
    recommenders_of,
)
from fashrec.verify.rebuild import Rebuilt, cuts, rebuild
from fashrec.verify.rest import rest
from fashrec.verify.rows import differing_rows
from fashrec.verify.source import find_source, read_config
from fashrec.verify.verdict import Verdict


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
        claim = f"{len(files.run['files'])} tables have the sha256 that run.json names"
        verdict.check(claim, changed(files), ["files/*/sha256", "files/*/rows"])
    else:
        verdict.unchecked.append("the tables' sha256: this run.json names none")
    ks: list[int] = files.run["ks"]
    verdict.check(
        f"{len(files.shown):,} places of lists keep the contract", broken_lists(files.shown, files.future, ks[-1])
    )
    config = read_config(files.folder)
    _itself(verdict, files, config)
    rebuilt = _rebuild(verdict, files, config, store)
    values = check_customers(verdict, files, ks)
    check_scores(verdict, files, values)
    check_intervals(verdict, files, values)
    check_bounds(verdict, files, rebuilt)
    check_beside(verdict, files, rebuilt)
    verdict.unchecked.extend(rest(files.run, verdict.compared))
    return verdict


def _itself(verdict: Verdict, files: Files, config: DictConfig | None) -> None:
    """Compare what run.json repeats of the configuration, of its own scores and of tables of epochs."""
    verdict.compared.append("status")  # of others there is no verdict
    verdict.check("the headline is a score of the shortest lists", headless(files.run), ["headline"])
    sizes = [f"cuts/[]/{name}" for name in ("customers_scored", "relevant_pairs")]
    verdict.check("as many customers and relevant pairs as future.parquet has", differing_sizes(files), sizes)
    verdict.check("no more lists are a fallback's than there are", strange_fallbacks(files.run, recommenders_of(files)))
    if config is not None:
        facts = asked(files.run, config)
        verdict.check(f"{', '.join(facts)} are those of the configuration", differing(files.run, facts), facts)
        lacking = [name for name in facts if name not in files.run]
        if lacking:
            verdict.unchecked.append(f"{', '.join(lacking)}: this run.json has none, as runs of older versions")
    if trainings(files):
        verdict.check("the last epoch's metrics are those of its table", differing_epochs(files), of_epochs(files))


def _rebuild(verdict: Verdict, files: Files, config: DictConfig | None, store: Path | None) -> dict[date, Rebuilt]:
    """The cuts made again from the source data, compared; empty where that is not at hand."""
    source, why = None, "there is no .hydra/config.yaml"
    if config is not None:
        source, why = find_source(files.folder, files.run, config, store)
    if config is None or source is None:
        verdict.unchecked.append(f"future.parquet against the purchases: {why}")
        return {}
    counts = files.run["data"]["counts"]
    named = ["data/counts"] if source.counts is not None else [f"data/counts/{name}/kept" for name in counts]
    verdict.check("the counts of rows", differing_counts(counts, source), named)
    days = cuts(source, config.split)
    said = [(date.fromisoformat(cut["start"]), cut["window"]) for cut in files.run["cuts"]]
    unlike = f"the cuts of run.json are {_plain(said)}, not {_plain(days)}"
    claim = f"{len(days)} cuts are those of the configuration"
    if not verdict.check(claim, [] if said == days else [unlike], ["cuts/[]/start", "cuts/[]/window"]):
        return {}
    made = {day: rebuild(source, config.split, day) for day, _ in days}
    whole = pl.concat([one.future for one in made.values()])
    verdict.check(
        f"{len(whole):,} relevant pairs are those of {source.said}",
        differing_rows(whole, files.future, ["cut", "customer", "item"], "future.parquet"),
    )
    facts = {f"cuts/[]/{name}" for one in made.values() for name in one.facts}
    verdict.check("run.json's facts about each cut", _facts(files.run["cuts"], made), facts)
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
