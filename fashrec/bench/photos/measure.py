"""`python -m fashrec.bench photos`: the vectors of photos in the wild, beside each other and beside the shop's."""

import json
from pathlib import Path

import polars as pl
from rich.console import Console

from fashrec.bench.photos.figures import Figures
from fashrec.bench.photos.request import PhotosRequest
from fashrec.bench.photos.search import among_items, among_photos
from fashrec.bench.photos.table import flat, markdown, summary
from fashrec.bench.recorded import made, making_of, recorded
from fashrec.configure import assemble
from fashrec.making import Making
from fashrec.newcomers import newcomers
from fashrec.past import Past
from fashrec.record import Record
from fashrec.types import Bools, ItemVectors


def measure(request: PhotosRequest) -> None:
    """Measure, write the raw neighbours, and derive the report from what was written.

    Raises:
        ConfigError: where vectors are not made from pictures, a class matches no item, or nothing can be written.
        DataError: where a photo cannot be read.
        SpaceError: where the store's vectors are of another machine's making.
    """
    asked = request.asked
    parts = assemble(asked.config)
    report = made(asked.out / "photos" / asked.name)
    with recorded("photos", asked) as (record, progress):
        _measure(request, making_of(parts, asked.config, progress), record)
    _report(record.folder, report)


def _measure(request: PhotosRequest, making: Making, record: Record) -> None:
    photos, k, split = request.photos, request.k, making.parts.split
    cut = split.opened(making.tables)[-1]
    past, _ = split.at(making.tables, cut)
    matches = request.matching.items(making.tables.items)
    with record.stage("make"):
        inventory = making.vectors_at(past)
        vectors = newcomers(making, past, photos.pictures, making.progress)
    record.put(**_described(request, making, past, inventory, matches))
    with record.stage("search"):
        among = [
            among_photos(photos.names, photos.classes, vectors, k),
            among_items(
                *(photos.names, photos.classes, vectors, inventory),
                *(past.catalogue, making.tables.items, matches, k),
            ),
        ]
    record.frame("neighbours", pl.concat(among))
    columns = {"photo": photos.names, "class": photos.classes, "has_vector": vectors.has}
    record.frame("photos", pl.DataFrame(columns))


def _described(
    request: PhotosRequest, making: Making, past: Past, inventory: ItemVectors, matches: Bools
) -> dict[str, object]:
    """What the table says about what was measured."""
    may_be_found = past.catalogue & inventory.has
    n_matching = (matches & may_be_found).sum(axis=1).tolist()
    return {
        "k": request.k,
        "cut": str(past.cut),
        "catalogue": making.parts.split.catalogue,
        "n_items": int(may_be_found.sum()),
        "dim": inventory.dim,
        "vectors": inventory.space,
        "photos": making.fingerprints(request.photos.files),
        "n_files_left_out": request.photos.n_left_out,
        "matching": {name: dict(columns) for name, columns in request.matching.classes.items()},
        "n_matching": dict(zip(request.matching.classes, n_matching, strict=True)),
    }


def _report(raw: Path, folder: Path) -> None:
    figures = Figures.read(raw)
    (folder / "table.md").write_text(markdown(figures), encoding="utf-8")
    flat(figures).write_csv(folder / "table.csv", float_precision=6)
    told = json.dumps(summary(figures), indent=1, ensure_ascii=False, allow_nan=False)
    (folder / "summary.json").write_text(told + "\n", encoding="utf-8")
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"{folder}/table.md, table.csv and summary.json, from {raw}", markup=False)
