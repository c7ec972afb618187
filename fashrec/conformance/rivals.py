"""The libraries, each in an environment of its own, since they pin what they need against each other."""

import json
import subprocess
from pathlib import Path

from fashrec.conformance.cases import MADE
from fashrec.conformance.judge import Answer
from fashrec.errors import ConfigError, DataError

RIVALS = ("ranx", "ir_measures", "torchmetrics", "lenskit", "rectools", "replay")
ROOT = Path(__file__).resolve().parents[2]


def answers_of(folder: Path) -> tuple[dict[str, Answer], dict[str, str]]:
    """What each library says of the cases; of those that could not be installed, why.

    Args:
        folder: holds an environment NAME for each library, or NAME.log with what its installation said.

    Raises:
        ConfigError: where there is neither.
        DataError: where a library is there and does not answer.
    """
    answers, missing = {}, {}
    for name in RIVALS:
        python, log = folder / name / "bin" / "python", folder / f"{name}.log"
        if python.exists():
            answers[name] = ask(python, name)
        elif log.exists():
            missing[name] = _last_line(log)
        else:
            raise ConfigError(
                f"there is no environment for {name}",
                where=str(folder / name),
                why="each library is asked by a Python that has it installed",
                do="make conformance",
            )
    return answers, missing


def ask(python: Path, name: str) -> Answer:
    """One library's answer, from an environment's interpreter.

    Raises:
        DataError: where it ends with an error, or answers something else.
    """
    command = [str(python), "-W", "ignore", "-m", f"fashrec.conformance.adapters.by_{name}"]
    done = subprocess.run(  # noqa: S603 - our own words
        command,
        input=json.dumps(MADE),
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        answer: Answer = json.loads(done.stdout)
    except ValueError as error:
        raise DataError(
            f"{name} did not answer: {(done.stderr.strip() or 'nothing was said').splitlines()[-1]}",
            where=" ".join(command),
            why="its adapter reads cases as JSON and writes means as JSON",
            do="run the command by hand, or mend the adapter for this version",
        ) from error
    return answer


def _last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]
    return lines[-1] if lines else "its installation was not finished"
