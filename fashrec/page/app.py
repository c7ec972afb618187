"""The page's addresses."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path

from jinja2 import Template
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from fashrec.errors import FashrecError
from fashrec.html.page import environment, theme, theme_script
from fashrec.page.desk import FORMATS, SIZE, Desk
from fashrec.page.guard import Guard
from fashrec.page.lane import Lane
from fashrec.page.refused import RefusedError, told
from fashrec.page.thumbnails import thumbnails
from fashrec.page.upload import MOST, photo_of
from fashrec.page.view import View

HERE = Path(__file__).parent / "look"
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
        # of these, Starlette takes the nearest class of an error: each has to be named
        handlers = dict.fromkeys((RefusedError, FashrecError, HTTPException, Exception), self.trouble)
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

    async def trouble(self, request: Request, error: Exception) -> Response:
        """Whatever went wrong, on the page."""
        refused = told(request, error)
        return self._page(View("That could not be answered", error=refused.error), refused.status, refused.headers)

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
        text = _template().render(
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
    found = _files().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    content, kind = found
    return Response(content, media_type=kind)


@cache
def _files() -> Mapping[str, tuple[str, str]]:
    """Content and media type of what the page loads, by name: nothing else can be asked for."""
    own = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}
    return {
        "theme.css": (theme(), "text/css"),
        "theme.js": (theme_script(), "text/javascript"),
        **{name: ((HERE / name).read_text(encoding="utf-8"), kind) for name, kind in own.items()},
    }


@cache
def _template() -> Template:
    return environment(HERE).get_template("page.html.j2")
