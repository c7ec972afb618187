"""`plan=true`: what would be made or reused, and how long it took the last time; nothing is done."""

from collections.abc import Iterator
from pathlib import Path

from omegaconf import DictConfig
from rich.console import Console
from rich.table import Table

from fashrec.configure import assemble
from fashrec.making import Making
from fashrec.progress import Quiet
from fashrec.store import Recipe, Store
from fashrec.store.manifest import MANIFEST, read_manifest

UNKNOWN = "known once the tables are there"
Row = tuple[str, str, str, str]


def plan(config: DictConfig) -> None:
    """Print a line an artefact: its name, whether it would be reused, and the seconds that it or its like took."""
    parts = assemble(config)
    store = Store(Path(config.store.root), Quiet())
    making = Making(parts, store, Quiet())
    table = Table("stage", "artefact", "would be", "seconds", title="plan: nothing was done", title_justify="left")
    for row in _rows(making, store):
        table.add_row(*row)
    Console().print(table)


def _rows(making: Making, store: Store) -> Iterator[Row]:
    if making.pretrained_recipe is not None:
        yield _row("first network", making.pretrained_recipe, store)
    yield _row("tables", making.tables_recipe, store)
    if not store.has(making.tables_recipe):
        yield ("vectors, cuts, lists", UNKNOWN, "-", "-")
        return
    if making.trained_recipe is not None:
        yield _row("network", making.trained_recipe, store)
    yield _row("vectors", making.vectors_recipe, store)
    for cut in making.parts.split.opened(making.tables):
        past, _ = making.parts.split.at(making.tables, cut)
        yield _row(f"vectors at {cut}", making.at_cut_recipe(past), store)


def _row(stage: str, recipe: Recipe, store: Store) -> Row:
    there = store.has(recipe)
    seconds = "-" if there else _seconds_of_its_like(recipe, store)
    return stage, f"{recipe.kind}/{recipe.hash}", "reused" if there else "made", seconds


def _seconds_of_its_like(recipe: Recipe, store: Store) -> str:
    """What an artefact of the same kind and class took here, the longest of them; unknown where there is none."""
    folders = (file.parent for file in (store.root / recipe.kind).glob(f"*/{MANIFEST}"))
    manifests = filter(None, map(read_manifest, folders))
    like = [one["seconds"] for one in manifests if one["settings"].get("class") == recipe.settings.get("class")]
    return f"about {max(like):.0f}" if like else "unknown"
