"""What plots are laid out by."""

import numpy as np
import pytest

from fashrec.bench.frontier.drawing import LOOKS, apart, missed


def test_each_nine_of_recall_is_a_step() -> None:
    """0.9, 0.99 and 0.999 stand one apart, and 1 where half of the least miss would stand."""
    assert missed([0.0, 0.9, 0.99, 0.999, 1.0], 1e-4) == pytest.approx([0, 1, 2, 3, 4])


def test_no_two_lines_of_a_plot_look_alike() -> None:
    """Each index and each of Annoy's metrics has a colour and a marker of its own; Annoy alone looks like angular."""
    shown = [look for name, look in LOOKS.items() if name != "annoy"]
    colours, markers = zip(*shown, strict=True)
    assert len(set(colours)) == len(set(markers)) == len(shown)


@pytest.mark.parametrize(
    ("places", "moved"),
    [
        ([10, 50, 90], [10, 50, 90]),
        ([50, 52], [46, 56]),
        ([0, 1, 2], [0, 10, 20]),
        ([99, 100], [90, 100]),
        ([40, 41, 55], [35.33, 45.33, 55.33]),
    ],
    ids=["far enough", "about their mean", "not below the axes", "not above them", "a block takes in its neighbour"],
)
def test_labels_are_moved_no_more_than_it_takes(places: list[float], moved: list[float]) -> None:
    """At least ten apart, in their order, between 0 and 100."""
    assert apart(np.array(places, np.float64), 10, 100) == pytest.approx(moved, abs=0.01)
