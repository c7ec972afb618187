"""A request that is not answered: the error in four parts, and its status."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request

from fashrec.errors import ConfigError, FashrecError

_SHOWN = 200  # characters of an address


class RefusedError(Exception):
    """What the browser is told.

    Args:
        status: of HTTP.
        error: what the person reads.
        headers: beside those that every answer has.
    """

    def __init__(self, status: int, error: FashrecError, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, error)
        self.status, self.error, self.headers = status, error, dict(headers or {})


def told(request: Request, error: Exception) -> RefusedError:
    """What the browser is told of any error.

    400 for a wrong request, 422 for one that is right and cannot be answered; 500 for our own bug, of which the
    terminal has the traceback and the page no more than its name.
    """
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, FashrecError):
        return RefusedError(400 if isinstance(error, ConfigError) else 422, error)
    if isinstance(error, HTTPException):
        return RefusedError(error.status_code, _strayed(request), error.headers)
    ours = FashrecError(
        f"{type(error).__name__} where nobody expected it",
        where="fashrec.page",
        why="fashrec has a bug; the terminal that serves this page shows where",
        do="report it with what the terminal shows",
    )
    return RefusedError(500, ours)


def _strayed(request: Request) -> ConfigError:
    return ConfigError(
        f"there is no answer to {request.method} {request.url.path[:_SHOWN]}",
        where="the address",
        why="a photo, an item and a customer can be asked about",
        do="begin at the first page",
    )
