"""What customers had bought before their cuts."""

import numpy as np
import polars as pl

from fashrec.gallery.finished import Finished
from fashrec.history import newest_first

LAST = 12  # items of a history that are shown
History = list[tuple[str, int]]


def histories(run: Finished, window: str, pairs: pl.DataFrame) -> list[History]:
    """The last items that each customer bought before the cut, the newest first, with the days of their last purchase.

    Args:
        run: whose tables are read; without them every history is empty.
        window: that the cuts are of.
        pairs: `cut` and `customer` of each of n rows.

    Returns:
        n lists of at most LAST item ids and day numbers.
    """
    found: list[History] = [[] for _ in range(len(pairs))]
    if run.tables is None:
        return found
    ids = run.tables.items["item_id"]
    by_id = run.tables.customers["customer_id"]
    for cut in run.cuts(window):
        places = np.flatnonzero((pairs["cut"] == cut.start).to_numpy())
        if not len(places):
            continue
        past, _ = run.split.at(run.tables, cut)
        customers = by_id.search_sorted(pairs["customer"].gather(places)).to_numpy().astype(np.int32)
        offsets, rows = newest_first(past, customers)
        for place, start, end in zip(places.tolist(), offsets[:-1], offsets[1:], strict=True):
            last = rows[start : min(end, start + LAST)]
            days = past.purchases.day[last].tolist()
            found[place] = list(zip(ids.gather(past.purchases.item[last]), days, strict=True))
    return found
