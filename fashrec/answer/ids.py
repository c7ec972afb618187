"""Finding a row by its id as people type it."""

import math

import numpy as np
import numpy.typing as npt
import polars as pl

from fashrec.errors import ConfigError
from fashrec.types import Doubles, Longs

OFFERED = 3
BEGINNING = 6  # characters of a customer's id that may stand for the whole: pages and pictures show as few as 8
ALIKE = 0.6  # share of an id's characters that has to agree for it to be offered


def row_of(ids: pl.Series, text: str, kind: str) -> int:
    """The row of an id, also where a spreadsheet took its leading zeros, or added `.0`.

    A customer's may be cut short after BEGINNING characters or later, where no other customer's begins so.

    Args:
        ids: distinct strings, in the order of the rows.
        text: what was typed.
        kind: `customer` or `item`, for the error.

    Raises:
        ConfigError: where there is no such id, or it is the beginning of several; it offers those that are most alike.
    """
    width = int(ids.str.len_chars().max() or 0)  # type: ignore[arg-type] # a number, as lengths are
    typed = text.strip()
    plain = typed.removesuffix(".0")
    for candidate in dict.fromkeys((typed, plain.zfill(width), plain.lower().zfill(width))):
        found = (ids == candidate).arg_true()
        if len(found):
            return int(found[0])
    if kind == "customer" and len(typed) >= BEGINNING:
        found = ids.str.starts_with(typed.lower()).arg_true()
        if len(found) == 1:
            return int(found[0])
        if len(found):
            raise _several(ids.gather(found), text)
    near = _most_alike(ids, plain, width)
    raise ConfigError(
        f"there is no {kind} {text}",
        where=kind,
        why=f"the data know {len(ids):,} {kind}s by ids such as {ids[0]}",
        do=f"did you mean {' or '.join(near)}?" if near else "take an id of the data's own tables",
    )


def _several(ids: pl.Series, text: str) -> ConfigError:
    return ConfigError(
        f"{len(ids):,} customers' ids begin with {text.strip()}",
        where="customer",
        why="the beginning of an id stands for the whole only where no other begins so",
        do=f"type more of it: did you mean {' or '.join(ids.head(OFFERED))}?",
    )


def _most_alike(ids: pl.Series, text: str, width: int) -> list[str]:
    """At most OFFERED ids that begin and end as `text` does, with its zeros or without, the most alike first."""
    candidates = ids.filter(_may_be_alike(ids, text) | _may_be_alike(ids, text.zfill(width)))
    alike = np.maximum(_alike(candidates, text), _alike(candidates, text.zfill(width)))
    best = np.argsort(-alike, kind="stable")[:OFFERED]
    return [str(candidates[int(row)]) for row in best if alike[row] >= ALIKE]


def _may_be_alike(ids: pl.Series, text: str) -> pl.Series:
    """bool [n]: one of the two ends has its half of ALIKE. All that are alike are among them, and few others."""
    half = math.ceil(ALIKE / 2 * len(text))
    return ids.str.starts_with(text[:half]) | ids.str.ends_with(text[len(text) - half :])


def _alike(ids: pl.Series, text: str) -> Doubles:
    """float64 [n], in [0, 1]: the share of characters that agree from the front or from the back.

    A wrong, missing or doubled one, or two that changed places, leave both ends as they were. It is 1 where the text is
    the beginning of an id, of at least BEGINNING characters, as titles show it.
    """
    front = _agreeing(_characters(ids), _characters(pl.Series([text])))
    back = _agreeing(_characters(ids.str.reverse()), _characters(pl.Series([text[::-1]])))
    lengths = ids.str.len_chars().to_numpy()
    share = np.minimum(front + back, lengths) / np.maximum(lengths, len(text))
    return np.where((front == len(text)) & (len(text) >= BEGINNING), 1.0, share)


def _characters(texts: pl.Series) -> npt.NDArray[np.str_]:
    """str [n, longest]: one character a cell, empty after the end."""
    fixed = texts.to_numpy().astype(np.str_)
    return fixed.view("U1").reshape(len(texts), fixed.dtype.itemsize // 4)


def _agreeing(many: npt.NDArray[np.str_], one: npt.NDArray[np.str_]) -> Longs:
    """int64 [n]: characters before the first that differs from those of `one` (str [1, m])."""
    shared = min(many.shape[1], one.shape[1])
    same = (many[:, :shared] == one[:, :shared]) & (many[:, :shared] != "")
    agreed: Longs = np.logical_and.accumulate(same, axis=1).sum(axis=1)
    return agreed
