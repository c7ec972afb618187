"""Reads a notebook as the page that its cells are."""

from collections.abc import Iterator

import nbformat
from docutils import nodes
from myst_parser.parsers.sphinx_ import MystParser
from nbformat import NotebookNode
from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx."""
    app.add_source_suffix(".ipynb", "notebook")
    app.add_source_parser(NotebookParser)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class NotebookParser(MystParser):
    """Markdown cells as they are, code in blocks, and what it gave below it."""

    supported = ("notebook",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Fill `document` with the notebook that `inputstring` is the JSON of."""
        notebook = nbformat.reads(inputstring, as_version=4)  # type: ignore[no-untyped-call]
        super().parse("\n".join(_written(notebook.cells)), document)


def _written(cells: list[NotebookNode]) -> Iterator[str]:
    for cell in cells:
        if cell.cell_type == "markdown":
            yield f"{cell.source}\n"
        else:
            yield f"```python\n{cell.source}\n```\n"
            yield from (_given(output) for output in cell.outputs)


def _given(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return f"```text\n{output.text.rstrip()}\n```\n"
    if "image/png" in output.get("data", {}):
        return f"![what the cell above draws](data:image/png;base64,{output.data['image/png'].strip()})\n"
    return f"```text\n{output.data['text/plain']}\n```\n"
