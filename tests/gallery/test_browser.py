"""The page in a real browser, from a file and without a network: filters, keyboard, map, phone, dark."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from fashrec.gallery.finished import Finished
from fashrec.gallery.page import write_page
from fashrec.gallery.request import Request
from tests import shop
from tests.browser import Browse, Window
from tests.gallery.made import customer, write, write_store
from tests.running import command, run_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow
NAMES = {customer(row): name for row, name in enumerate(("ann", "bea", "cas", "dan", "eve"))}
# the tiny shop at eleven cuts has more than five hundred customers
MANY = ("data=boutique_tiny", "split.cuts=12", "split.test_cuts=1", "embed.dim=16", "recommend=[content,popular]")
PLAIN = ("index=exact", "evaluate.replicates=0", "evaluate.latency=0")
# every text that is seen, with its own colour on the nearest ground that is not transparent: the least contrast
CONTRAST = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => parts(colour).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((parts(colour)[3] ?? 1) > 0.5) return colour;
    }
  };
  const texts = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
  return Math.min(...texts.map((one) => {
    const [low, high] = [light(getComputedStyle(one).color), light(ground(one))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }));
}"""

# where the item furthest to the right is drawn, in pixels of the map
RIGHTMOST = """() => {
  const places = JSON.parse(document.getElementById("gallery-data").textContent).items.place.filter(Boolean);
  const [xs, ys] = [0, 1].map((axis) => places.map((place) => place[axis]));
  const y = ys[xs.indexOf(Math.max(...xs))], least = Math.min(...ys), most = Math.max(...ys);
  const { clientWidth: wide, clientHeight: high } = document.getElementById("gallery-map");
  return { x: wide - 30, y: high / 2 - (y - (least + most) / 2) * ((high - 140) / (most - least)) };
}"""


@pytest.fixture(scope="module")
def page_file(run: Finished, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the hand-worked run."""
    return _written(run.folder, tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of five hundred customers."""
    folder = tmp_path_factory.mktemp("many")
    run_in(folder / "run", "experiment=pixels128", *MANY, *PLAIN, store=folder / "store")
    return write_page(Request((folder / "run",), out=folder, store=folder / "store"), "a command")[0]


@pytest.fixture
def window(page_file: Path, browse: Browse) -> Window:
    """That page, open."""
    return browse(page_file)


def _written(run: Path, out: Path, **settings: float) -> Path:
    store = run.parents[2] / "store"
    return write_page(Request((run,), out=out, store=store, **settings), "a command")[0]  # type: ignore[arg-type] # of embed_mb


def _who(page: "Page") -> set[str]:
    return {NAMES[one.get_attribute("title") or ""] for one in page.locator(".card h3").all()}


FILTERED = {
    "Hit": {"ann", "bea", "cas", "dan"},
    "Miss": {"eve"},
    "Cold hit": {"bea"},
    "Near-duplicate": {"ann", "cas"},
    "One hits": {"bea"},
    "All": {"ann", "bea", "cas", "dan", "eve"},
}


def test_each_filter_keeps_whom_it_should(window: Window) -> None:
    """As worked out by hand, with its count on the chip; the page says how many there are."""
    for name, kept in FILTERED.items():
        chip = window.page.locator(".chips button", has_text=name).first
        chip.click()
        assert chip.get_attribute("aria-pressed") == "true"
        assert _who(window.page) == kept, name
        assert int(chip.locator(".count").inner_text()) == len(kept)
        assert window.page.locator("#gallery-count").inner_text().startswith(f"{len(kept)} customer")
    assert window.complaints == []


def test_the_most_different_come_first(window: Window) -> None:
    """A quarter of five, of those that share three items: bea first, whom one side alone hits."""
    window.page.locator("[data-filter=apart]").click()
    assert window.page.locator(".card h3").first.get_attribute("title") == customer(shop.BEA)
    assert window.page.locator(".card").count() == 2


def test_side_segment_and_search_narrow_the_filter(window: Window) -> None:
    """Popular alone misses bea; she is light; only her id holds what would end a script."""
    page = window.page
    page.locator("[data-filter=miss]").click()
    page.locator("#gallery-side").select_option("1")
    assert _who(page) == {"bea", "eve"}
    page.locator("[data-filter=all]").click()
    page.locator("#gallery-segment").select_option("no_history")
    assert _who(page) == {"dan"}
    page.locator("#gallery-segment").select_option("all")
    page.locator("#gallery-search").press_sequentially("</SCRIPT")
    assert _who(page) == {"bea"}
    page.keyboard.type("nobody")
    assert page.locator("#gallery-count").inner_text() == "Nobody on this page is like that."
    assert window.complaints == []


def test_the_keyboard_goes_to_customers_and_opens_items(window: Window) -> None:
    """Down to the next customer, right to an item, Enter opens it, Escape comes back to it."""
    page = window.page
    page.locator(".card.active").focus()
    page.keyboard.press("ArrowDown")
    second = page.locator(".card").nth(1)
    assert second.evaluate("card => card === document.activeElement")
    page.keyboard.press("ArrowRight")
    name = second.locator("button").first.get_attribute("aria-label") or ""
    page.keyboard.press("Enter")
    assert name.startswith(page.locator("#gallery-item-name").inner_text())
    page.keyboard.press("Escape")
    assert not page.locator("#gallery-item").is_visible()
    assert second.locator("button").first.evaluate("button => button === document.activeElement")
    assert page.locator(".card [tabindex='0'], .card.active").count() == 1 + second.locator("button").count()
    assert window.complaints == []


def test_the_key_of_the_search_works_on_a_card_alone(window: Window) -> None:
    """Elsewhere a single key does nothing, not even under an open item: whoever dictates says it by mistake."""
    page, focused = window.page, "document.activeElement.id"
    for before in ("document.activeElement.blur()", "document.getElementById('gallery-map').focus()"):
        page.evaluate(before)
        page.keyboard.press("/")
        assert page.evaluate(focused) != "gallery-search"
    page.get_by_role("button", name="red coat").first.click()
    page.keyboard.press("/")
    assert page.evaluate(focused) == "gallery-item-name"
    page.keyboard.press("Escape")
    page.locator(".card.active").focus()
    page.keyboard.press("/")
    assert page.evaluate(focused) == "gallery-search"
    assert page.locator("#gallery-search").input_value() == ""


def test_an_item_tells_what_is_known_and_what_is_near(window: Window) -> None:
    """The red coat: sold by the end of the window, not cold; nearest are the boots, which open in their turn."""
    page = window.page
    page.get_by_role("button", name="red coat").first.click()
    sheet = page.locator("#gallery-item")
    assert "2020-03-10" in sheet.inner_text()
    assert "no: bought before every cut" in sheet.inner_text()
    near = sheet.locator("button.item").first
    assert (near.get_attribute("aria-label") or "").startswith("boots")
    near.click()
    assert page.locator("#gallery-item-name").inner_text() == "boots"
    assert "yes: bought by nobody before any cut" in sheet.inner_text()
    assert window.complaints == []


def test_the_map_opens_items_by_click_and_by_keyboard(window: Window) -> None:
    """What is in its middle, and what is furthest to the right; a group alone is dimmed and comes back."""
    page = window.page
    canvas = page.locator("#gallery-map")
    canvas.scroll_into_view_if_needed()
    canvas.focus()
    for key in ("+", "+", "ArrowLeft", "ArrowUp", "-", "0"):
        page.keyboard.press(key)
    page.wait_for_function("document.getElementById('gallery-under').textContent !== ''")
    said = page.locator("#gallery-under").inner_text()
    page.keyboard.press("Enter")
    name = page.locator("#gallery-item-name").inner_text()
    assert said.startswith(name)
    page.keyboard.press("Escape")
    for by, first in (("cold", "warm"), ("shade", "Black"), ("group", "indoor")):
        page.locator(f"[data-by={by}]").click()
        assert page.locator("#gallery-legend button").first.inner_text().startswith(first)
    page.locator("#gallery-legend button").first.click()
    assert page.locator("#gallery-legend button").first.get_attribute("aria-pressed") == "true"
    page.locator("#gallery-legend button").first.click()
    canvas.click(position=page.evaluate(RIGHTMOST))
    assert page.locator("#gallery-item-name").inner_text() == "jeans"
    assert window.complaints == []


def test_a_map_follows_a_finger_and_a_wheel(page_file: Path, browse: Browse) -> None:
    """What is drawn changes, and comes back with All."""
    window = browse(page_file, touch=True)
    page, drawn = window.page, "document.getElementById('gallery-map').toDataURL()"
    canvas = page.locator("#gallery-map")
    canvas.scroll_into_view_if_needed()
    page.locator("[data-zoom=all]").click()
    canvas.focus()
    canvas.hover()
    page.wait_for_timeout(200)
    seen = [page.evaluate(drawn)]
    page.mouse.down()
    page.mouse.move(500, 300, steps=4)
    page.mouse.up()
    page.wait_for_timeout(200)
    seen.append(page.evaluate(drawn))
    page.mouse.wheel(0, -100)
    page.wait_for_timeout(200)
    seen.append(page.evaluate(drawn))
    page.locator("[data-zoom=all]").click()
    canvas.focus()
    page.wait_for_timeout(200)
    assert len(set(seen)) == 3
    assert page.evaluate(drawn) == seen[0]
    assert not page.locator("#gallery-item").is_visible()
    assert window.complaints == []


def _swipe(page: "Page", fingers: int = 1) -> float:
    """Down by 200 px across the map's middle; by how many the page moved with it."""
    box, before = page.locator("#gallery-map").bounding_box(), page.evaluate("scrollY")
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 100
    session = page.context.new_cdp_session(page)
    for kind, down in (("touchStart", 0), *(("touchMove", by) for by in range(20, 201, 20)), ("touchEnd", 0)):
        points = [{"x": x + 40 * nth, "y": y + down, "id": nth} for nth in range(fingers)] if kind != "touchEnd" else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(16)
    page.wait_for_timeout(300)
    return float(before - page.evaluate("scrollY"))


def test_a_finger_scrolls_past_the_map_until_it_is_zoomed_in(page_file: Path, browse: Browse) -> None:
    """Then it moves the map; two fingers are the map's at any time. All gives the page back."""
    window = browse(page_file, width=390, height=844, touch=True)
    page, drawn = window.page, "document.getElementById('gallery-map').toDataURL()"
    map_in_middle = "document.getElementById('gallery-map').scrollIntoView({ block: 'center' })"
    page.evaluate(map_in_middle)
    page.wait_for_timeout(300)
    assert _swipe(page, fingers=2) == 0
    whole = page.evaluate(drawn)
    assert _swipe(page) > 100
    assert page.evaluate(drawn) == whole
    page.evaluate(map_in_middle)
    page.locator("[data-zoom=in]").evaluate("button => button.click()")
    page.wait_for_timeout(200)
    near = page.evaluate(drawn)
    assert _swipe(page) == 0
    assert page.evaluate(drawn) != near
    page.locator("[data-zoom=out]").evaluate("button => button.click()")
    page.wait_for_timeout(200)
    assert _swipe(page) > 100
    assert not page.locator("#gallery-item").is_visible()
    assert window.complaints == []


def test_two_fingers_come_nearer_and_one_opens(page_file: Path, browse: Browse) -> None:
    """On a phone: apart they zoom, a tap opens the item under it, and the page does not scroll meanwhile."""
    window = browse(page_file, width=390, height=844, touch=True)
    page, drawn = window.page, "document.getElementById('gallery-map').toDataURL()"
    canvas = page.locator("#gallery-map")
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box, where = canvas.bounding_box(), page.evaluate("scrollY")
    assert box
    whole = page.evaluate(drawn)
    at = page.evaluate(RIGHTMOST)
    page.touchscreen.tap(box["x"] + at["x"], box["y"] + at["y"])
    assert page.locator("#gallery-item-name").inner_text() == "jeans"
    page.keyboard.press("Escape")
    middle, high = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 20), ("touchMove", 40), ("touchMove", 60), ("touchEnd", 0)):
        points = [{"x": middle + side * apart, "y": high, "id": side + 1} for side in (-1, 1)] if apart else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_timeout(200)
    assert page.evaluate(drawn) != whole
    assert page.evaluate("scrollY") == where
    assert not page.locator("#gallery-item").is_visible()
    assert window.complaints == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_can_be_read(page_file: Path, browse: Browse, dark: bool) -> None:
    """At WCAG's AA, those of an open item too."""
    window = browse(page_file, dark=dark)
    assert window.page.evaluate(CONTRAST) >= 4.5
    window.page.get_by_role("button", name="red coat").first.click()
    assert window.page.evaluate(CONTRAST) >= 4.5


def test_a_phone_scrolls_down_alone(page_file: Path, browse: Browse) -> None:
    """At 390 px nothing is wider than the page, an open item included."""
    window = browse(page_file, width=390, height=844, touch=True)
    wide = "document.documentElement.scrollWidth"
    assert window.page.evaluate(wide) == 390
    window.page.get_by_role("button", name="red coat").first.click()
    assert window.page.evaluate(wide) == 390
    assert window.page.locator("#gallery-item").evaluate("sheet => sheet.scrollWidth <= sheet.clientWidth")


def test_pictures_beside_the_page_are_seen(run: Finished, tmp_path: Path, browse: Browse) -> None:
    """From a file, too: the policy lets them in, none fails."""
    window = browse(_written(run.folder, tmp_path, embed_mb=0))
    window.page.locator("#gallery-map").scroll_into_view_if_needed()
    window.page.wait_for_timeout(300)
    shown = window.page.locator(".picture").first.evaluate("one => getComputedStyle(one).backgroundImage")
    assert shown.endswith('pictures/0.webp")')
    assert window.complaints == []


def test_a_run_folder_alone_is_shown_as_labelled_cards(tmp_path: Path, browse: Browse) -> None:
    """With ids for names; an item opens and says what is not known."""
    window = browse(_written(write(tmp_path), tmp_path / "out"))
    assert shop.ITEM_IDS[3] in window.page.locator(".picture.bare").all_inner_texts()
    window.page.locator("button.item").first.click()
    assert "No vectors are at hand" in window.page.locator("#gallery-item").inner_text()
    window.page.keyboard.press("Escape")
    window.page.locator("#gallery-find").fill(shop.ITEM_IDS[3])
    assert window.page.locator("#gallery-found button").count() == 1
    assert window.complaints == []


def test_pictures_that_are_gone_are_labelled_cards(tmp_path: Path, browse: Browse) -> None:
    """The tables are there, so they have names, and a map of dots."""
    write_store(tmp_path)
    for file in (tmp_path / "shop" / "images").rglob("*.jpg"):
        file.unlink()
    window = browse(_written(write(tmp_path), tmp_path / "out"))
    assert "red coat" in window.page.locator(".picture.bare").all_inner_texts()
    window.page.locator("#gallery-map").scroll_into_view_if_needed()
    window.page.locator("#gallery-map").press("Enter")
    assert window.page.locator("#gallery-item").is_visible()
    assert window.complaints == []


def test_a_key_opens_an_item_of_a_map_that_was_not_drawn_yet(many: Path, browse: Browse) -> None:
    """In one go, before any frame: who comes by the Tab key does not wait for the map to come into view."""
    window = browse(many)
    at_once = "map => { map.focus(); map.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' })); }"
    window.page.locator("#gallery-map").evaluate(at_once)
    assert window.page.locator("#gallery-item").is_visible()


@pytest.mark.usefixtures("chromium")
def test_a_screenshot_is_small_enough_for_a_readme(run: Finished, tmp_path: Path) -> None:
    """As a person types the command: WebP of at most 150 kB, neither blank nor cut off."""
    words = (str(run.folder), f"store={run.folder.parents[2] / 'store'}", "screenshot=images/gallery.webp")
    done = command(tmp_path, *words, module="fashrec.gallery")
    assert done.returncode == 0, done.stderr
    file = tmp_path / "images" / "gallery.webp"
    assert file.stat().st_size <= 150_000
    with Image.open(file) as picture:
        assert (picture.format, picture.size) == ("WEBP", (1240, 900))
        assert len(picture.convert("L").getcolors() or []) > 100


def test_five_hundred_customers_come_twenty_at_a_time(many: Path, browse: Browse) -> None:
    """The arrow goes on to the next twenty; everybody is on one page of the whole; it is far below its limit."""
    assert many.stat().st_size < 15e6
    window = browse(many)
    page = window.page
    assert page.locator(".card").count() == 20
    assert page.locator("#gallery-page").inner_text() == "1 of 25"
    first = page.locator(".card h3").first.inner_text()
    page.locator(".card").last.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#gallery-page").inner_text() == "2 of 25"
    assert page.locator(".card h3").first.inner_text() != first
    page.keyboard.press("ArrowUp")
    assert page.locator(".card").last.evaluate("card => card === document.activeElement")
    chips = page.locator("[data-filter]").all()
    counts = {chip.get_attribute("data-filter"): int(chip.locator(".count").inner_text()) for chip in chips}
    assert counts["all"] == 500
    assert counts["hit"] + counts["miss"] == 500
    assert counts["cold"] > 0
    assert counts["apart"] == 125
    assert window.complaints == []


# whether what has the focus, or the heading of its card, lies under something or outside the window
HIDDEN = """() => {
  const focused = document.activeElement, parts = [focused.querySelector("h3") ?? focused];
  return parts.some((part) => {
    const { left, right, top, bottom } = part.getBoundingClientRect();
    return [top + 1, bottom - 1].some((y) => !part.contains(document.elementFromPoint((left + right) / 2, y)));
  });
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (768, 1024), (844, 390), (700, 420), (390, 844)])
def test_the_tools_hide_nothing_that_has_the_focus(many: Path, browse: Browse, width: int, height: int) -> None:
    """Card by card downwards and upwards, and item by item: its heading, or itself, is seen from top to bottom."""
    page = browse(many, width=width, height=height).page
    page.locator(".card.active").focus()
    for key in [*["ArrowDown"] * 6, *["ArrowUp"] * 4, *["ArrowRight"] * 8]:
        page.keyboard.press(key)
        page.wait_for_timeout(60)
        assert not page.evaluate(HIDDEN), key


def test_an_item_is_found_by_its_id_or_by_words(window: Window) -> None:
    """What was typed is in its id, name, type or colour; Enter opens the first, with what is near it."""
    page = window.page
    field, found, said = (page.locator(f"#gallery-{name}") for name in ("find", "found", "found-count"))
    assert said.inner_text() == "10 items on this page"
    for words, names in (
        ("coat", ["red coat", "blue coat"]),
        ("Coat BLUE", ["blue coat"]),
        (shop.ITEM_IDS[8], ["boots"]),
        ("nothing of the kind", []),
    ):
        field.fill(words)
        assert found.locator(".under").all_inner_texts() == names
        assert said.inner_text() == (
            f"{len(names)} of 10 items on this page" if names else "No item on this page is like that."
        )
    field.press("Enter")
    assert not page.locator("#gallery-item").is_visible()
    field.fill("red")
    field.press("Enter")
    assert page.locator("#gallery-item-name").inner_text() == "red coat"
    assert page.locator("#gallery-item .row button").count() == 6
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "gallery-find"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#gallery-item-name").inner_text() == "red coat"
    assert window.complaints == []


def test_of_many_items_found_twelve_are_drawn(many: Path, browse: Browse) -> None:
    """At a phone's width too, where they are no wider than it; the whole number is said."""
    window = browse(many, width=390, height=844, touch=True)
    window.page.locator("#gallery-find").fill("o")
    assert window.page.locator("#gallery-found button").count() == 12
    assert ": the first 12" in window.page.locator("#gallery-found-count").inner_text()
    assert window.page.evaluate("document.documentElement.scrollWidth") == 390
    window.page.locator("#gallery-found button").last.tap()
    assert window.page.locator("#gallery-item").is_visible()
    assert window.complaints == []


def test_it_opens_about_as_fast_as_its_bytes_are_read(many: Path, browse: Browse, tmp_path: Path) -> None:
    """Until it is drawn, in units of a page of the same size that draws nothing; the fastest of three each."""
    blank = tmp_path / "blank.html"
    blank.write_text(f"<!doctype html><title>x</title><script type='a/b'>{'x' * many.stat().st_size}</script>")
    seen = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
    page_ms, blank_ms = (min(browse(file).page.evaluate(seen) for _ in range(3)) for file in (many, blank))
    assert page_ms < 40 * blank_ms
