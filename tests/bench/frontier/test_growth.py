"""How cost grows with size, from rows made by hand."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from matplotlib.text import Annotation

from fashrec.bench.frontier.drawing import save
from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.growth import cheapest, growth, of_sizes, picture_of_growth
from tests.bench.frontier.made import FACTS, SPACE

COST = {"qps": 100.0, "build_s": 1.0, "bytes": 10**6, "build_peak_bytes": 10**6, "serve_peak_bytes": 10**6}


def figures(*rows: tuple[int, str, float, float]) -> Figures:
    """Settings of vectors of 10 and 100 items by space, index, recall and p50; at least 0.75 is wanted."""
    spaces = [{**SPACE, "space": space, "source": "made", "n_items": 10 ** (space + 1)} for space in range(2)]
    settings: list[dict[str, Any]] = [
        {
            "setting": at,
            "space": space,
            "index": index,
            "build": "",
            "query": "",
            "recall": recall,
            "p50_ms": p50,
            **COST,
        }
        for at, (space, index, recall, p50) in enumerate(rows)
    ]
    return Figures(FACTS, pl.DataFrame(spaces), pl.DataFrame(settings), pl.DataFrame(), pl.DataFrame())


ROWS = (
    (0, "exact", 1.0, 1.0),
    (0, "annoy", 0.9, 0.4),
    (0, "annoy", 1.0, 0.6),
    (1, "exact", 1.0, 9.0),
    (1, "annoy", 0.5, 0.1),
)


def test_each_index_is_shown_at_its_fastest_setting_that_finds_enough() -> None:
    """Of 0.4 ms at 0.9 and 0.6 ms at 1 the former; at the greater size Annoy's only setting finds too little."""
    best = cheapest(figures(*ROWS))
    assert best.select("n_items", "index", "p50_ms").rows() == [
        (10, "exact", 1.0),
        (10, "annoy", 0.4),
        (100, "exact", 9.0),
    ]


def test_an_index_that_never_finds_enough_is_named() -> None:
    """A line that ends is explained."""
    (part,) = growth(figures(*ROWS))
    assert "None of the grid reaches it: annoy at 100." in part
    assert "| 10 | annoy |" in part


def test_one_size_does_not_grow() -> None:
    """There is no such part, and no plot, for one set of made vectors."""
    two = figures(*ROWS)
    one = Figures(two.facts, two.spaces.head(1), two.settings.head(3), two.controls, two.noise)
    assert of_sizes(one) == []
    assert list(growth(one)) == []


@pytest.mark.slow
def test_growth_is_drawn(tmp_path: Path) -> None:
    """Four panels, both axes logarithmic."""
    figure = picture_of_growth(figures(*ROWS))
    assert [(axes.get_xscale(), axes.get_yscale()) for axes in figure.axes] == [("log", "log")] * 4
    # a line that ends early has its name where it ends, and the reader is told why it does
    for axes in figure.axes:
        ends = {text.get_text(): text.xy[0] for text in axes.texts if isinstance(text, Annotation)}
        assert ends["exact"] == 1
        assert 0 < ends["annoy"] < 0.5
    assert any(
        "a line ends where none of the grid reaches it: annoy at 100" in text.get_text() for text in figure.texts
    )
    save(figure, tmp_path, "growth")
    assert (tmp_path / "growth.svg").stat().st_size > 0
