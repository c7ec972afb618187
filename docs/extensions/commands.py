"""What a command says of itself."""

import os
import subprocess
import sys
from pathlib import Path


def said(name: str, root: Path) -> tuple[str, list[Path]]:
    """Markdown with what `python -m fashrec.NAME --help` prints, and the file that says it.

    Raises:
        subprocess.CalledProcessError: where there is no such command.
    """
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-m", f"fashrec.{name}", "--help"],
        env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
    )
    # Hydra's help is made of the options that there are
    files = [root / "conf/hydra/help/fashrec.yaml"] if name == "run" else [root / "fashrec" / name / "__main__.py"]
    lines = [line.rstrip() for line in done.stdout.strip().splitlines()]
    return "\n".join(["```{code-block} text", ":class: wrapped", "", *lines, "```", ""]), files


def commands(root: Path) -> set[str]:
    """Every command that there is."""
    return {"run", *(file.parent.name for file in root.glob("fashrec/*/__main__.py"))}
