"""Pictures → vectors, batch by batch on several threads, kept shard by shard.

A batch is always the same pictures in the same order, whatever was done before and on how many threads, and each
batch is computed by one thread alone. So neither threads nor a killed run change a bit of the result.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np

from fashrec.errors import DataError
from fashrec.past import Pictures
from fashrec.stages import Checkpoint, Progress
from fashrec.types import Bools, Floats, Longs


def embed_shards(
    pictures: Pictures,
    vectors: Callable[[Sequence[Path]], Floats],
    *,
    what: str,
    shard: int,
    batch_size: int,
    threads: int,
    checkpoint: Checkpoint,
    progress: Progress,
) -> tuple[Floats, Bools]:
    """The vectors of all items with a picture.

    Args:
        pictures: where they lie.
        vectors: gives float32 [n, d] for n files; called from several threads at once.
        what: what the progress bar says.
        shard: pictures kept at once, a multiple of `batch_size`.
        batch_size: pictures for one call of `vectors`.
        threads: how many calls of `vectors` run at once.
        checkpoint: where shards are kept; those it has are not made again.
        progress: told of each batch.

    Returns:
        float32 [n_items, d], zero for items without a picture, and bool [n_items].

    Raises:
        DataError: where no item has a picture, one cannot be read, or a vector is not finite.
    """
    has = pictures.has()
    rows = np.flatnonzero(has)
    if not len(rows):
        raise DataError(
            f"none of {len(has)} items has a picture",
            where=str(pictures.folder),
            why="there is nothing to make vectors from",
            do="lay the pictures where the data's README says, or use embed=table with vectors of your own",
        )
    shards = {_name(start, shard): rows[start : start + shard] for start in range(0, len(rows), shard)}
    left = {name: members for name, members in shards.items() if not checkpoint.has(name)}
    todo = sum(map(len, left.values()))
    if todo < len(rows):
        progress.say(f"{what}: {len(rows) - todo} of {len(rows)} were done before, going on from there")
    with progress.task(what, todo, "pictures") as advance, ThreadPoolExecutor(threads) as pool:
        try:
            batches = [_files(pictures, batch) for members in left.values() for batch in _split(members, batch_size)]
            made = pool.map(lambda files: _checked(vectors(files), files), batches)
            for name, members in left.items():
                parts = []
                for part in islice(made, -(-len(members) // batch_size)):
                    parts.append(part)
                    advance(len(part))
                checkpoint.save(name, np.concatenate(parts))
        finally:
            # after an error or Ctrl-C the pool would otherwise compute all that is left before it lets go
            pool.shutdown(cancel_futures=True)
    return _gather([checkpoint.load(name) for name in shards], rows, len(has)), has


def _name(start: int, shard: int) -> str:
    # the size is in the name, so that a run that goes on with another size takes no shard for another
    return f"pictures-{start:07d}-{shard}"


def _split(rows: Longs, batch_size: int) -> list[Longs]:
    return [rows[start : start + batch_size] for start in range(0, len(rows), batch_size)]


def _files(pictures: Pictures, rows: Longs) -> list[Path]:
    return [pictures.folder / str(pictures.names[row]) for row in rows]


def _checked(vectors: Floats, files: Sequence[Path]) -> Floats:
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        file = files[int(np.argmin(finite))]
        raise DataError(
            f"the vector of {file.name} holds NaN or infinity",
            where=str(file),
            why="one such number spreads into the PCA and into every profile that holds the item",
            do="check the weights (a network in float16 overflows), or take another trunk",
        )
    return vectors


def _gather(shards: Sequence[np.ndarray[tuple[int, ...], np.dtype[np.generic]]], rows: Longs, n_items: int) -> Floats:
    values = np.zeros((n_items, shards[0].shape[1]), np.float32)
    start = 0
    for made in shards:
        values[rows[start : start + len(made)]] = made
        start += len(made)
    return values
