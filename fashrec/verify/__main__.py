"""`python -m fashrec.verify RUN... [store=FOLDER]`: a run's numbers once more, by other code.

RUN is a run folder, or a glob of them. Every score of run.json is recomputed from shown.parquet and future.parquet,
with its interval, its floor of chance and its ceiling, what lists are like, the audit's hits, and each customer's
values in per_customer.parquet; future.parquet is rebuilt from the purchases where the shop's files or the store are at
hand (store=FOLDER where it was moved). What differs is listed, and every key of run.json that was compared with nothing
is named; beside finished runs, others are left out and named.
The exit status is 0 where every run holds, else 1.

    python -m fashrec.verify runs/pca128/*
"""

import sys
from pathlib import Path

from rich.console import Console

from fashrec.errors import ConfigError
from fashrec.plain import answer, folders, settings

COMMAND, EXAMPLE = "fashrec.verify", "python -m fashrec.verify runs/pca128/*"


def main(words: list[str] | None = None) -> int:
    """Verify the run folders that are named; the exit status."""
    return answer(words, __doc__, _verify)


def _verify(words: list[str]) -> int:
    named, store = _asked(words)
    # polars takes a third of a second to load, which `--help` does not need
    from fashrec.verify.files import unfinished  # noqa: PLC0415 (see above)
    from fashrec.verify.verify import verify  # noqa: PLC0415 (likewise)

    console = Console(soft_wrap=True, highlight=False)
    left_out = {folder: reason for folder in named if (reason := unfinished(folder))}
    # one that is asked for alone is refused
    verified = [folder for folder in named if folder not in left_out] or named
    verdicts = [verify(folder, store=store) for folder in verified]
    for verdict in verdicts:
        console.print("\n".join(verdict.lines()), markup=False)
    for folder, reason in left_out.items():
        console.print(f"left out: {folder}: {reason}", markup=False)
    return 0 if all(verdict.holds for verdict in verdicts) else 1


def _asked(words: list[str]) -> tuple[list[Path], Path | None]:
    patterns = [word for word in words if "=" not in word or Path(word).is_dir()]
    others = [word for word in words if word not in patterns]
    store = settings(others, {"store": ""}, COMMAND, EXAMPLE)["store"]
    if not patterns:
        raise ConfigError(
            "no run folder is named",
            where=f"the command line of {COMMAND}",
            why="it reads run folders, and store=FOLDER where the store was moved",
            do=EXAMPLE,
        )
    return folders(patterns, COMMAND, EXAMPLE), Path(store) if store else None


if __name__ == "__main__":
    sys.exit(main())
