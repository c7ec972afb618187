"""The written picture: the question on a tinted panel, the answers beside it as cards."""

from dataclasses import dataclass

from PIL import Image

from fashrec.show.lettering import broken, fitted, font
from fashrec.show.pen import Pen
from fashrec.show.sheet import Card, Sheet

_PAPER, _PANEL, _CARD = "#f7f5f2", "#e6e9ef", "#ffffff"
_LINE, _PANEL_LINE, _EMPTY = "#e3dfd9", "#d6dbe4", "#f0eeea"
_INK, _GREY, _FAINT, _ACCENT, _WARN = "#1f2430", "#5f6672", "#8a909c", "#3b5b92", "#a23b32"

_MARGIN, _GAP, _PAD, _ROUND = 40, 20, 20, 10
_HEADER, _LABEL, _FOOTER = 112, 34, 54
_COLUMNS = 5
_BADGE = 26


@dataclass(frozen=True, slots=True)
class _Size:
    """How a card is laid out, in pixels."""

    width: int
    picture: int
    caption: int
    gap: int

    @property
    def height(self) -> int:
        return self.picture + self.caption

    def across(self, n: int) -> int:
        """The width of n cards beside each other."""
        return n * (self.width + self.gap) - self.gap

    def down(self, n: int) -> int:
        """The height of n cards below each other."""
        return n * (self.height + self.gap) - self.gap


_LARGE = _Size(width=224, picture=336, caption=116, gap=_GAP)
_SMALL = _Size(width=116, picture=174, caption=46, gap=12)
_SMALL_COLUMNS = 3


def draw(sheet: Sheet) -> Image.Image:
    """RGB: the sheet as a picture.

    Raises:
        DataError: where a picture cannot be read.
    """
    size = _SMALL if sheet.small else _LARGE
    per_row = _SMALL_COLUMNS if sheet.small else 1
    n_columns = min(_COLUMNS, len(sheet.answers))
    panel = size.across(per_row) + 2 * _PAD
    rows, asked_rows = -(-len(sheet.answers) // n_columns), -(-len(sheet.asked) // per_row)
    inside = max(_LARGE.down(rows), size.down(asked_rows))
    width = _MARGIN + panel + _PAD + _GAP + _LARGE.across(n_columns) + _MARGIN
    bottom = _HEADER + _LABEL + _PAD + inside + _PAD
    pen = Pen.on(width, bottom + (_FOOTER if sheet.warning else _MARGIN), _PAPER)
    _words(pen, sheet, width, bottom)
    pen.box(_MARGIN, _HEADER, panel, bottom - _HEADER, _PANEL, _PANEL_LINE, _ROUND + 6)
    _cards(pen, sheet.asked_label, sheet.asked, size, per_row, _MARGIN + _PAD)
    _cards(pen, sheet.answers_label, sheet.answers, _LARGE, n_columns, _MARGIN + panel + _PAD + _GAP)
    return pen.finished()


def _words(pen: Pen, sheet: Sheet, width: int, bottom: int) -> None:
    room = width - 2 * _MARGIN
    title = fitted(sheet.title, font("DejaVuSans-Bold", 25), room)
    pen.text(_MARGIN, 32, title, "DejaVuSans-Bold", 25, _INK)
    pen.text(_MARGIN, 70, fitted(sheet.subtitle, font("DejaVuSans", 14), room), "DejaVuSans", 14, _GREY)
    if sheet.warning:
        warning = fitted(sheet.warning, font("DejaVuSans", 13), room)
        pen.text(_MARGIN, bottom + 16, warning, "DejaVuSans", 13, _WARN)


def _cards(pen: Pen, label: str, cards: tuple[Card, ...], size: _Size, per_row: int, left: int) -> None:
    top = _HEADER + _LABEL + _PAD
    words = fitted(label.upper(), font("DejaVuSans-Bold", 12), size.across(per_row))
    pen.text(left, _HEADER + _PAD, words, "DejaVuSans-Bold", 12, _ACCENT)
    for number, card in enumerate(cards):
        row, column = divmod(number, per_row)
        _card(pen, card, size, left + column * (size.width + size.gap), top + row * (size.height + size.gap))


def _card(pen: Pen, card: Card, size: _Size, x: int, y: int) -> None:
    pen.box(x, y, size.width, size.height, _CARD, _LINE, _ROUND)
    inner = (x + 1, y + 1, size.width - 2, size.picture - 1)
    if card.picture is None:
        pen.box(*inner, _EMPTY, _EMPTY, _ROUND - 1)
        pen.text(x + size.width / 2, y + size.picture / 2, "no picture", "DejaVuSans", 12, _FAINT, "mm")
    else:
        pen.picture(card.picture, *inner, _ROUND - 1)
    if card.rank:
        pen.box(x + 9, y + 9, _BADGE, _BADGE, _CARD, _LINE, _BADGE // 2)
        pen.text(x + 9 + _BADGE / 2, y + 9 + _BADGE / 2, card.rank, "DejaVuSans-Bold", 12, _INK, "mm")
    if size is _SMALL:
        _small_caption(pen, card, x + 8, y + size.picture + 7, size.width - 16)
    else:
        _caption(pen, card, x + 12, y + size.picture + 11, size.width - 24)


def _small_caption(pen: Pen, card: Card, x: int, y: int, room: int) -> None:
    pen.text(x, y, fitted(card.name, font("DejaVuSans-Bold", 11), room), "DejaVuSans-Bold", 11, _INK)
    pen.text(x, y + 16, fitted(card.left, font("DejaVuSans", 11), room), "DejaVuSans", 11, _GREY)


def _caption(pen: Pen, card: Card, x: int, y: int, room: int) -> None:
    lines = broken(card.name, font("DejaVuSans-Bold", 14), room, n_lines=2)
    for number, line in enumerate(lines):
        pen.text(x, y + 19 * number, line, "DejaVuSans-Bold", 14, _INK)
    kind = fitted(card.kind, font("DejaVuSans", 13), room)
    pen.text(x, y + 19 * len(lines) + 4, kind, "DejaVuSans", 13, _GREY)
    pen.text(x, y + 76, fitted(card.left, font("DejaVuSansMono", 12), room * 0.66), "DejaVuSansMono", 12, _FAINT)
    pen.text(x + room, y + 75, card.right, "DejaVuSans-Bold", 13, _ACCENT, "ra")
