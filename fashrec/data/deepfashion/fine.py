"""Anno_fine: four files a partition, without counts or column names, a row a picture in each."""

import numpy as np

from fashrec.data.deepfashion.dataset import PARTITIONS
from fashrec.data.deepfashion.layout import PARTS, Layout
from fashrec.data.deepfashion.rows import Rows, category_ids
from fashrec.data.deepfashion.tables import AGAIN, Table, read_bare_table
from fashrec.errors import DataError
from fashrec.types import Bools


def fine_rows(layout: Layout, n_categories: int, n_attributes: int) -> Rows:
    """Read all pictures' labels, train first, then val and test.

    There is no unknown here: 1 says that an attribute is present, 0 that somebody looked and it is absent.

    Raises:
        DataError: where a file cannot be read, or the files of a partition have more or fewer rows than each other.
    """
    widths = dict(zip(PARTS, (1, 1, n_attributes, 4), strict=True))
    tables = [
        {part: read_bare_table(layout[f"{name}{part}.txt"], width) for part, width in widths.items()}
        for name in PARTITIONS
    ]
    for of_partition in tables:
        _check_same_length(list(of_partition.values()))
    sizes = [len(of_partition[""]) for of_partition in tables]
    pictures = tuple(picture for of_partition in tables for picture in of_partition[""].columns[0])
    positive = np.packbits(np.concatenate([_present(of_partition["_attr"]) for of_partition in tables]), axis=1)
    return Rows(
        pictures,
        partition=np.repeat(np.arange(len(PARTITIONS), dtype=np.uint8), sizes),
        category=np.concatenate([category_ids(of_partition["_cate"], 0, n_categories) for of_partition in tables]),
        boxes=np.concatenate([of_partition["_bbox"].ints(0, 4) for of_partition in tables]),
        positive=positive,
        known=np.packbits(np.ones((len(pictures), n_attributes), np.bool_), axis=1),
    )


def _present(table: Table) -> Bools:
    """bool [n, a]."""
    values = table.ints(0, len(table.columns))
    strange = np.argwhere((values != 0) & (values != 1))
    if len(strange):
        row, column = strange[0]
        raise DataError(
            f"a row of {table.file.name} has the value '{values[row, column]}'",
            where=table.line(int(row)),
            why="a value is 1 (present) or 0 (absent), one for each name in list_attr_cloth.txt",
            do=AGAIN,
        )
    present: Bools = values == 1
    return present


def _check_same_length(tables: list[Table]) -> None:
    if len({len(table) for table in tables}) > 1:
        sizes = ", ".join(f"{table.file.name} {len(table):,}" for table in tables)
        raise DataError(
            f"the files of a partition have more or fewer rows than each other: {sizes}",
            where=str(tables[0].file.parent),
            why="their rows are of the same pictures only where each has as many",
            do=AGAIN,
        )
