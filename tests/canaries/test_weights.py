"""A search for a fusion's weights looks at validation alone; one that looks further is caught."""

from dataclasses import replace
from pathlib import Path

import pytest

from fashrec import making
from fashrec.canaries.told import conclusion
from fashrec.canaries.watch import leaks
from fashrec.canaries.weights import watch_weights
from fashrec.configure import Parts, assemble
from fashrec.errors import ConfigError
from fashrec.frames import Tables, read_tables
from fashrec.progress import Quiet
from fashrec.recommend.fuse import Fuse
from fashrec.recommend.popular import Popular
from fashrec.store import Store
from tests.canaries import leaky
from tests.running import composed

pytestmark = pytest.mark.slow  # searched again under every variant

PARTS = ("lists", "points", "best")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One for all, so that the tiny shop is made once."""
    return Store(tmp_path_factory.mktemp("weights") / "store", Quiet())


def parts(name: str) -> Parts:
    """An experiment with a fusion on three validation cuts and one test cut."""
    asked = ("data=boutique_tiny", "split.cuts=4", "split.test_cuts=1", "index=exact", "embed.dim=8")
    return assemble(composed(*asked, f"recommend=[{name}]"))


@pytest.mark.parametrize("name", ["fuse", "hybrid"])
def test_weights_are_the_same_whatever_happens_from_the_first_test_cut_on(name: str, store: Store) -> None:
    """Members' lists, what every point is worth at every cut, and the best: the same bits under every variant."""
    found = watch_weights(parts(name), store, Quiet(), name)
    assert {one.variant for one in found if one.changed} >= {"shuffled", "dropped", "planted"}
    for one in found:
        assert one.moved == {f"weights of {name}: {part}": False for part in PARTS}


def test_a_search_that_looks_at_the_test_window_is_caught(store: Store) -> None:
    """As if it were open: the points are worth something else under each variant that changes purchases."""
    asked = parts("fuse")
    found = watch_weights(replace(asked, split=replace(asked.split, window="all")), store, Quiet(), "fuse")
    moved = {(variant, name) for _, variant, name in leaks(found)}
    purchases = ("shuffled", "dropped", "planted")
    assert moved >= {(variant, f"weights of fuse: {part}") for variant in purchases for part in ("lists", "points")}
    assert conclusion(found)[1] == 1
    assert conclusion(found)[0].startswith("LEAK: ")


def test_a_member_that_knows_the_test_window_is_caught(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the search itself looks at validation alone."""

    def read(folder: Path) -> Tables:
        leaky.LAST_READ.append(read_tables(folder))
        return leaky.LAST_READ[-1]

    monkeypatch.setattr(making, "read_tables", read)
    fuse = Fuse({"popular": Popular(), "next": leaky.NEXT_BUYS}, {"popular": 1, "next": 1})
    found = watch_weights(replace(parts("fuse"), recommend={"fuse": fuse}), store, Quiet(), "fuse")
    assert {variant for _, variant, _ in leaks(found)} >= {"shuffled", "planted"}


def test_without_a_test_window_there_is_nothing_to_watch(store: Store) -> None:
    """What is searched on then has no later part that it must not see."""
    asked = parts("fuse")
    with pytest.raises(ConfigError, match="test_cuts"):
        watch_weights(replace(asked, split=replace(asked.split, test_cuts=0)), store, Quiet(), "fuse")
