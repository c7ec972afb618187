"""A photo search of five photos and ten items whose every figure is worked out by hand.

        photo  class   of the 2 nearest photos   of the 2 nearest items, those that match
        a/1    a       a/2  b/1                  1 of 2, the second
        a/2    a       b/1  a/1                  none
        a/3    a       no vector
        b/1    b       b/2  a/1                  2 of 2
        b/2    b       a/1  a/2                  1 of 1: there was no second

Of ten items three match a and one matches b.
"""

import json
from pathlib import Path
from typing import Any

import polars as pl

from fashrec.bench.photos.search import NEIGHBOURS

FACTS: dict[str, Any] = {
    "name": "made",
    "command": "python -m fashrec.bench photos experiment=made",
    "git_commit": "0123456789abcdef",
    "started": "2026-01-31T12:00:00+00:00",
    "status": "done",
    "kind": "photos",
    "seed": 0,
    "k": 2,
    "cut": "2020-08-19",
    "catalogue": "all",
    "n_items": 10,
    "dim": 3,
    "photos": "f00d",
    "n_files_left_out": 1,
    "matching": {"a": {"product_type_name": ["Coat", "Hat"]}, "b": {"product_group_name": ["Shoes"]}},
    "n_matching": {"a": 3, "b": 1},
}
# photo: what is found, its kind, whether it agrees
PHOTOS = {
    "a/1": [("a/2", "a", True), ("b/1", "b", False)],
    "a/2": [("b/1", "b", False), ("a/1", "a", True)],
    "b/1": [("b/2", "b", True), ("a/1", "a", False)],
    "b/2": [("a/1", "a", False), ("a/2", "a", False)],
}
ITEMS = {
    "a/1": [("0712345001", "Belt", False), ("0712345002", "Coat", True)],
    "a/2": [("0712345001", "Belt", False), ("0712345003", "Scarf", False)],
    "b/1": [("0712345004", "Boots", True), ("0712345005", "Boots", True)],
    "b/2": [("0712345004", "Boots", True)],
}


def write(folder: Path, /, **facts: Any) -> Path:
    """Write the run folder, with some other facts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run.json").write_text(json.dumps(FACTS | facts))
    rows = [
        (photo, photo[0], among, rank + 1, *found, 0.5)
        for among, table in (("photos", PHOTOS), ("items", ITEMS))
        for photo, all_found in table.items()
        for rank, found in enumerate(all_found)
    ]
    pl.DataFrame(rows, schema=list(NEIGHBOURS), orient="row").cast(NEIGHBOURS).write_parquet(  # type: ignore[arg-type] # polars wants the keys as a union
        folder / "neighbours.parquet"
    )
    photos = {"photo": ["a/1", "a/2", "a/3", "b/1", "b/2"], "class": list("aaabb")}
    pl.DataFrame({**photos, "has_vector": [True, True, False, True, True]}).write_parquet(folder / "photos.parquet")
    return folder
