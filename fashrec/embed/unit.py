"""Vectors of length one, so that a product of two is their cosine."""

import numpy as np

from fashrec.types import Bools, Floats


def unit_rows(values: Floats) -> tuple[Floats, Bools]:
    """Each row divided by its Euclidean length.

    Args:
        values: float32 [n, d], finite.

    Returns:
        float32 [n, d], rows of length 1, or zero where the length was zero; and bool [n], the former.
    """
    # by the largest number first: squares of tiny or huge float32 numbers would become zero or infinity
    largest = np.abs(values).max(axis=1, keepdims=True, initial=0)
    ok = largest[:, 0] > 0
    scaled = np.divide(values, largest, out=np.zeros_like(values, np.float32), where=ok[:, None])
    length = np.linalg.norm(scaled, axis=1, keepdims=True)
    return np.divide(scaled, length, out=scaled, where=ok[:, None]), ok
