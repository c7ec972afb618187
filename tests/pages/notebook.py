"""`python -m tests.pages.notebook FOLDER`: run the notebooks there, and write what their cells give into them."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.pages.blocks import ROOT

NOTEBOOKS = sorted(ROOT.glob("docs/notebooks/*.ipynb"))


def read(file: Path) -> NotebookNode:
    """The notebook as it is kept."""
    notebook: NotebookNode = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def executed(file: Path, folder: Path) -> NotebookNode:
    """The notebook with what its cells give when they are run in `folder`.

    Raises:
        nbclient.exceptions.CellExecutionError: where one fails.
    """
    notebook = read(file)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    for cell in notebook.cells:
        # when a cell was run, and what it is for a screen of another kind, is nobody's to read
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("text/html", None)
    return notebook


def main(words: list[str]) -> int:
    """Write every notebook anew; the exit status."""
    for file in NOTEBOOKS:
        nbformat.write(executed(file, Path(words[0])), file)  # type: ignore[no-untyped-call]
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
