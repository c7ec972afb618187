"""The page's addresses."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from fashrec.errors import ConfigError, FashrecError
from fashrec.html.page import environment, theme, theme_script
from fashrec.page.desk import FORMATS, SIZE, Desk
from fashrec.page.guard import Guard
from fashrec.page.lane import Lane
from fashrec.page.refused import RefusedError, status_of
from fashrec.page.thumbnails import thumbnails
from fashrec.page.upload import MOST, photo_of
from fashrec.page.view import View

HERE = Path(__file__).parent / "look"
Handler = Callable[[Request, Exception], Awaitable[Response]]
GONE = 499  # what servers write down for it; nobody reads it
WORDS = 200  # characters of a question that are read


@dataclass(frozen=True)
class Pages:
    """Every page of one experiment.

    Attributes:
        desk: answers.
        lane: in which answers are made.
        title: of the page.
        lead: what can be asked, and the moment, in a line.
        notes: what a person should know, at the foot.
    """

    desk: Desk
    lane: Lane
    title: str
    lead: str
    notes: tuple[str, ...]

    def app(self, port: int) -> ASGIApp:
        """What the server serves on a port."""
        routes = [
            Route("/", self.begin),
            Route("/photo", self.photo, methods=["POST"]),
            Route("/item", self.item),
            Route("/customer", self.customer),
            Route("/picture/{item_id}", self.picture),
            Route("/look/{name}", _look),
        ]
        handlers: dict[int | type[Exception], Handler] = {
            RefusedError: self.refused,
            FashrecError: self.failed,
            HTTPException: self.strayed,
            Exception: self.broken,
        }
        return Guard(Starlette(routes=routes, exception_handlers=handlers), port)

    async def begin(self, request: Request) -> Response:
        """The page before anything is asked."""
        return await self._answer(request, self.desk.begin)

    async def photo(self, request: Request) -> Response:
        """The answer to a photo."""
        self.lane.check()
        file = await photo_of(request)
        return await self._answer(request, partial(self.desk.photo, file))

    async def item(self, request: Request) -> Response:
        """An item's neighbours, or the items that words name."""
        return await self._answer(request, partial(self.desk.item, request.query_params.get("id", "")[:WORDS]))

    async def customer(self, request: Request) -> Response:
        """What a customer bought and would be shown."""
        asked, by = request.query_params.get("id", "")[:WORDS], request.query_params.getlist("by")
        return await self._answer(request, partial(self.desk.customer, asked, tuple(dict.fromkeys(by))))

    async def picture(self, request: Request) -> Response:
        """An item's picture."""
        made = await run_in_threadpool(self._pictures, request.path_params["item_id"])
        if made is None:
            raise HTTPException(404)
        return Response(made, media_type="image/webp")

    async def refused(self, request: Request, error: Exception) -> Response:
        """What was not even looked at."""
        del request
        assert isinstance(error, RefusedError)
        return self._page(_error(error.error), error.status, error.headers)

    async def failed(self, request: Request, error: Exception) -> Response:
        """What could not be answered."""
        del request
        assert isinstance(error, FashrecError)
        return self._page(_error(error), status_of(error))

    async def strayed(self, request: Request, error: Exception) -> Response:
        """An address or a method that is not there."""
        assert isinstance(error, HTTPException)
        missing = ConfigError(
            f"there is no answer to {request.method} {request.url.path[:WORDS]}",
            where="the address",
            why="a photo, an item and a customer can be asked about",
            do="begin at the first page",
        )
        return self._page(_error(missing), error.status_code, dict(error.headers or {}))

    async def broken(self, request: Request, error: Exception) -> Response:
        """Our own bug; the terminal has the traceback."""
        del request
        ours = FashrecError(
            f"{type(error).__name__} where nobody expected it",
            where="fashrec.page",
            why="fashrec has a bug; the terminal that serves this page shows where",
            do="report it with what the terminal shows",
        )
        return self._page(_error(ours), 500)

    async def _answer(self, request: Request, work: Callable[[], View]) -> Response:
        """The answer as a page, unless the browser goes away while it waits: then it is not worked on."""
        answer, gone = asyncio.ensure_future(self.lane.do(work)), asyncio.ensure_future(_gone(request))
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        if not answer.done():
            answer.cancel()
            return Response(status_code=GONE)
        return self._page(answer.result())

    def _page(self, view: View, status: int = 200, headers: dict[str, str] | None = None) -> Response:
        text = _TEMPLATES.get_template("page.html.j2").render(
            title=self.title,
            lead=self.lead,
            foot=" · ".join(("Served on this machine alone", *self.notes)),
            sections=(),
            scripts=(),
            policy="",
            view=view,
            people=self._people,
            recommenders=tuple(self.desk.rankers),
            by=view.by or self.desk.default,
            no_photos=self.desk.no_photos,
            formats=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}",
            most=MOST,
            size=SIZE,
        )
        return HTMLResponse(text, status, headers)

    @cached_property
    def _pictures(self) -> Callable[[str], bytes | None]:
        return thumbnails(self.desk.facts.pictures, *SIZE)

    @cached_property
    def _people(self) -> tuple[tuple[str, int], ...]:
        return self.desk.customers()


async def _gone(request: Request) -> None:
    """Ends when the browser does not wait any more."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _look(request: Request) -> Response:
    """Style and scripts."""
    name = request.path_params["name"]
    if name not in _LOOK:
        raise HTTPException(404)
    return Response(*_LOOK[name])


def _error(error: FashrecError) -> View:
    return View("That could not be answered", error=error)


_TEMPLATES = environment(HERE)
_LOOK = {
    "theme.css": (theme(), 200, None, "text/css"),
    "theme.js": (theme_script(), 200, None, "text/javascript"),
    **{
        name: ((HERE / name).read_text(encoding="utf-8"), 200, None, kind)
        for name, kind in (("page.css", "text/css"), ("page.js", "text/javascript"), ("icon.svg", "image/svg+xml"))
    },
}
