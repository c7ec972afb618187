"""Made vectors: clusters on the unit sphere, and profiles pooled from several items as customers' are."""

import numpy as np

from fashrec.types import Floats, ItemLists, ItemVectors, Profiles

SPACE = "a" * 64


def unit(values: np.ndarray[tuple[int, int], np.dtype[np.floating]]) -> Floats:
    """float32 [n, d] of unit length."""
    lengths: np.ndarray[tuple[int, int], np.dtype[np.floating]] = np.linalg.norm(values, axis=1, keepdims=True)
    return (values / lengths).astype(np.float32)


def clustered_items(n: int, d: int, seed: int = 0) -> ItemVectors:
    """Items of n / 50 clusters, spread as far about a centre as the centre is from the origin."""
    rng = np.random.default_rng(seed)
    centres = unit(rng.normal(size=(max(2, n // 50), d)))
    values = unit(centres[rng.integers(0, len(centres), n)] + rng.normal(size=(n, d)) / np.sqrt(d))
    return ItemVectors(values, np.ones(n, np.bool_), SPACE)


def pooled_profiles(vectors: ItemVectors, n: int, seed: int = 1) -> Profiles:
    """The mean of eight random items each."""
    picked = np.random.default_rng(seed).integers(0, len(vectors.has), (n, 8))
    return as_profiles(unit(vectors.values[picked].mean(axis=1)))


def as_profiles(values: Floats) -> Profiles:
    """Profiles of customers 0, 1, ... in the space of `clustered_items`."""
    return Profiles(np.arange(len(values), dtype=np.int32), values, np.ones(len(values), np.bool_), SPACE)


def random_lists(n: int, n_items: int, length: int, seed: int = 2) -> ItemLists:
    """For each of n queries, up to `length` distinct random items, ascending."""
    rng = np.random.default_rng(seed)
    lists = [np.unique(rng.integers(0, n_items, length)) for _ in range(n)]
    offsets = np.concatenate([[0], np.cumsum([len(items) for items in lists])]).astype(np.int64)
    return ItemLists(offsets, np.concatenate(lists).astype(np.int32))
