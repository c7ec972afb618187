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

from fashrec.plain import answer, settings

DEFAULTS = {"envs": ".conformance", "out": "docs"}


def main(words: list[str] | None = None) -> int:
    """Ask all libraries, print and write the page; the exit status."""
    return answer(words, __doc__, _conform)


def _conform(words: list[str]) -> int:
    chosen = settings(words, DEFAULTS, "fashrec.conformance", "make conformance")
    text = _write(Path(chosen["envs"]), Path(chosen["out"]))
    Console(soft_wrap=True, highlight=False).print(text, markup=False)
    return 0


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
