"""`python -m fashrec.conformance [envs=FOLDER] [out=FOLDER]`: our metrics beside those of other libraries.

ranx, ir_measures, torchmetrics, lenskit, rectools and replay are each asked, in the environment that `make conformance`
made for it below FOLDER (.conformance), for its means over small cases on which definitions part. Prints the page and
writes it to OUT/conformance.md (docs), the answers beside it as conformance.json. A number that differs without an
explanation in fashrec/conformance/explanations.py, or one that is explained and agrees, is an error: nothing is written
and the exit status is 1.
"""

import json
import sys
from pathlib import Path

from rich.console import Console

from fashrec.errors import ConfigError, FashrecError

DEFAULTS = {"envs": ".conformance", "out": "docs"}


def main(words: list[str] | None = None) -> int:
    """Ask all libraries, print and write the page; the exit status."""
    console = Console(soft_wrap=True, highlight=False)
    words = sys.argv[1:] if words is None else words
    if {"-h", "--help"} & set(words):
        console.print(__doc__, markup=False)
        return 0
    try:
        chosen = _chosen(words)
        console.print(_write(Path(chosen["envs"]), Path(chosen["out"])), markup=False)
    except FashrecError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False)
        return error.exit_status
    return 0


def _chosen(words: list[str]) -> dict[str, str]:
    chosen = dict(word.partition("=")[::2] for word in words)
    unknown = [name for name in chosen if name not in DEFAULTS]
    if unknown:
        raise ConfigError(
            f"there is no setting {', '.join(unknown)}",
            where="the command line of fashrec.conformance",
            why="only " + ", ".join(f"{name}=" for name in DEFAULTS) + " are read",
            do="make conformance",
        )
    return DEFAULTS | chosen


def _write(envs: Path, out: Path) -> str:
    # numpy is loaded for our own means, which `--help` does not need
    from fashrec.conformance.render import render  # noqa: PLC0415 (likewise)
    from fashrec.conformance.rivals import answers_of  # noqa: PLC0415 (see above)

    answers, missing = answers_of(envs)
    text = render(answers, missing)
    out.mkdir(parents=True, exist_ok=True)
    saved = json.dumps({"answers": answers, "missing": missing}, indent=1)
    (out / "conformance.json").write_text(saved + "\n", encoding="utf-8")
    (out / "conformance.md").write_text(text, encoding="utf-8")
    return text


if __name__ == "__main__":
    sys.exit(main())
