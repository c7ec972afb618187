"""What the four graphs have in common: hnswlib, voyager, usearch and FAISS's are all HNSW (Malkov and Yashunin 2018).

An item is a node with m neighbours; a query walks from node to node and keeps the ef nearest that it has seen.
"""

from collections.abc import Mapping
from typing import Protocol

from fashrec.errors import require
from fashrec.index.approximate import require_settings
from fashrec.index.auto import Adjustable
from fashrec.index.calibrate import doublings
from fashrec.index.candidates import SLACK

BUILD_GRID: Mapping[str, tuple[int | str, ...]] = {"m": (8, 16, 32), "ef_construction": (100, 200)}
QUERY_GRID: Mapping[str, tuple[int, ...]] = {"ef": (16, 32, 64, 128, 256, 512, 1024, 2048)}


class Graph(Adjustable, Protocol):
    """The settings of one."""

    @property
    def m(self) -> int:
        """Neighbours kept of an item, twice as many on the lowest layer."""
        ...


def require_graph(index: Graph, metrics: tuple[str, ...]) -> None:
    """Check the settings that all graphs have, as `require_settings` does.

    Raises:
        ConfigError: likewise.
    """
    require_settings(index, "m", "ef_construction", "build_threads", "threads", metrics=metrics)
    require(index.m > 1, "m", index.m, "a whole number, at least 2")


def auto_grid(index: Graph, k: int, n_items: int) -> tuple[int, ...]:
    """From the least that is looked at for k neighbours to all items."""
    del index
    return doublings(k + SLACK, max(n_items, 1))
