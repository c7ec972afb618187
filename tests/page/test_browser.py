"""The page in a real browser, served by a real process: what a person does and sees."""

import base64
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import Browse, Window
from tests.page.serving import served
from tests.running import TINY

pytestmark = pytest.mark.slow

# a network of a second's training, for it is looked at, not believed
LABELLED = (
    "experiment=pca128",
    *TINY,
    "embed.dim=16",
    *(f"embed.source.{one}" for one in ("height=32", "width=32", "epochs=1", "hidden=32", "min_count=3")),
)
REFUSED = "the server responded with a status of 422"

TRANSFER = """([type, at, content, name]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], name, { type: "image/png" }));
    const target = document.querySelector(at);
    const sent = { bubbles: true, cancelable: true };
    if (type === "paste") target.dispatchEvent(new ClipboardEvent("paste", { ...sent, clipboardData: files }));
    else for (const one of ["dragenter", "dragover", "drop"])
        target.dispatchEvent(new DragEvent(one, { ...sent, dataTransfer: files }));
}"""


@pytest.fixture(scope="module")
def address(tiny_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of the tiny shop's page, its vectors from a trained network."""
    with served(tmp_path_factory.mktemp("served") / "work", tiny_store, *LABELLED) as (at, _):
        yield at


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A red something on white."""
    pixels = np.full((90, 60, 3), 250, np.uint8)
    pixels[20:75, 12:48] = (190, 30, 40)
    file = tmp_path_factory.mktemp("photos") / "a red thing.png"
    Image.fromarray(pixels).save(file)
    return file


def _answered(window: Window, title: str, n: int = 5) -> None:
    """The answer is there: its title, so many ranked cards, every picture loaded, and said to who cannot see."""
    page = window.page
    expect(page.locator("#asked")).to_have_text(title)
    expect(page.locator(".rank")).to_have_count(n)
    expect(page.locator("#status")).to_contain_text(title)
    shown = "[...document.images].filter((one) => one.checkVisibility())"
    assert page.evaluate(f"Promise.all({shown}.map((one) => one.decode())).then((all) => all.length)") >= n


def _transfer(window: Window, kind: str, at: str, content: bytes, name: str) -> None:
    window.page.evaluate(TRANSFER, [kind, at, base64.b64encode(content).decode(), name])


@pytest.mark.parametrize("how", ["chosen", "dropped", "pasted"])
def test_a_photo_is_answered(browse: Browse, address: str, photo: Path, how: str) -> None:
    """However it comes: by the file chooser, dropped anywhere on the page, or from the clipboard."""
    window = browse(address)
    if how == "chosen":
        window.page.set_input_files("input[type=file]", photo)
    else:
        at = "h1" if how == "dropped" else "body"
        _transfer(window, "paste" if how == "pasted" else "drop", at, photo.read_bytes(), photo.name)
    _answered(window, "What looks like a red thing.png?")
    assert window.page.locator(".preview").is_visible()
    assert window.page.locator(".labels dt").count() >= 3
    for group in window.page.locator(".labels dl").all():
        shares = [float(one.get_attribute("width") or "") for one in group.locator(".fill").all()]
        assert shares == sorted(shares, reverse=True)
    assert not window.complaints


def test_what_is_no_photo_is_said_on_the_page(browse: Browse, address: str, photo: Path) -> None:
    """In four parts; the next photo is answered as if nothing had been."""
    window = browse(address)
    _transfer(window, "drop", "body", b"a red dress", "notes.png")
    trouble = window.page.locator(".trouble")
    trouble.wait_for()
    assert "notes.png is no picture" in trouble.inner_text()
    assert trouble.locator("dt").all_inner_texts() == ["where", "why", "do"]
    expect(window.page.locator("#status")).to_contain_text("notes.png is no picture")
    window.page.set_input_files("input[type=file]", photo)
    _answered(window, "What looks like a red thing.png?")
    assert [one for one in window.complaints if REFUSED not in one and "failed: blob:" not in one] == []


def test_a_card_leads_to_its_neighbours_and_back(browse: Browse, address: str, photo: Path) -> None:
    """The browser's back brings the photo's answer again, though no address names it."""
    window = browse(address)
    page = window.page
    page.set_input_files("input[type=file]", photo)
    _answered(window, "What looks like a red thing.png?")
    card = page.locator(".lists .card").nth(2)
    name = card.locator(".name").inner_text()
    card.click()
    _answered(window, f"What looks like {name}?")
    assert "/item?id=" in page.url
    page.go_back()
    _answered(window, "What looks like a red thing.png?")
    page.go_forward()
    _answered(window, f"What looks like {name}?")
    page.reload()
    assert page.locator("#asked").inner_text() == f"What looks like {name}?"
    page.go_back()
    expect(page.locator("#asked")).to_contain_text("begin")
    assert not window.complaints


def test_a_customer_is_shown_by_whom_one_picks(browse: Browse, address: str) -> None:
    """History with its days, and a list a recommender that is ticked."""
    window = browse(address)
    page = window.page
    customer = page.locator("#people option").first.get_attribute("value") or ""
    page.fill("#customer", customer)
    page.uncheck("input[value=repurchase]")
    page.check("input[value=oracle]")
    page.press("#customer", "Enter")
    _answered(window, "What would this customer like?", n=15)
    assert page.locator(".row h3").all_inner_texts() == ["Bought before", "content", "popular", "oracle"]
    days = page.locator(".row time").all_inner_texts()
    assert days
    assert days == sorted(days, reverse=True)
    assert not window.complaints


def test_the_keyboard_is_enough(browse: Browse, address: str, photo: Path) -> None:
    """Tab reaches the photo first, Enter opens the chooser; an answer's heading is where one reads on."""
    window = browse(address)
    page = window.page
    reached: list[str] = []
    with page.expect_file_chooser() as chooser:
        for _ in range(3):
            page.keyboard.press("Tab")
            reached.append(str(page.evaluate("document.activeElement.name || document.activeElement.className")))
        page.keyboard.press("Enter")
    assert reached == ["skip", "toggle", "photo"]
    chooser.value.set_files(photo)
    _answered(window, "What looks like a red thing.png?")
    page.keyboard.press("Tab")
    page.keyboard.type("shirt")
    page.keyboard.press("Enter")
    _answered(window, "Items called shirt", n=0)
    assert page.evaluate("document.activeElement.id") == "asked"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "card"
    page.keyboard.press("Enter")
    expect(page.locator(".rank")).to_have_count(5)
    assert not window.complaints


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_needs_no_sideways_scrolling(browse: Browse, address: str, photo: Path, dark: bool) -> None:
    """At 360 pixels, light and dark, before and after each kind of question; what is touched is large enough."""
    window = browse(address, width=360, height=740, dark=dark, touch=True)
    page = window.page
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) == 360
    page.set_input_files("input[type=file]", photo)
    _answered(window, "What looks like a red thing.png?")
    assert page.evaluate(wide) == 360
    page.locator(".people a").first.click()
    _answered(window, "What would this customer like?", n=15)
    assert page.evaluate(wide) == 360
    touched = page.locator("button:visible, label.check").all()
    assert all((one.bounding_box() or {"height": 0})["height"] >= 24 for one in touched)
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (sum(map(int, ground[4:-1].split(","))) < 382) == dark
    assert not window.complaints


def test_without_a_script_the_forms_are_enough(browse: Browse, address: str, photo: Path) -> None:
    """A photo is sent by the form's own button, and answered by a whole page."""
    window = browse(address)
    context = window.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr] # it is open
    page = context.new_page()
    page.goto(address)
    page.set_input_files("input[type=file]", photo)
    page.click(".send")
    assert page.locator("#asked").inner_text() == "What looks like a red thing.png?"
    assert page.locator(".rank").count() == 5
    page.locator(".lists .card").first.click()
    assert page.locator(".rank").count() == 5
    assert "/item?id=" in page.url
    context.close()


def test_another_page_of_the_same_browser_can_neither_ask_nor_read(browse: Browse, address: str) -> None:
    """A script elsewhere gets no answer, and a form elsewhere is refused."""
    window = browse(address)
    page = window.page
    page.goto("data:text/html,<form method=post enctype=multipart/form-data></form>")
    asked = "(at) => fetch(at + '/customer?id=0').then(() => 'answered', () => 'refused')"
    assert page.evaluate(asked, address) == "refused"
    page.evaluate("(at) => { const form = document.forms[0]; form.action = at + '/photo'; form.submit(); }", address)
    page.wait_for_url("**/photo")
    assert "another site asked this page" in page.inner_text("body")


def test_a_photo_of_a_camera_is_answered(browse: Browse, address: str) -> None:
    """Twelve million pixels, turned."""
    window = browse(address)
    exif, file = Image.Exif(), BytesIO()
    exif[0x0112] = 6
    Image.linear_gradient("L").resize((4000, 3000)).convert("RGB").save(file, "JPEG", quality=60, exif=exif)
    sent = {"name": "camera.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    window.page.set_input_files("input[type=file]", sent)  # type: ignore[arg-type] # a file payload
    _answered(window, "What looks like camera.jpg?")
    assert not window.complaints
