"""An attribute file as large as DeepFashion's, for benchmarks: nothing can be learnt from it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from fashrec.bench.deepfashion.write import attribute_head, attribute_lines
from fashrec.progress import Quiet
from fashrec.stages import Progress
from fashrec.types import Bools

N_PICTURES, N_ATTRIBUTES = 289_222, 1_000
PRESENT_MEAN = 3.3  # attributes of a picture
SHARE_UNKNOWN = 0.01
PER_GARMENT = 50  # pictures in one folder
PER_BLOCK = 2_000  # pictures made at a time: 6 MB of text


def make_attribute_file(
    file: Path,
    n_pictures: int = N_PICTURES,
    *,
    n_attributes: int = N_ATTRIBUTES,
    seed: int = 0,
    progress: Progress | None = None,
) -> None:
    """Write a list_attr_img.txt: 0.9 GB at full size. Few attributes are common, most are rare, some values unknown.

    Args:
        file: what to write.
        n_pictures: rows.
        n_attributes: values in each.
        seed: the same seed gives the same bytes.
        progress: told about the rows written.
    """
    rng = np.random.default_rng(seed)
    with (
        file.open("wb") as stream,
        (progress or Quiet()).task("making attributes", n_pictures, "pictures") as advance,
    ):
        stream.write(attribute_head(n_pictures))
        for pictures in _paths(n_pictures):
            stream.write(attribute_lines(pictures, *_values(rng, len(pictures), n_attributes)))
            advance(len(pictures))


def _paths(n: int) -> Iterator[list[str]]:
    for start in range(0, n, PER_BLOCK):
        yield [
            f"img/Sleeveless_Printed_Garment_{at // PER_GARMENT:05d}/img_{at % PER_GARMENT + 1:08d}.jpg"
            for at in range(start, min(start + PER_BLOCK, n))
        ]


def _values(rng: np.random.Generator, n: int, n_attributes: int) -> tuple[Bools, Bools]:
    """Present and known, bool [n, n_attributes] each; how often an attribute is present falls with its number."""
    weight = 1 / np.arange(1, n_attributes + 1)
    known: Bools = rng.random((n, n_attributes), np.float32) >= SHARE_UNKNOWN
    n_present = rng.poisson(PRESENT_MEAN, n)
    positive: Bools = np.zeros((n, n_attributes), np.bool_)
    positive[np.repeat(np.arange(n), n_present), rng.choice(n_attributes, n_present.sum(), p=weight / weight.sum())] = 1
    return positive & known, known
