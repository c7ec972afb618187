"""Who may ask, and what every answer carries."""

from collections.abc import Mapping

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from fashrec.page.guard import Guard

PORT = 8000
HERE = f"http://127.0.0.1:{PORT}"
OURS = {"Sec-Fetch-Site": "same-origin", "Origin": HERE}
LINK = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


async def _fine(request: Request) -> Response:
    return PlainTextResponse(request.method)


async def _broken(request: Request) -> Response:
    raise RuntimeError(request.method)


@pytest.fixture(scope="module")
def browser() -> TestClient:
    """At a page that answers everything, and breaks at /broken."""
    routes = [Route("/", _fine, methods=["GET", "POST"]), Route("/broken", _broken)]
    return TestClient(Guard(Starlette(routes=routes), PORT), base_url=HERE, raise_server_exceptions=False)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000"])
def test_it_answers_to_its_own_names(browser: TestClient, host: str) -> None:
    """And to nobody who says no host."""
    assert browser.get("/", headers={"Host": host}).text == "GET"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:8001", "evil.example:8000", "127.0.0.1.evil.example:8000", ""]
)
def test_another_name_for_this_machine_is_refused(browser: TestClient, host: str) -> None:
    """A site whose name server says 127.0.0.1 reads nothing (DNS rebinding)."""
    refused = browser.get("/", headers={"Host": host})
    assert refused.status_code == 403
    assert all(part in refused.text for part in ("ConfigError: ", "where: Host", "why: ", f"do:    open {HERE}"))


def test_at_the_port_of_http_a_browser_names_none() -> None:
    """And the page answers all the same."""
    guard = Guard(Starlette(), 80)
    assert guard.refusal("GET", {"host": "localhost"}) is None
    assert guard.refusal("POST", {"host": "localhost", "origin": "http://localhost"}) is None
    assert guard.refusal("GET", {"host": "localhost:8000"}) is not None


OWN: dict[str, tuple[str, Mapping[str, str]]] = {
    "a command line that reads": ("GET", {}),
    "a command line that posts": ("POST", {}),
    "an address that was typed": ("GET", {"Sec-Fetch-Site": "none", **LINK}),
    "a link on another site": ("GET", {"Sec-Fetch-Site": "cross-site", **LINK}),
    "the page's own script": ("POST", OURS),
    "the page's own form, under no-referrer": ("POST", {"Sec-Fetch-Site": "same-origin", "Origin": "null"}),
    "an old browser's own form": ("POST", {"Origin": HERE}),
}
STRANGE: dict[str, tuple[str, Mapping[str, str]]] = {
    "a form on another site": ("POST", {"Sec-Fetch-Site": "cross-site", **LINK, "Origin": "https://evil.example"}),
    "a form on another port": ("POST", {"Sec-Fetch-Site": "same-site", **LINK, "Origin": "http://127.0.0.1:9000"}),
    "an old browser on another site": ("POST", {"Origin": "https://evil.example"}),
    "an old browser in a sandbox": ("POST", {"Origin": "null"}),
    "a picture on another site": ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}),
    "a frame on another site": (
        "GET",
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    ),
    "a script on another site": ("GET", {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}),
    "a form that no site sent": ("POST", {"Sec-Fetch-Site": "none"}),
    "two that contradict each other": ("POST", {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}),
}


@pytest.mark.parametrize("case", OWN)
def test_what_the_page_itself_asks_is_answered(browser: TestClient, case: str) -> None:
    """As is who follows a link to it."""
    method, headers = OWN[case]
    assert browser.request(method, "/", headers=headers).text == method


@pytest.mark.parametrize("case", STRANGE)
def test_what_another_site_asks_is_refused(browser: TestClient, case: str) -> None:
    """Before anything is read of it, and nobody is allowed to read the refusal."""
    method, headers = STRANGE[case]
    refused = browser.request(method, "/", headers=headers)
    assert refused.status_code == 403
    assert "another site asked" in refused.text
    assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize(
    ("path", "host", "status"), [("/", "", 200), ("/no", "", 404), ("/broken", "", 500), ("/", "x", 403)]
)
def test_every_answer_carries_strict_headers(browser: TestClient, path: str, host: str, status: int) -> None:
    """Refusals and failures too; scripts and styles come from the page alone, nothing may frame or keep it."""
    answer = browser.get(path, headers={"Host": host} if host else {})
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert answer.status_code == status
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
    }.items() <= dict(answer.headers).items()
    assert "camera=()" in answer.headers["permissions-policy"]
