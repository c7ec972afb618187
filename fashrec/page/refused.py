"""A request that is not answered: the error in four parts, and its status."""

from collections.abc import Mapping

from fashrec.errors import ConfigError, FashrecError


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


def status_of(error: FashrecError) -> int:
    """400 for a wrong request, 422 for one that is right and cannot be answered."""
    return 400 if isinstance(error, ConfigError) else 422
