"""Facts of run.json that follow from the configuration, the source and the run's other tables."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from omegaconf import DictConfig

from fashrec.naming import config_hash
from fashrec.verify.cells import TOLERANCE, Node
from fashrec.verify.files import Files
from fashrec.verify.source import TABLES, Source

PREDICTOR = "predictor"


def asked(run: Node, config: DictConfig) -> dict[str, object]:
    """What the configuration makes of the keys of run.json that repeat it."""
    evaluate = config.evaluate
    return {
        "config_hash": config_hash(config),
        "seed": config.seed,
        "ks": list(evaluate.ks),
        "headline": f"{evaluate.get('metric', 'hit_rate')}@{evaluate.ks[0]}",
        "level": evaluate.level if evaluate.get("replicates") else None,
        **({} if _looked(run) else {"looks_at_test": 0}),
    }


def _looked(run: Node) -> bool:
    """Whether it opened a test day, by name or known from before: the ledger alone knows the how-manieth look."""
    return bool(run.get("known_as_test")) or any(cut["window"] == "test" for cut in run["cuts"])


def differing(run: Node, facts: Mapping[str, object]) -> Iterator[str]:
    """Keys of run.json that are not as they should be; those that it does not have are no difference."""
    for name, value in facts.items():
        if run.get(name, value) != value:
            yield f"run.json, {name} is {run[name]}, recomputed {value}"


def headless(run: Node) -> Iterator[str]:
    """A headline that is no score of the shortest lists."""
    if "headline" not in run:
        return
    if run["headline"].rpartition("@")[2] != str(run["ks"][0]):
        yield f"run.json, headline is {run['headline']}, and the shortest lists have {run['ks'][0]}"
    for window, table in run["scores"].items():
        for name, segments in table.items():
            if run["headline"] not in segments.get("all", {}):
                yield f"run.json, headline is {run['headline']}, of which {name} has no score ({window})"


def differing_sizes(files: Files) -> Iterator[str]:
    """Cuts whose scored customers or relevant pairs are not as many as future.parquet has."""
    for cut in files.run["cuts"]:
        rows = files.future.filter(pl.col("cut").cast(pl.String) == cut["start"])
        sizes = {"customers_scored": rows["customer"].n_unique(), "relevant_pairs": len(rows)}
        for name, n in sizes.items():
            if cut.get(name) != n:
                yield f"run.json, cut {cut['start']}: {name} is {cut.get(name)}, future.parquet has {n}"


def strange_fallbacks(run: Node, recommenders: list[str]) -> Iterator[str]:
    """Numbers of lists from the fallback that cannot be, whatever the lists were."""
    for cut in run["cuts"]:
        for name, n in cut.get("fallback", {}).items():
            if name not in recommenders or not 0 <= n <= cut["customers_scored"]:
                yield f"run.json, cut {cut['start']}, fallback: {name} has {n} of {cut['customers_scored']} lists"


def differing_counts(said: Mapping[str, Any], source: Source) -> Iterator[str]:
    """Where `data.counts` is not what was read, nor what the store says of the same rows."""
    kept = {name: len(getattr(source, name)) for name in TABLES}
    for name in sorted({*said, *kept}):
        count = said.get(name, {})
        at = f"run.json, data.counts, {name}"
        if count.get("kept") != kept.get(name):
            yield f"{at}: kept is {count.get('kept')}, recomputed {kept.get(name)}"
        if count.get("rows_in") != count.get("kept", 0) + sum(count.get("out", {}).values()):
            yield f"{at}: rows_in is {count.get('rows_in')}, and kept and out do not add up to it"
        if source.counts is not None and count != source.counts.get(name):
            yield f"{at} is {count}, the store says {source.counts.get(name)}"


def differing_epochs(files: Files) -> Iterator[str]:
    """Where the last epoch's metrics are not those of the run folder's own tables."""
    for part, name in trainings(files).items():
        table = pl.read_parquet(files.folder / name)
        last = table.filter(pl.col("epoch") == pl.col("epoch").max())
        for row in last.iter_rows(named=True):
            said = files.run[part].get(row[PREDICTOR], {})
            for metric, value in said.items():
                there = row.get(metric)
                if value != there and (value is None or there is None or abs(value - there) > TOLERANCE):
                    yield f"run.json, {part}, {row[PREDICTOR]}, {metric} is {value}, the table says {there}"


def of_epochs(files: Files) -> Iterator[str]:
    """What `differing_epochs` compares, as `fashrec.verify.rest` takes it."""
    for part, name in trainings(files).items():
        for predictor in pl.read_parquet(files.folder / name, columns=[PREDICTOR])[PREDICTOR].unique():
            yield f"{part}/{predictor}"


def trainings(files: Files) -> dict[str, str]:
    """The table of epochs of each training that run.json tells of."""
    tables = {"classifier": "epochs.parquet", "pretraining": "pretraining.parquet"}
    return {part: name for part, name in tables.items() if files.run.get(part) and (files.folder / name).is_file()}
