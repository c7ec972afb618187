"""`python -m fashrec.sweep NAME [runs=runs] [out=reports]`: how far the sweeps in RUNS/NAME are, what they found.

Prints, for every study in RUNS/NAME/study.db: configurations finished and running, the best so far, the importance of
each setting and every configuration, best first; and writes it to OUT/sweeps/NAME/table.md. NAME may be the folder
itself. A sweep is begun, and gone on with after it was killed, by

    python -m fashrec.run -m hydra/sweeper=fashrec experiment=pixels128 'embed.dim=choice(16,32,64)' sweep.trials=3
    python -m fashrec.run -m sweep=half_life experiment=pixels128

and several such commands at once share the work.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from rich.console import Console

from fashrec.errors import ConfigError, FashrecError

if TYPE_CHECKING:
    import optuna

DEFAULTS = {"runs": "runs", "out": "reports"}


def main(words: list[str] | None = None) -> int:
    """Print and write the page of a sweep; the exit status."""
    console = Console(soft_wrap=True, highlight=False)
    words = sys.argv[1:] if words is None else words
    if {"-h", "--help"} & set(words):
        console.print(__doc__, markup=False)
        return 0
    try:
        for line in _report(words):
            console.print(line, markup=False)
    except FashrecError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False)
        return error.exit_status
    return 0


def _report(words: Sequence[str]) -> list[str]:
    folder, out = _chosen(words)
    studies = _studies(folder)
    # Optuna and scikit-learn take half a second to load, which `--help` does not need
    from fashrec.sweep.table import page  # noqa: PLC0415

    text = page(folder, studies, " ".join(["python -m fashrec.sweep", *map(quote, words)]))
    target = out / "sweeps" / folder.name / "table.md"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"{target} cannot be written: {error.strerror}",
            where="out=FOLDER",
            why="the page is written below it",
            do="give a folder that can be written to, as in out=reports",
        ) from error
    return [text, f"written to {target}"]


def _chosen(words: Sequence[str]) -> tuple[Path, Path]:
    """The run folders' folder, and where reports go."""
    given = DEFAULTS | dict(word.partition("=")[::2] for word in words if "=" in word)
    names = [word for word in words if "=" not in word]
    unknown = [name for name in given if name not in DEFAULTS]
    if unknown or len(names) != 1:
        raise ConfigError(
            f"there is no setting {', '.join(unknown)}" if unknown else f"{len(names)} names were given",
            where="the command line of fashrec.sweep",
            why="one NAME, the folder of a sweep below runs/, and "
            + ", ".join(f"{one}=" for one in DEFAULTS)
            + " are read",
            do="python -m fashrec.sweep pixels128",
        )
    inside = Path(given["runs"]) / names[0]
    return (inside if inside.is_dir() else Path(names[0])), Path(given["out"])


def _studies(folder: Path) -> "list[optuna.Study]":
    """Every study of the folder, the newest first."""
    from fashrec.sweep.study import STUDY, studies  # noqa: PLC0415 - as above

    if not (folder / STUDY).is_file():
        raise ConfigError(
            f"there is no {folder / STUDY}",
            where="NAME",
            why="a sweep with hydra/sweeper=fashrec keeps its study there",
            do="begin one, as `python -m fashrec.sweep --help` shows, or name the folder of another",
        )
    return studies(folder)


if __name__ == "__main__":
    sys.exit(main())
