"""The notebooks run, on a run folder as a reader has one."""

from pathlib import Path

import pytest

from tests.pages.notebook import NOTEBOOKS, executed, read
from tests.running import run_in


@pytest.mark.slow
@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.name)
def test_a_notebook_runs_and_gives_what_it_shows(file: Path, tmp_path: Path) -> None:
    """Every cell ends, and gives as many outputs of the same kinds as are committed."""
    words = ("experiment=pixels128", "data=boutique_tiny", "embed.dim=32", "evaluate.replicates=0")
    run_in(tmp_path / "runs" / "first" / "only", *words, store=tmp_path / "store")
    kept, anew = (
        [[output.output_type for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]
        for notebook in (read(file), executed(file, tmp_path))
    )
    assert anew == kept
