"""Random numbers that depend on (seed, customer id, replicate) and on nothing else: no state, no order, no threads.

They are counter-based: a 64-bit hash of the customer's id, xored with a 64-bit number made from (seed, purpose,
replicate), goes through the finaliser of splitmix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number
generators", constants of Stafford's mix13). Whatever else is resampled beside a customer, in whatever chunks, the
customer's weights are the same.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from fashrec.types import Doubles

Keys = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]

GOLDEN = 0x9E3779B97F4A7C15  # the step of splitmix64's counter: 2^64 over the golden ratio
PURPOSES = {"weights": 1, "signs": 2}
LANES = 4  # 16-bit numbers in a 64-bit hash
WORD = 8  # bytes
# A 16-bit number u becomes the weight "how many of these are <= u": 65,536 times the chances that a Poisson(1)
# variable is at most 0, 1, ... 7, rounded; the mean over all u is exactly 1 even so. No weight is above 8: of true ones
# one in 900,000 is.
THRESHOLDS = (24109, 48219, 60273, 64292, 65296, 65497, 65531, 65535)
MOST = len(THRESHOLDS)


def customer_keys(ids: pl.Series) -> Keys:
    """uint64 [n]: a hash of each id that is the same on every machine and in every version.

    The id's UTF-8 bytes, in words of eight (the last padded with zeros), are mixed in one by one, then their number.

    Args:
        ids: String [n], without nulls.
    """
    column = ids.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).cast(pa.large_binary())
    _, bounds, text = column.buffers()
    offsets = np.frombuffer(bounds, np.int64)[column.offset : column.offset + len(column) + 1]
    starts, lengths = offsets[:-1], np.diff(offsets)
    end = int(offsets[-1]) if len(column) else 0
    padded = np.zeros(end + WORD, np.uint8)
    padded[:end] = np.frombuffer(text, np.uint8)[:end] if end else 0
    words = np.ndarray(shape=(end + 1,), dtype="<u8", buffer=padded, strides=(1,))
    keys = np.full(len(column), GOLDEN, np.uint64)
    for at in range(0, int(lengths.max(initial=0)), WORD):
        longer = np.flatnonzero(lengths > at)
        spare = np.maximum(WORD - (lengths[longer] - at), 0).astype(np.uint64) * np.uint64(8)
        # bytes beyond the id's end belong to its neighbour
        word = words[starts[longer] + at] & (np.uint64(2**64 - 1) >> spare)
        keys[longer] = mixed((keys[longer] + np.uint64(GOLDEN)) ^ word)
    return mixed(keys ^ lengths.astype(np.uint64))


def poisson_weights(keys: Keys, replicates: int, seed: int) -> Doubles:
    """float64 [n, replicates]: independent Poisson(1) weights (0 ... 8) of the customers with these keys."""
    hashes = _hashes(keys, range(-(-replicates // LANES)), seed, "weights")
    numbers = hashes.astype("<u8", copy=False).view("<u2")[:, :replicates]
    weights = np.zeros(numbers.shape, np.uint8)
    for threshold in THRESHOLDS:
        weights += numbers >= np.uint16(threshold)
    return weights.astype(np.float64)


def coins(keys: Keys, flips: range, seed: int) -> Doubles:
    """float64 [n, len(flips)]: independent fair coins, 0 or 1, of the customers with these keys.

    Args:
        keys: uint64 [n].
        flips: which replicates, starting at a multiple of 64.
        seed: 0 or more.
    """
    words = _hashes(keys, range(flips.start // 64, -(-flips.stop // 64)), seed, "signs").astype("<u8", copy=False)
    bits = np.unpackbits(words.view(np.uint8), axis=1, count=len(flips), bitorder="little")
    return bits.astype(np.float64)


def mixed(words: Keys) -> Keys:
    """uint64: the finaliser of splitmix64, a bijection of 64 bits, each of which moves half of the output's."""
    z = words.copy()
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        z ^= z >> np.uint64(shift)
        z *= np.uint64(factor)
    z ^= z >> np.uint64(31)
    return z


def _hashes(keys: Keys, counters: range, seed: int, purpose: Literal["weights", "signs"]) -> Keys:
    """uint64 [n, len(counters)]: a hash a customer and counter."""
    stream = np.array([seed, PURPOSES[purpose]], np.uint64)
    base = mixed(mixed(stream[:1] + np.uint64(GOLDEN)) ^ stream[1:])
    streams = mixed(base + np.uint64(GOLDEN) * (np.array(counters, np.uint64) + np.uint64(1)))
    return mixed(keys[:, None] ^ streams[None, :])
