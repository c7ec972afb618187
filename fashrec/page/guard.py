"""What stands before every request and on every answer, whatever the page does in between.

A page on 127.0.0.1 can be reached by any site that is open in the same browser. Such a site may send requests in the
person's name (cross-site request forgery), or call itself 127.0.0.1 by its own name server (DNS rebinding): `Origin`,
`Sec-Fetch-Site` and `Host`, which no script can set, tell them apart. https://web.dev/articles/fetch-metadata
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fashrec.errors import ConfigError

NAMES = ("127.0.0.1", "localhost")
HTTP = 80  # its port
READING = ("GET", "HEAD")
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-DNS-Prefetch-Control": "off",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """An ASGI application around another.

    Attributes:
        app: what is guarded.
        port: that it is served on.
    """

    app: ASGIApp
    port: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on; and set the headers of what is sent."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["type"] != "http":
            return
        refusal = self.refusal(scope["method"], Headers(scope=scope))
        if refusal is None:
            await self.app(scope, receive, send_guarded)
        else:
            await PlainTextResponse(f"{refusal}\n", 403)(scope, receive, send_guarded)

    def refusal(self, method: str, headers: Mapping[str, str]) -> ConfigError | None:
        """Why a request of these headers is not this page's own; None where it may be."""
        host = headers.get("host", "")
        if host not in self._names:
            return ConfigError(
                f"this page is not called {host or 'nothing'}",
                where="Host",
                why="another name for this machine may be a trick of a site to read along (DNS rebinding)",
                do=f"open http://{NAMES[0]}:{self.port}",
            )
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if self._from_here(method, headers, site) and self._own(origin, host, site):
            return None
        return ConfigError(
            "another site asked this page",
            where="Sec-Fetch-Site, Origin",
            why="photos, items and customers are for whoever sits at this machine, not for a site in another tab",
            do=f"open http://{NAMES[0]}:{self.port} and ask there",
        )

    @property
    def _names(self) -> set[str]:
        """What a browser may call this page: it leaves the port out where it is HTTP's own."""
        return {name if self.port == HTTP else f"{name}:{self.port}" for name in NAMES}

    @staticmethod
    def _from_here(method: str, headers: Mapping[str, str], site: str | None) -> bool:
        """Whether the page itself asks, or nobody says who; a link from elsewhere may be followed."""
        if method in READING:
            followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
            return followed or site in (None, "none", "same-origin")
        return site in (None, "same-origin")

    @staticmethod
    def _own(origin: str | None, host: str, site: str | None) -> bool:
        """Whether the origin is this page's, or none is given.

        A form that is sent under `no-referrer` says `null`, as a strange one may: then Sec-Fetch-Site has to vouch.
        """
        return origin in (None, f"http://{host}") or (origin == "null" and site == "same-origin")
