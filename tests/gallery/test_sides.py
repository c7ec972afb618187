"""Whose lists stand side by side."""

from dataclasses import replace

import pytest

from fashrec.errors import ConfigError
from fashrec.gallery.finished import Finished
from fashrec.gallery.sides import sides_of
from fashrec.results.scores import window_of


def _with(run: Finished, *names: str, window: str = "validation", called: str = "made") -> Finished:
    return replace(run, data={**run.data, "name": called, "scores": {window: {name: {} for name in names}}})


def _chosen(runs: list[Finished], *wanted: str) -> list[tuple[str, str]]:
    return [(side.recommender, side.label) for side in sides_of(runs, "validation", wanted)]


def test_the_first_that_is_no_floor_stands_beside_the_next(run: Finished) -> None:
    """And popular before the other floors, where there is no other."""
    assert _chosen([_with(run, "chance", "popular", "vbpr", "content")]) == [("vbpr", "vbpr"), ("content", "content")]
    assert _chosen([_with(run, "chance", "popular", "content")])[1] == ("popular", "popular")
    assert _chosen([_with(run, "chance", "popular", "content")], "popular")[1] == ("content", "content")


def test_two_runs_show_the_same_recommender_each(run: Finished) -> None:
    """Told apart by their experiments, or by their folders where these are called the same."""
    one, other = _with(run, "popular", "content"), _with(run, "content", "als", called="other")
    assert _chosen([one, other]) == [("content", "content · made"), ("content", "content · other")]
    assert _chosen([one, other], "popular", "als") == [("popular", "popular"), ("als", "als")]
    later = replace(one, folder=one.folder.with_name("later"))
    assert _chosen([one, later])[1] == ("content", "content · later")
    assert _chosen([one, one])[0] == ("content", "content · 1")


@pytest.mark.parametrize("wanted", [("nobody",), ("content", "nobody"), ("content", "content")])
def test_who_is_not_there_or_alone_is_refused(run: Finished, wanted: tuple[str, ...]) -> None:
    """With the names that there are."""
    with pytest.raises(ConfigError, match="content"):
        sides_of([_with(run, "content", "popular")], "validation", wanted)


def test_a_window_has_to_be_open_in_all_runs(run: Finished) -> None:
    """The first that is, unless another is wanted."""
    both = [_with(run, "content"), _with(run, "content", window="test")]
    assert window_of(both[:1], "") == "validation"
    with pytest.raises(ConfigError, match="no window in common"):
        window_of(both, "")
    with pytest.raises(ConfigError, match="window test"):
        window_of(both[:1], "test")
