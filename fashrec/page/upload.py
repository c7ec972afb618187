"""A photo from a form, in memory and nowhere else: neither the framework's spool nor ours reaches a disk."""

from collections.abc import AsyncGenerator
from pathlib import PurePath

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from fashrec.errors import ConfigError, DataError
from fashrec.page.refused import RefusedError
from fashrec.types import InMemory

MOST = 10 * 2**20  # bytes of a request
# a browser that is still sending does not read the refusal: so much more is read and dropped first
DROPPED = 64 * 2**20
FIELD = "photo"
_NAME = 80  # characters of a file's name that are kept


async def photo_of(request: Request) -> InMemory:
    """The one file of the form.

    Raises:
        RefusedError: where it is too large, or there is none.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise _no_photo(415, f"{kind or 'nothing'} was sent")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > MOST:
        async for _ in _limited(request):
            pass
        raise _too_large()
    parser = MultiPartParser(request.headers, _limited(request), max_files=1, max_fields=1, max_part_size=1024)
    parser.spool_max_size = MOST + 1  # what is larger is refused before, so nothing spills into a temporary file
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise _no_photo(400, error.message) from error
    except ClientDisconnect as error:
        raise _no_photo(400, "the browser went away") from error
    file = form.get(FIELD)
    if not isinstance(file, UploadFile) or not file.filename:
        raise _no_photo(400, "no file was chosen")
    return InMemory(PurePath(file.filename).name[:_NAME], await file.read())


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    """The body, as long as it is not too large: what Content-Length says, nobody has to keep to."""
    n = 0
    async for chunk in request.stream():
        n += len(chunk)
        if n <= MOST:
            yield chunk
        elif n > DROPPED:
            break
    if n > MOST:
        raise _too_large()


def _too_large() -> RefusedError:
    return RefusedError(
        413,
        DataError(
            f"the photo is larger than {MOST // 2**20} MiB",
            where="photo",
            why="it is kept in memory while it is answered, and a few hundred pixels a side are all that is looked at",
            do="save it smaller, or as a JPEG",
        ),
    )


def _no_photo(status: int, what: str) -> RefusedError:
    return RefusedError(
        status,
        ConfigError(
            f"there is no photo in the form: {what}",
            where=FIELD,
            why="one photo is asked about",
            do="choose one, drop one on the page, or paste one",
        ),
    )
