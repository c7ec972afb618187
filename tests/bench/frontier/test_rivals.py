"""Which indexes are compared."""

from importlib.machinery import ModuleSpec

import pytest

from fashrec.bench.frontier.rivals import Wanted, chosen_rivals
from fashrec.errors import ConfigError
from fashrec.store import settings_of
from tests.running import CONF, composed

ANNOY: dict[str, tuple[int | str, ...]] = {"trees": (2, 4), "search_k": (5, 50), "metric": ("angular", "dot")}


def wanted(names: str, builds: str = "one") -> Wanted:
    """Rivals of these names."""
    return Wanted(names, builds, ANNOY)


def test_the_experiments_own_index_stands_beside_exact_search() -> None:
    """With every other setting as the experiment has it: trees × metric are built, search_k is asked."""
    (exact, own), left_out = chosen_rivals(wanted(""), composed("index.seed=7"))
    assert [exact.name, own.name, left_out] == ["exact", "annoy", ()]
    settings = [(setting.build, setting.query) for setting in own.settings(5, 1000)]
    assert len(settings) == 2 * 2 * 2
    assert settings[0] == ({"trees": 2, "metric": "angular"}, {"search_k": 5})
    assert settings_of(own.index)["seed"] == 7
    assert [setting.query for setting in exact.settings(5, 1000)] == [{}]


def test_the_grid_ends_where_all_items_are_looked_at() -> None:
    """What is asked beyond that is the same search: 4 trees of 20 items have 80 places, and a graph has 20 nodes."""
    asked = Wanted("annoy,hnswlib", "one", {**ANNOY, "search_k": (500, 5, 70, 90, 100)})
    (_, annoy, hnswlib), _ = chosen_rivals(asked, composed())
    assert [one.query["search_k"] for one in annoy.settings(5, 20) if one.build["trees"] == 4][:4] == [5, 70, 90, 5]
    assert [one.query["search_k"] for one in annoy.settings(5, 20) if one.build["trees"] == 2][:4] == [5, 70, 5, 70]
    assert [one.query["ef"] for one in hnswlib.settings(5, 20)] == [16, 32]
    assert [one.query["ef"] for one in hnswlib.settings(5, 10_000)] == list(hnswlib.queries)


def test_none_leaves_exact_search_alone() -> None:
    """For its own times, or to see how noisy a machine is."""
    (exact,), _ = chosen_rivals(wanted("none"), composed())
    assert exact.name == "exact"


def _without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra `ann` is not installed."""
    needed = ("annoy", "sklearn")
    monkeypatch.setattr(
        "fashrec.index.library.find_spec", lambda name: ModuleSpec(name, None) if name in needed else None
    )


def test_a_library_that_is_absent_is_left_out_of_all_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are compared, and the report names what is not."""
    _without_extra(monkeypatch)
    found, left_out = chosen_rivals(wanted("all"), composed())
    assert [one.name for one in found] == ["exact", "annoy", "sklearn"]
    assert left_out == ("faiss_flat", "faiss_hnsw", "faiss_ivf", "hnswlib", "usearch", "voyager")


def test_a_library_that_is_absent_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who names it wants it: how to install it is said."""
    _without_extra(monkeypatch)
    with pytest.raises(ConfigError, match="voyager is not installed") as told:
        chosen_rivals(wanted("annoy,voyager"), composed())
    assert "fashrec[ann]" in told.value.do


def test_every_index_of_conf_can_be_a_rival() -> None:
    """All have a name in conf/index that is their own."""
    found, left_out = chosen_rivals(wanted("all"), composed())
    names = {one.name for one in found} | set(left_out)
    assert names == {file.stem for file in (CONF / "index").glob("*.yaml")}


def test_all_builds_of_a_grid_are_tried_where_asked() -> None:
    """scikit-learn's two ways, of which one is conf's."""
    one, every = (chosen_rivals(wanted("sklearn", builds), composed())[0][1] for builds in ("one", "all"))
    assert (len(one.builds), len(every.builds)) == (1, 2)
