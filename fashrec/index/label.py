"""The file beside a library's own that says what it is, since libraries take what they find for what they expect.

hnswlib opens a file of other dimensions without a word, and a mapped file that was cut short ends the process.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from fashrec.index.rows import broken


def write_label(file: Path, built_as: Mapping[str, int | str]) -> None:
    """Write FILE.json: `built_as`, and how many bytes `file` has."""
    text = json.dumps({**built_as, "bytes": file.stat().st_size}, indent=2)
    _beside(file).write_text(text + "\n", encoding="utf-8")


def require_label(file: Path, built_as: Mapping[str, int | str]) -> None:
    """Look whether `file` is what it has to be, before a library is given it.

    Raises:
        StoreError: where it is missing, was cut short, or was built otherwise.
    """
    size = file.stat().st_size if file.exists() else 0
    try:
        label = json.loads(_beside(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise broken(file, f"{_beside(file).name} cannot be read: {error}") from error
    expected = {**built_as, "bytes": size}
    if label != expected:
        wrong = [name for name in expected if not isinstance(label, dict) or label.get(name) != expected[name]]
        said = ", ".join(f"{name} {expected[name]}" for name in wrong)
        raise broken(file, f"{file.name} has {size} bytes and was not built with {said}")


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")
