"""DeepFashion as files of an artefact, so that the text is parsed once."""

import json
from pathlib import Path

import numpy as np
import polars as pl

from fashrec.data.deepfashion.dataset import Attributes, Categories, DeepFashion

SIDES = ("left", "top", "right", "bottom")


def save_deepfashion(data: DeepFashion, folder: Path) -> None:
    """Write pictures.parquet, labels.json, positive.npy and known.npy; where the pictures lie is left out."""
    boxes = {side: data.boxes[:, column] for column, side in enumerate(SIDES)}
    columns = {"picture": data.pictures, "partition": data.partition, "category": data.category, **boxes}
    pl.DataFrame(columns).write_parquet(folder / "pictures.parquet")
    np.save(folder / "positive.npy", data.attributes.positive)
    np.save(folder / "known.npy", data.attributes.known)
    labels = {
        kind: {"names": list(of_kind.names), "types": of_kind.types.tolist()}
        for kind, of_kind in (("categories", data.categories), ("attributes", data.attributes))
    }
    (folder / "labels.json").write_text(json.dumps(labels, indent=1) + "\n", encoding="utf-8")


def load_deepfashion(folder: Path, pictures: Path) -> DeepFashion:
    """What `save_deepfashion` wrote into `folder`; `pictures` is what the pictures' paths are relative to."""
    table = pl.read_parquet(folder / "pictures.parquet")
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    names = {kind: (tuple(of["names"]), np.array(of["types"], np.int32)) for kind, of in labels.items()}
    positive, known = (np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("positive", "known"))
    return DeepFashion(
        pictures,
        tuple(table["picture"]),
        table["partition"].to_numpy(),
        table["category"].to_numpy(),
        Categories(*names["categories"]),
        Attributes(*names["attributes"], positive, known),
        table.select(SIDES).to_numpy(),
    )
