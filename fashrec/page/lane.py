"""One computation at a time, and a short queue: a laptop's cores do not become more by more threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fashrec.errors import FashrecError
from fashrec.page.refused import RefusedError

T = TypeVar("T")
RETRY_S = 2


@dataclass(frozen=True)
class Lane:
    """A thread that does one thing after the other.

    Attributes:
        most: how much may wait or be done at once, at least 1.
    """

    most: int = 8
    _inside: set[Future[Any]] = field(default_factory=set)
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "fashrec-page"))

    async def do(self, work: Callable[[], T]) -> T:
        """What the work gives, once it was its turn. Work whose asker has gone is not begun.

        Raises:
            RefusedError: where the queue is full.
        """
        self.check()
        future = self._thread.submit(work)
        self._inside.add(future)
        future.add_done_callback(self._inside.discard)
        return await asyncio.wrap_future(future)

    def check(self) -> None:
        """Refuse where the queue is full, before any trouble is taken.

        Raises:
            RefusedError: with 503 and when to come back.
        """
        if len(self._inside) >= self.most:
            raise RefusedError(
                503,
                FashrecError(
                    f"{len(self._inside)} questions are waiting already",
                    where="this page",
                    why="one is answered at a time, and a longer queue would only make everybody wait",
                    do=f"ask again in {RETRY_S} seconds",
                ),
                {"Retry-After": str(RETRY_S)},
            )

    def close(self) -> None:
        """Let what runs end, and forget what waits."""
        self._thread.shutdown(cancel_futures=True)
