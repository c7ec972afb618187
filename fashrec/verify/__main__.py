"""`python -m fashrec.verify RUN... [store=FOLDER]`: a run's numbers once more, by other code.

RUN is a run folder. Every score of run.json is recomputed from shown.parquet and future.parquet, with its floor of
chance and its ceiling, and each customer's values in per_customer.parquet; future.parquet is rebuilt from the purchases
where the shop's files or the store are at hand (store=FOLDER where it was moved). What differs is listed, what could
not be checked is said. The exit status is 0 where every run holds, else 1.

    python -m fashrec.verify runs/pca128/*
"""

import sys
from pathlib import Path

from rich.console import Console

from fashrec.errors import ConfigError, FashrecError


def main(words: list[str] | None = None) -> int:
    """Verify the run folders that are named; the exit status."""
    console = Console(soft_wrap=True, highlight=False)
    words = sys.argv[1:] if words is None else words
    if {"-h", "--help"} & set(words):
        console.print(__doc__, markup=False)
        return 0
    try:
        folders, store = _asked(words)
        # polars takes a third of a second to load, which `--help` does not need
        from fashrec.verify.verify import verify  # noqa: PLC0415 (see above)

        verdicts = [verify(folder, store=store) for folder in folders]
    except FashrecError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False)
        return error.exit_status
    for verdict in verdicts:
        console.print("\n".join(verdict.lines()), markup=False)
    return 0 if all(verdict.holds for verdict in verdicts) else 1


def _asked(words: list[str]) -> tuple[list[Path], Path | None]:
    folders = [Path(word) for word in words if "=" not in word or Path(word).is_dir()]
    settings = dict(word.split("=", 1) for word in words if Path(word) not in folders)
    if not folders or set(settings) - {"store"}:
        what = f"there is no setting {', '.join(set(settings) - {'store'})}" if folders else "no run folder is named"
        raise ConfigError(
            what,
            where="the command line of fashrec.verify",
            why="it reads run folders, and store=FOLDER where the store was moved",
            do="python -m fashrec.verify runs/pca128/*",
        )
    return folders, Path(settings["store"]) if "store" in settings else None


if __name__ == "__main__":
    sys.exit(main())
