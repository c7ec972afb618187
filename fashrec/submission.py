"""Kaggle's submission: one line a customer, the lists of the week after the data; in a run folder where a run asks so.

In run.json `submission` has `status` (`writing`, `done`, `failed`, `interrupted`), `first_day` of the week, and by
recommender of `lists` the file, its customers and how many lists are short. What ends it leaves the scores as they are.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from fashrec.making import Making
from fashrec.record import Record, explained
from fashrec.types import EPOCH, Cut

FILE = "submission"  # and .csv; of several recommenders with -NAME between
PLACES = 12  # items of a list that Kaggle looks at, whatever an experiment scores
BLOCK = 50_000  # customers ranked at once, which bounds the memory


def submit(making: Making, record: Record) -> list[str]:
    """Write what the experiment asks for into the folder of its run, whose scores are written; a line about each file.

    Args:
        making: the experiment's artefacts; `parts.submit` names the recommenders.
        record: the run folder.

    Raises:
        Exception: whatever ends it, once run.json says so.
    """
    names, lists = making.parts.submit, dict[str, dict[str, object]]()
    facts: dict[str, Any] = {"status": "writing", "first_day": str(first_day(making)), "lists": lists}
    said = []
    try:
        for name in names:
            record.put(submission=facts)
            file = record.folder / f"{FILE}{f'-{name}' if len(names) > 1 else ''}.csv"
            with record.stage(f"submit {name}"):
                n_short = write_submission(making, name, file)
            n = len(making.tables.customers)
            record.file(file, rows=n)
            lists[name] = {"file": file.name, "customers": n, "short": n_short}
            said.append(told(file, name, n, n_short))
        facts["status"] = "done"
    except BaseException as error:
        facts |= {"status": "interrupted"} if isinstance(error, KeyboardInterrupt) else _failed(error)
        raise
    finally:
        record.put(submission=facts)
    return said


def told(file: Path, name: str, n: int, n_short: int) -> str:
    """A line about a file that was written."""
    short = f"; {n_short:,} lists have fewer than {PLACES} items" if n_short else ""
    return f"{file}: {name} for {n:,} customers{short}"


def first_day(making: Making) -> date:
    """T of a submission: the day after the last purchase."""
    return EPOCH + timedelta(days=int(making.tables.purchases.day.max()) + 1)


def write_submission(making: Making, name: str, file: Path) -> int:
    """Write `customer_id,prediction` for every customer of the data; how many lists have fewer than PLACES items.

    The past is all there is: T is the day after the last purchase, and nobody has a future. Customers who never bought
    anything have a line too, with what the recommender shows those it knows nothing of.

    Args:
        making: the experiment's artefacts.
        name: of one of its recommenders.
        file: written beside and renamed, so that it is whole or not there.
    """
    parts, tables = making.parts, making.tables
    past, _ = parts.split.at(tables, Cut(first_day(making), parts.split.horizon_days, "test"))
    recommender = parts.recommend[name]
    index = making.calibrated(making.earliest)[0] if "vectors" in recommender.needs else None
    ranker = recommender.fit(past, making.tools(past, index))
    item_ids, customer_ids = tables.items["item_id"], tables.customers["customer_id"]
    file.parent.mkdir(parents=True, exist_ok=True)
    beside, n_short, n = file.with_name(f".{file.name}.unfinished"), 0, len(customer_ids)
    try:
        with making.progress.task("lists", n, "customers") as step, beside.open("wb") as stream:
            stream.write(b"customer_id,prediction\n")
            for start in range(0, n, BLOCK):
                customers = np.arange(start, min(start + BLOCK, n), dtype=np.int32)
                items = ranker.rank(customers, PLACES, past.catalogue).items
                n_short += int((items < 0).any(axis=1).sum())
                rows = pl.DataFrame(
                    {"customer_id": customer_ids.gather(customers), "prediction": _joined(items, item_ids)}
                )
                rows.write_csv(stream, include_header=False)
                step(len(customers))
        beside.rename(file)
    finally:
        beside.unlink(missing_ok=True)
    return n_short


def _failed(error: BaseException) -> dict[str, object]:
    return {"status": "failed", "error": explained(error)}


def _joined(items: np.ndarray[tuple[int, ...], np.dtype[np.int32]], item_ids: pl.Series) -> pl.Series:
    """String [n]: each row's ids with blanks between, padding left out."""
    rows = pl.from_numpy(np.where(items < 0, len(item_ids), items))
    ids = item_ids.extend_constant(None, 1)
    return rows.select(pl.concat_str([ids.gather(row) for row in rows], separator=" ", ignore_nulls=True)).to_series()
