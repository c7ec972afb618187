"""Nothing that is fitted notices the future; what does is caught, with its name."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fashrec import making
from fashrec.canaries.altered import VARIANTS
from fashrec.canaries.told import conclusion
from fashrec.canaries.watch import Watched, leaks, watch
from fashrec.configure import Parts, assemble
from fashrec.frames import Tables, read_tables
from fashrec.progress import Quiet
from fashrec.store import Store
from tests.canaries import leaky
from tests.running import CONF, command, composed
from tests.small_chain import small_chain

# the shop is made and fitted again under every variant
pytestmark = pytest.mark.slow

# early enough that the shop still launches something
CUT = ("data=boutique_tiny", "split.cuts=1", "split.test_cuts=0", "split.last_cut=2020-08-19")
RECOMMENDERS = sorted(file.stem for file in (CONF / "recommend").glob("*.yaml"))
EMBEDDERS = sorted(file.stem for file in (CONF / "embed").glob("*.yaml"))
SOURCES = sorted(file.stem for file in (CONF / "embed" / "source").glob("*.yaml"))
NETWORK = ("height=32", "width=32", "hidden=16", "epochs=1", "batch_size=16")
# settings that make an embedder small, and those without which it is none; others are taken as they are
SETTINGS = {
    "pca": ["embed.dim=8"],
    "pixels": ["embed.width=4", "embed.height=6"],
    "backbone": ["embed.size=32"],
    "learner": [f"embed.{word}" for word in NETWORK],
}
TRAINED = ("learner", "chain")  # anew for every variant


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One for all, so that the tiny shop is made once."""
    return Store(tmp_path_factory.mktemp("canaries") / "store", Quiet())


def parts(*words: str) -> Parts:
    """The stages of an experiment on the tiny shop, with exact search unless said otherwise."""
    return assemble(composed(*CUT, "index=exact", *words))


def moved(found: list[Watched]) -> dict[str, set[str]]:
    """For each artefact that moved, the variants under which it did."""
    return {name: {variant for _, variant, at in leaks(found) if at == name} for _, _, name in leaks(found)}


@pytest.fixture(scope="module")
def watched_parts(tmp_path_factory: pytest.TempPathFactory, store: Store) -> Parts:
    """All recommenders of conf/recommend; what somebody else made for this moment is a file here."""
    lists = tmp_path_factory.mktemp("lists") / "lists.csv"
    tables = making.Making(parts("recommend=[popular]"), store, Quiet()).tables
    ids = {"customer": tables.customers["customer_id"][:50], "item": tables.items["item_id"][:50]}
    pl.DataFrame(ids).with_columns(rank=1).write_csv(lists)
    elsewhere = {"external": [f"path={lists}", f"cut={CUT[-1][-10:]}"]}
    given = [f"recommend.{name}.{word}" for name in RECOMMENDERS for word in elsewhere.get(name, [])]
    return parts(f"recommend=[{','.join(RECOMMENDERS)}]", "embed.dim=8", *given)


@pytest.fixture(scope="module")
def found(watched_parts: Parts, store: Store) -> list[Watched]:
    """All of them watched together."""
    return watch(watched_parts, store, Quiet())


@pytest.mark.parametrize("name", RECOMMENDERS)
def test_no_recommender_notices_the_future(name: str, watched_parts: Parts, found: list[Watched]) -> None:
    """What it learnt and its lists are the same bits under every variant; only who is told the truth is not watched."""
    told = "truth" in watched_parts.recommend[name].needs
    for part in ("fitted", "lists"):
        seen = [one.moved.get(f"recommend.{name}: {part}") for one in found]
        assert seen == [None if told else False] * len(VARIANTS)


def test_every_variant_changes_the_tables_it_is_about(found: list[Watched]) -> None:
    """Else that nothing moves would prove nothing; `unchanged` is the control."""
    assert {one.variant: one.changed for one in found} == {name: name != "unchanged" for name in VARIANTS}
    assert conclusion(found)[1] == 0


def embedder_words(name: str, folder: Path) -> list[str]:
    """What an embedder needs besides its name."""
    if name == "table":
        ids = pl.read_parquet(next(folder.parent.glob("store/tables/*/items.parquet")))["item_id"]
        vectors = np.random.default_rng(0).random((len(ids), 6), np.float32)
        pl.DataFrame({"item_id": ids, "vector": vectors}).write_parquet(folder / "vectors.parquet")
        return [f"embed.path={folder / 'vectors.parquet'}"]
    if name == "chain":
        return [word.replace("embed.source.", "embed.") for word in small_chain(folder)]
    return SETTINGS.get(name, [])


@pytest.mark.parametrize("name", EMBEDDERS)
def test_no_embedder_notices_the_future(name: str, store: Store, found: list[Watched]) -> None:
    """Network, vectors, profiles and index are the same bits under every variant."""
    del found  # has made the shop
    folder = store.root.parent / name
    folder.mkdir()
    watched = watch(parts(f"embed={name}", "recommend=[content]", *embedder_words(name, folder)), store, Quiet())
    assert moved(watched) == {}
    assert ("network" in watched[0].moved) == (name in TRAINED)
    assert {"vectors", "profiles", "index: answers"} <= set(watched[0].moved)


def test_every_source_of_vectors_is_an_embedder_of_its_own() -> None:
    """So that the walk over conf/embed passes them all."""
    assert set(SOURCES) <= set(EMBEDDERS)


@pytest.mark.parametrize("group", ["index", "profile"])
def test_no_index_and_no_profile_notices_the_future(group: str, store: Store) -> None:
    """Whatever stands in conf/index and conf/profile."""
    for option in sorted(file.stem for file in (CONF / group).glob("*.yaml")):
        words = (f"{group}={option}", "recommend=[content]", "embed.dim=8")
        assert moved(watch(assemble(composed(*CUT, *words)), store, Quiet())) == {}, option


def test_a_network_trained_at_the_earliest_cut_is_watched_at_the_last_too(store: Store) -> None:
    """Two cuts: what changes after the later one moves neither the network nor what is fitted there."""
    words = ["embed=learner", "recommend=[content]", "split.cuts=2", *SETTINGS["learner"]]
    watched = watch(assemble(composed(*CUT, "index=exact", *words)), store, Quiet())
    assert len({one.cut for one in watched}) == 2
    assert all("network" in one.moved for one in watched)
    assert moved(watched) == {}


@pytest.fixture
def back_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads tables leaves them lying about."""

    def read(folder: Path) -> Tables:
        leaky.LAST_READ.append(read_tables(folder))
        return leaky.LAST_READ[-1]

    monkeypatch.setattr(making, "read_tables", read)


@pytest.mark.usefixtures("back_door")
def test_a_leaking_recommender_is_caught_under_the_variants_that_it_notices(store: Store) -> None:
    """Bestsellers of all time count the same whoever buys them; what each customer buys next moves under all three."""
    watched = {"bestsellers": leaky.BESTSELLERS, "next_buys": leaky.NEXT_BUYS, **parts("recommend=[popular]").recommend}
    found = watch(replace(parts(), recommend=watched), store, Quiet())
    assert moved(found) == {
        "recommend.bestsellers: fitted": {"shuffled", "dropped", "planted"},
        "recommend.bestsellers: lists": {"dropped", "planted"},
        "recommend.next_buys: fitted": {"shuffled", "dropped", "planted"},
        "recommend.next_buys: lists": {"shuffled", "dropped", "planted"},
    }
    said, status = conclusion(found)
    assert status == 1
    assert said.startswith("LEAK: ")
    assert "recommend.bestsellers: lists (planted from 2020-08-19 on)" in said


@pytest.mark.usefixtures("back_door")
def test_what_was_learnt_from_the_future_is_caught_before_any_list_shows_it(store: Store) -> None:
    """A number deep inside a fitted recommender that never reaches a list."""
    found = watch(replace(parts(), recommend={"sly": leaky.Sly()}), store, Quiet())
    assert moved(found) == {"recommend.sly: fitted": {"dropped", "planted"}}


def test_vectors_that_know_what_is_launched_later_are_caught(store: Store) -> None:
    """A mean over all items' vectors moves with the picture of one that nobody knows yet; so does all that follows."""
    asked = parts("embed=pixels", *SETTINGS["pixels"], "recommend=[content,popular]")
    found = watch(replace(asked, embed=leaky.Centred(asked.embed)), store, Quiet())  # type: ignore[arg-type]
    follow = ("vectors", "profiles", "index: answers", "recommend.content: fitted", "recommend.content: lists")
    assert moved(found) == {name: {"launched"} for name in follow}


def test_a_past_that_is_a_day_too_long_is_caught_first(store: Store) -> None:
    """The split's own mistake shows where the past is compared."""
    asked = parts("recommend=[popular]")
    late = leaky.Late(**{name: getattr(asked.split, name) for name in asked.split.__dataclass_fields__})
    found = watch(replace(asked, split=late), store, Quiet())
    assert moved(found)["past: purchases"] == {"shuffled", "dropped", "planted"}


def test_what_does_not_repeat_is_not_taken_for_a_leak(store: Store) -> None:
    """It moves under the control too, and is called what it is."""
    said, status = conclusion(watch(replace(parts(), recommend={"moody": leaky.Moody()}), store, Quiet()))
    assert status == 1
    assert said.startswith("not repeatable, so that nothing can be told of leaks: recommend.moody: fitted")


def test_the_command_prints_a_table_and_ends_well(tmp_path: Path, store: Store) -> None:
    """Artefacts by variants, a fusion's weights among them, and what follows."""
    words = ("data=boutique_tiny", "split.cuts=2", "split.test_cuts=1", "recommend=[popular,fuse]", "weights_of=fuse")
    done = command(tmp_path, "experiment=baseline", *words, f"store.root={store.root}", module="fashrec.canaries")
    assert done.returncode == 0, done.stderr
    shown = (
        "changed from 2020-09-09 on",
        "recommend.fuse: fitted",
        "changed from 2020-09-16 on",
        "weights of fuse: best",
    )
    assert [part for part in shown if part not in done.stdout] == []
    assert "nothing moved" in done.stdout
    wrong = command(tmp_path, "experiment=nowhere", module="fashrec.canaries")
    assert wrong.returncode == 2
    assert "experiment has no option nowhere" in wrong.stderr
