"""`python -m fashrec.sweep NAME [confirm] [study=…] [run=…] [runs=runs] [out=reports]`: how far is it, what was found?

Prints, for the newest study in RUNS/NAME/study.db (or the one that study= names): configurations finished, running,
pruned and failed, how fast it goes and when it will end, the best so far and how much of that is luck, the importance
of each setting, and every configuration; and writes that to OUT/sweeps/NAME/table.md, beside table.csv and, as .svg and
.png, parallel (every configuration as a line through its settings), settings (the score against each setting) and, with
two objectives, front. NAME may be the folder itself. A sweep is begun, and gone on with after it was killed, by

    python -m fashrec.run -m hydra/sweeper=fashrec experiment=pixels128 'embed.dim=choice(16,32,64)' sweep.trials=3
    python -m fashrec.run -m sweep=half_life experiment=pixels128

and several such commands at once share the work. When it is through,

    python -m fashrec.sweep NAME confirm

runs the winner on the test window, once, and says what it scored there; run=RUN names another finished configuration
(its run folder), as one of the Pareto front of two objectives.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from rich.console import Console

from fashrec.errors import ConfigError
from fashrec.plain import answer, settings, writing

if TYPE_CHECKING:
    import optuna

DEFAULTS = {"runs": "runs", "out": "reports", "study": "", "run": ""}
CONFIRM = "confirm"
EXAMPLE = "python -m fashrec.sweep pixels128"


def main(words: list[str] | None = None) -> int:
    """Print and write the page of a sweep; the exit status."""
    return answer(words, __doc__, _report)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed: a folder, a study in it (empty: the newest), whether and which run to confirm, where to write."""

    folder: Path
    study: str
    confirm: bool
    run: str
    out: Path

    @classmethod
    def read(cls, words: Sequence[str]) -> "_Asked":
        chosen = settings([word for word in words if "=" in word], DEFAULTS, "fashrec.sweep", EXAMPLE)
        names = [word for word in words if "=" not in word]
        if not names or names[1:] not in ([], [CONFIRM]):
            raise ConfigError(
                f"{' '.join(names) or 'nothing'} is no sweep's name",
                where="the command line of fashrec.sweep",
                why=f"one NAME, the folder of a sweep below runs/, and the word {CONFIRM} are read",
                do=EXAMPLE,
            )
        inside = Path(chosen["runs"]) / names[0]
        folder = inside if inside.is_dir() else Path(names[0])
        return cls(folder, chosen["study"], len(names) > 1, chosen["run"], Path(chosen["out"]))


def _report(words: list[str]) -> int:
    asked = _Asked.read(words)
    every = _studies(asked.folder)
    study = _chosen(every, asked)
    # Optuna and scikit-learn take half a second to load, which `--help` does not need
    from fashrec.sweep.confirm import confirm  # noqa: PLC0415
    from fashrec.sweep.written import write  # noqa: PLC0415

    console = Console(soft_wrap=True, highlight=False)
    if asked.confirm:
        status = confirm(asked.folder, study, asked.run, console)
        if status:
            return status
    typed = [word for word in words if word != CONFIRM and not word.startswith("run=")]
    target = asked.out / "sweeps" / asked.folder.resolve().name
    with writing(target / "table.md", "tables and plots of sweeps", "out=reports"):
        others = [one.study_name for one in every if one.study_name != study.study_name]
        made = write(target, asked.folder, study, others, " ".join(["python -m fashrec.sweep", *map(quote, typed)]))
    console.print(made.text, markup=False)
    console.print(f"written to {target}: {', '.join(made.files)}", markup=False)
    return 0


def _chosen(every: "Sequence[optuna.Study]", asked: _Asked) -> "optuna.Study":
    named = [one for one in every if not asked.study or one.study_name == asked.study]
    if not named:
        raise ConfigError(
            f"there is no study {asked.study} in {asked.folder}",
            where="study",
            why=f"there are {', '.join(one.study_name for one in every) or 'none'}",
            do="name one of them, or leave study= out for the newest",
        )
    return named[0]


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
