"""`python -m fashrec.gallery RUN [RUN2] [name=value ...]`: customers of a run as pictures, on one page.

RUN [RUN2]      a run folder, or two: the lists of one run's two recommenders side by side, or of one each. Of a glob in
                quotes, as in 'runs/pca128/*', the newest that is done is taken
recommenders=   which, as in content,popular; without it the first that is no floor, and the next
customers=500   how many, at most: a seeded sample in which hits, cold hits and near-duplicates are there too
window=         validation, test or all; without it the first that the runs opened
out=            the page is OUT/NAME/gallery.html: reports, or runs/gallery where customers are real
name=           NAME; without it the first run's experiment
embed_mb=15     how large the page may grow, in megabytes; further pictures lie beside it in pictures/
seed=0          of the sample
store=          where purchases, pictures and vectors are; without it where the run's configuration says
screenshot=     a WebP file of the page, taken in a headless Chromium by Playwright

The page is one file and loads nothing: it opens from a disk, without a network. With real data it holds customers'
histories and pictures: share it as you would share the data.
"""

import shlex
import sys
from pathlib import Path

from rich.console import Console

from fashrec.plain import answer


def main(words: list[str] | None = None) -> int:
    """Make the page; the exit status."""
    return answer(words, __doc__, _make)


def _make(words: list[str]) -> int:
    # polars, PIL and Hydra take a second to load, which `--help` does not need
    from fashrec.gallery.page import write_page  # noqa: PLC0415
    from fashrec.gallery.request import read_words  # noqa: PLC0415
    from fashrec.gallery.screenshot import check, screenshot  # noqa: PLC0415

    request, console = read_words(words), Console(highlight=False)
    if request.screenshot:
        check(request.screenshot)
    file, made = write_page(request, shlex.join(["python", "-m", "fashrec.gallery", *words]))
    console.print(f"{file}: {_size(file)}", markup=False, soft_wrap=True)
    if made.beside:
        console.print(f"{len(made.beside)} files of pictures beside it", markup=False, soft_wrap=True)
    if request.screenshot:
        screenshot(file, request.screenshot)
        console.print(f"{request.screenshot}: {_size(request.screenshot)}", markup=False, soft_wrap=True)
    if made.real:
        said = "it holds customers' histories and pictures: share it as you would share the data"
        console.print(said, markup=False, soft_wrap=True)
    return 0


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.2f} MB"


if __name__ == "__main__":
    sys.exit(main())
