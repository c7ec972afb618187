"""The attribute file, 289,222 x 1,000 values in 0.9 GB of text, as a stream into two bits a value.

A value is `1`, `-1` or `0`, so each has exactly one digit, and all there is to know of it are that digit and the byte
before. All digits of a block of lines are found at once, however many spaces lie between them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from fashrec.data.deepfashion.dataset import Bytes
from fashrec.data.deepfashion.tables import AGAIN, HEAD, check_count, read_count
from fashrec.errors import DataError
from fashrec.stages import Progress
from fashrec.types import Bools, Longs

BLOCK_BYTES = 1 << 16  # twice this, and malloc gives its pages back after every block: 1.6 times slower
SPACE, MINUS, ZERO, ONE = b" -01"
FIRST_SPACE, N_SPACES = 9, 5  # the other bytes that `bytes.split` takes for a space


@dataclass(frozen=True, slots=True)
class Packed:
    """Attributes of consecutive pictures.

    Attributes:
        pictures: n paths.
        positive: uint8 [n, ceil(a / 8)], as in `Attributes`.
        known: likewise.
    """

    pictures: list[str]
    positive: Bytes
    known: Bytes


def read_attributes(file: Path, n_attributes: int, progress: Progress) -> Packed:
    """Read list_attr_img.txt.

    Args:
        file: line 1 the number of pictures, line 2 column names, then a row a picture: its path and
            `n_attributes` values, 1 present, -1 absent, 0 unknown, with any spaces between them.
        n_attributes: a, at least 1.
        progress: told about each block of pictures.

    Raises:
        DataError: where the count is none or not the number of rows, or a row has more, fewer or other values.
    """
    parts = [Packed([], *np.zeros((2, 0, -(-n_attributes // 8)), np.uint8))]
    with file.open("rb") as stream:
        first = stream.readline(BLOCK_BYTES).decode("utf-8-sig", "replace")
        stream.readline(BLOCK_BYTES)
        count = read_count(file, [first])
        with progress.task("reading DeepFashion's attributes", count, "pictures") as advance:
            for line, lines in _blocks(stream):
                parts.append(_pack(lines, n_attributes, line, file))
                advance(len(parts[-1].pictures))
    pictures = [picture for part in parts for picture in part.pictures]
    check_count(file, count, len(pictures))
    positive, known = (np.concatenate([getattr(part, name) for part in parts]) for name in ("positive", "known"))
    return Packed(pictures, positive, known)


def _blocks(stream: BinaryIO) -> Iterator[tuple[int, list[bytes]]]:
    """About BLOCK_BYTES of whole lines at a time, and the number of the first of them."""
    line = HEAD + 1
    while content := stream.read(BLOCK_BYTES):
        lines = (content + stream.readline()).removesuffix(b"\n").split(b"\n")
        yield line, lines
        line += len(lines)


def _pack(lines: list[bytes], n_attributes: int, first_line: int, file: Path) -> Packed:
    rows = [words for line in lines if (words := line.split(None, 1))]
    decoded = _decode([words[-1] for words in rows], n_attributes) if all(len(words) > 1 for words in rows) else None
    if decoded is None:
        raise _first_fault(lines, n_attributes, first_line, file)
    positive, known = decoded
    pictures = [words[0].decode("utf-8", "replace") for words in rows]
    return Packed(pictures, np.packbits(positive, axis=1), np.packbits(known, axis=1))


def _decode(values: list[bytes], n_attributes: int) -> tuple[Bools, Bools] | None:
    """Lines of values as present and known, bool [n, a] each; None where any line is not as it should be."""
    text = np.frombuffer(b"\n" + b"\n".join(values), np.uint8)
    at = np.flatnonzero(text >= ZERO)
    if len(at) != len(values) * n_attributes:
        return None
    one, minus = text[at] == ONE, text[at - 1] == MINUS
    by_line = at.reshape(len(values), n_attributes)
    if not (_each_has_its_own(by_line, values) and _only_values(text, at, one, minus)):
        return None
    shape = by_line.shape
    return (one & ~minus).reshape(shape), one.reshape(shape)


def _each_has_its_own(by_line: Longs, values: list[bytes]) -> bool:
    """Whether the a-th digits of all lines lie in their own line."""
    ends = np.cumsum([len(line) + 1 for line in values])
    return bool((by_line[:, -1] <= ends).all() and (by_line[1:, 0] > ends[:-1]).all())


def _only_values(text: Bytes, at: Longs, one: Bools, minus: Bools) -> bool:
    """Whether there is nothing but `1`, `-1` and `0`, each between spaces."""
    is_minus, is_digit = text == MINUS, text >= ZERO
    n_spaces = np.count_nonzero(text == SPACE) + np.count_nonzero(text - np.uint8(FIRST_SPACE) < N_SPACES)
    return bool(
        text[at].max(initial=ZERO) <= ONE
        and n_spaces + np.count_nonzero(is_minus) + len(at) == len(text)
        and np.count_nonzero(is_minus) == np.count_nonzero(minus & one)  # each is before a 1
        and not (is_digit[:-1] & (is_minus | is_digit)[1:]).any()  # no `1-1`, no `11`
    )


def _first_fault(lines: list[bytes], n_attributes: int, first_line: int, file: Path) -> DataError:
    """The error for the first line that is not as it should be."""
    for number, line in enumerate(lines, first_line):
        words = line.split()
        strange = [word for word in words[1:] if word not in {b"1", b"-1", b"0"}]
        if words and (strange or len(words) != 1 + n_attributes):
            found = f"{len(words) - 1:,} attributes instead of {n_attributes:,}"
            return DataError(
                f"a row of {file.name} has "
                + (f"the value {strange[0][:40].decode('utf-8', 'replace')!r}" if strange else found),
                where=f"{file}, line {number}",
                why="a value is 1 (present), -1 (absent) or 0 (unknown), one for each name in list_attr_cloth.txt",
                do=AGAIN,
            )
    raise AssertionError("the block was refused, and every line of it is good")
