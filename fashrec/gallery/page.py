"""A gallery as a page of its own, in its folder."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from fashrec.gallery.finished import Finished
from fashrec.gallery.request import Request
from fashrec.gallery.section import PICTURES, Gallery, gallery
from fashrec.html.page import render
from fashrec.plain import writing
from fashrec.progress import for_console

PAGE = "gallery.html"
# where nobody said: git keeps reports/, and ignores runs/
PUBLIC, PRIVATE = Path("reports"), Path("runs") / "gallery"


def write_page(request: Request, command: str) -> tuple[Path, Gallery]:
    """Make the page and write it; where it is, and what is on it.

    Args:
        request: what is asked for.
        command: what was typed, for the foot of the page.

    Raises:
        ConfigError: where the request is wrong, or the folder cannot be written.
        DataError: where the runs cannot stand side by side.
    """
    runs = [Finished.read(folder, request.store) for folder in request.runs]
    made = gallery(
        runs,
        recommenders=request.recommenders,
        customers=request.customers,
        window=request.window,
        embed_mb=request.embed_mb,
        seed=request.seed,
        progress=for_console(),
    )
    out = request.out or (PRIVATE if made.real else PUBLIC)
    title = " and ".join(dict.fromkeys(run.name for run in runs))
    text = render(f"{title}: what was shown, and what was bought", made.sections, foot=_foot(runs, command))
    return _write(out / (request.name or runs[0].name), text, made), made


def _foot(runs: Sequence[Finished], command: str) -> Markup:
    of = " and ".join(run.folder.name for run in runs)
    commit = str(runs[0].data.get("git_commit") or "unknown")[:12]
    return Markup("Made by <code>{}</code> of {}, commit {}.").format(command, of, commit)


def _write(folder: Path, text: str, made: Gallery) -> Path:
    with writing(folder / PAGE, "pages", "out=reports"):
        shutil.rmtree(folder / PICTURES, ignore_errors=True)
        for name, content in made.beside.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        (folder / PAGE).write_text(text, encoding="utf-8")
    return folder / PAGE
