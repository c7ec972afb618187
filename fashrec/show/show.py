"""`python -m fashrec.show`: one question to an experiment, answered on the screen and in a picture."""

from dataclasses import dataclass
from pathlib import Path

import torch
from rich.console import Console
from threadpoolctl import threadpool_limits

from fashrec.answer.answerer import Answer, Answerer
from fashrec.answer.caution import looking, sharing
from fashrec.answer.ids import row_of
from fashrec.answer.moment import cut_at
from fashrec.answer.photo import check_photo
from fashrec.bench.recorded import making_of
from fashrec.configure import assemble
from fashrec.making import Making
from fashrec.progress import for_console
from fashrec.show.draw import draw
from fashrec.show.request import Request
from fashrec.show.told import Told
from fashrec.show.written import out_file, write_picture
from fashrec.types import Cut


@dataclass(frozen=True, slots=True)
class _About:
    """What is asked about, found: a photo's file, or a row and its id."""

    photo: Path | None
    row: int
    name: str


def show(request: Request) -> None:
    """Answer the question: a table on the screen, and the picture.

    Raises:
        ConfigError: where the question, a setting or the date is wrong.
        DataError: where a picture cannot be read, or nothing can be answered.
    """
    config, progress, console = request.config, for_console(), Console(highlight=False)
    parts = assemble(config)
    photo, note = check_photo(request.asked) if request.kind == "photo" else (None, None)
    making = making_of(parts, config, progress)
    torch.set_num_threads(config.threads)
    with threadpool_limits(config.threads):
        cut = cut_at(parts.split, making.tables, request.day)
        about = _found(request, making, photo)
        file = out_file(request, cut)
        looks = looking(making, config, cut)
        told = _told(request, making, cut, about)
        write_picture(draw(told.sheet()), file)
    console.print(f"\n{told.title}", style="bold", markup=False, soft_wrap=True)
    console.print(told.subtitle, markup=False, soft_wrap=True)
    console.print(told.table())
    for line in (*_notes(told, note, looks), f"picture: {file}"):
        console.print(line, markup=False, soft_wrap=True)


def _found(request: Request, making: Making, photo: Path | None) -> _About:
    if photo is not None:
        return _About(photo, -1, photo.name)
    tables = making.tables
    ids = tables.items["item_id"] if request.kind == "item" else tables.customers["customer_id"]
    row = row_of(ids, request.asked, request.kind)
    return _About(None, row, str(ids[row]))


def _told(request: Request, making: Making, cut: Cut, about: _About) -> Told:
    answerer = Answerer.at(making, cut, request.k)
    return Told(
        kind=request.kind,
        asked=about.name,
        photo=about.photo,
        answer=_answer(answerer, request, about),
        past=answerer.past,
        pictures=making.pictures,
        how=f"experiment={request.name}",
        warning=sharing(making),
    )


def _answer(answerer: Answerer, request: Request, about: _About) -> Answer:
    if about.photo is not None:
        return answerer.photo(about.photo)
    return answerer.item(about.row) if request.kind == "item" else answerer.customer(about.row)


def _notes(told: Told, note: str | None, looks: str) -> list[str]:
    """What a person should know of the answer."""
    notes = [note] if note else []
    if told.answer.fallback:
        notes.append(f"nothing with a vector was bought before {told.past.cut}: what is popular is shown instead")
    else:
        notes.append("distance is 1 - cosine: 0 the same direction, 1 nothing in common, 2 opposite")
    return [*notes, *filter(None, (looks, told.warning))]
