"""When a question is asked: a cut of the open window, or any day that this window allows."""

from dataclasses import replace
from datetime import date, timedelta

from fashrec.errors import ConfigError
from fashrec.frames import Tables
from fashrec.split import Split
from fashrec.types import EPOCH, Cut


def day_of(text: str) -> date | None:
    """The day that `date=` names; None where it is empty.

    Raises:
        ConfigError: where it is no date.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"date={text} is no date",
            where="date",
            why="it is the day before which everything counts as past",
            do="write it as 2020-09-16",
        ) from error


def cut_at(split: Split, tables: Tables, day: date | None) -> Cut:
    """The cut at the start of `day`, or the last one of the open window.

        |  validation cuts   |    test cuts       | end of the data
        T0 ------------------T1-------------------+1
        '- window=validation-'
                             '---- window=test ---'
        '--------------- window=all --------------'

    A day from T1 on, T1 included, is a look at the test window.

    Raises:
        ConfigError: where the open window does not allow the day.
    """
    opened = split.opened(tables)
    if day is None:
        return opened[-1]
    every = replace(split, window="all").opened(tables)
    first_test = next((cut.start for cut in every if cut.window == "test"), None)
    tested = first_test is not None and day >= first_test
    if tested and split.window == "validation":
        raise ConfigError(
            f"date={day} lies in the test window",
            where="date, split.window",
            why=f"test begins at {first_test}, and what was seen of it can no longer be tested on",
            do=f"take a date before {first_test}, or open it with split.window=all: the ledger counts the look",
        )
    last = EPOCH + timedelta(days=int(tables.purchases.day.max()) + 1)
    if not opened[0].start <= day <= last:
        raise ConfigError(
            f"date={day} is outside {opened[0].start} to {last}",
            where="date, split.cuts, split.window",
            why=f"what is trained once has seen what was bought before {opened[0].start}, the earliest cut in use; "
            f"the data end before {last}",
            do="take a date between the two, or begin earlier with more split.cuts",
        )
    return Cut(day, split.horizon_days, "test" if tested else "validation")
