"""Questions from the command line to the answers on the screen and in the picture."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from tests.running import TINY, command, table
from tests.show.shops import ASKED, Asking, ids, last_past, making, picture_of

pytestmark = pytest.mark.slow  # whole runs

REAL = "do not share"


@pytest.mark.slow
def test_the_command_answers_as_a_person_types_it(run: Path, tmp_path: Path) -> None:
    """In a process of its own: it ends well, says which distance is meant and where the picture is."""
    photo = picture_of(making(run.parent / "store", *ASKED), 3)
    words = (*ASKED, f"photo={photo}", "out=a.png")
    done = command(tmp_path, *words, module="fashrec.show", FASHREC_STORE=str(run.parent / "store"))
    assert done.returncode == 0, done.stderr
    assert "distance is 1 - cosine" in done.stdout
    assert "picture: a.png" in done.stdout
    assert [file.name for file in tmp_path.iterdir()] == ["a.png"]


@pytest.mark.parametrize("kind", ["photo", "customer", "item"])
def test_one_in_five_out(kind: str, run: Path, ask: Asking) -> None:
    """Five ranked items that are on sale, with their distances, nearest first; and one picture."""
    made = making(run.parent / "store", *ASKED)
    asked = {"photo": str(picture_of(made, 3)), "customer": _customers(run)[0], "item": ids(made, "item")[3]}
    said = ask(f"{kind}={asked[kind]}", "out=a.png")
    assert said.status == 0, said.err
    assert [cells[0] for cells in said.rows] == ["1", "2", "3", "4", "5"]
    catalogue = ids(made, "item").filter(pl.Series(last_past(made).catalogue)).to_list()
    assert set(said.items) <= set(catalogue)
    distances = [float(cells[-1]) for cells in said.rows]
    assert distances == sorted(distances)
    with Image.open(ask.folder / "a.png") as picture:
        assert (picture.format, picture.mode) == ("PNG", "RGB")
        assert picture.width > 1000


def test_a_catalogue_picture_finds_itself_first(run: Path, ask: Asking) -> None:
    """At distance 0, the others behind it."""
    made = making(run.parent / "store", *ASKED)
    row = int(np.flatnonzero(last_past(made).catalogue)[7])
    said = ask(f"photo={picture_of(made, row)}")
    assert said.rows[0][1] == ids(made, "item")[row]
    distances = [float(cells[-1]) for cells in said.rows]
    assert distances[0] == 0
    assert distances == sorted(distances)
    assert distances[1] > 0
    assert (ask.folder / "runs" / "show" / "pixels128").is_dir()


def test_an_items_neighbours_are_those_of_its_picture_without_itself(run: Path, ask: Asking) -> None:
    """The photo's answers but the first; an id without its zeros is found."""
    made = making(run.parent / "store", *ASKED)
    row = int(np.flatnonzero(last_past(made).catalogue)[7])
    photo = ask(f"photo={picture_of(made, row)}", "k=6")
    item = ask(f"item={ids(made, 'item')[row].lstrip('0')}")
    assert item.items == photo.items[1:]
    assert ids(made, "item")[row] not in item.items


def _customers(run: Path) -> tuple[str, str]:
    """One with a history at the last validation cut who was scored there, and one without."""
    made = making(run.parent / "store", *ASKED)
    future = table(run, "future").filter(pl.col("cut") == last_past(made).cut.start)
    with_history = future.filter(pl.col("n_history") > 3)["customer"][0]
    return with_history, future.filter(pl.col("n_history") == 0)["customer"][0]


@pytest.mark.parametrize("place", [0, 1])
def test_a_customer_is_shown_what_the_run_showed(place: int, run: Path, ask: Asking) -> None:
    """The same items in the same order, from a profile or from the fallback."""
    customer = _customers(run)[place]
    said = ask(f"customer={customer}")
    content = table(run, "shown").filter(
        (pl.col("recommender") == "content") & (pl.col("list") == "main") & (pl.col("customer") == customer)
    )
    last = content.filter(pl.col("cut") == pl.col("cut").max()).sort("rank")
    assert said.items == last["item"][:5].to_list()
    assert ("what is popular is shown instead" in said.out) == (place == 1)
    assert ({cells[-1] for cells in said.rows} == {"-"}) == (place == 1)


def test_owned_items_are_left_out_where_the_split_says_so(run: Path, ask: Asking) -> None:
    """With split.seen=remove none of ten answers was bought before; with allow at least one was."""
    made = making(run.parent / "store", *ASKED)
    past = last_past(made)
    row = ids(made, "customer").to_list().index(_customers(run)[0])
    owned = {ids(made, "item")[item] for item in past.owned(np.array([row], np.int32)).items.tolist()}
    customer = f"customer={_customers(run)[0]}"
    assert not owned & set(ask(customer, "split.seen=remove", "k=10").items)
    assert owned & set(ask(customer, "k=10").items)


def test_an_earlier_date_knows_less(run: Path, ask: Asking) -> None:
    """Nothing is answered that was on sale later only, and the title line says the day."""
    made = making(run.parent / "store", *ASKED)
    first = made.parts.split.opened(made.tables)[0].start
    said = ask(f"item={ids(made, 'item')[0]}", f"date={first}", "k=20", "split.catalogue=all")
    launched = made.tables.items.filter(pl.col("launch_day") < first)["item_id"].to_list()
    assert len(said.items) == 20
    assert set(said.items) <= set(launched)
    assert f"{first} · among " in said.out


def test_a_look_at_test_is_counted(run: Path, ask: Asking) -> None:
    """With the word that opens it; each such question is one more look in the ledger."""
    made = making(run.parent / "store", *ASKED)
    item = f"item={ids(made, 'item')[0]}"
    ledger = run.parent / "store" / "ledger.jsonl"
    looks = [line for line in map(json.loads, ledger.read_text().splitlines()) if line["cuts"]]
    said = ask(item, "split.window=all")
    assert f"look number {len(looks) + 1} at the test window" in said.out
    assert json.loads(ledger.read_text().splitlines()[-1])["cuts"] == [str(date(2020, 9, 16))]
    assert "look number" not in ask(item).out


@pytest.mark.slow
def test_what_is_real_is_said_to_be(run: Path, ask: Asking) -> None:
    """The same shop read as files from somewhere: one line on the screen asks not to share the picture."""
    made = making(run.parent / "store", *ASKED)
    item = f"item={ids(made, 'item')[0]}"
    shop = made.ingested.folder / "shop"
    real = ("experiment=pixels128", "data=hm", f"data.root={shop}", *TINY[1:], "embed.dim=16")
    assert ask(item, experiment=real).out.count(REAL) == 1
    assert REAL not in ask(item).out


WRONG = {
    "no such item": ("item=0100001009", 2, "did you mean 01000010"),
    "no such customer": ("customer=nobody", 2, "there is no customer nobody"),
    "no such file": ("photo=nowhere.jpg", 2, "there is no file nowhere.jpg"),
    "a folder": ("photo=.", 2, "is a folder"),
    "a test date": ("item=0100001001 date=2020-09-20", 2, "test window"),
    "a setting": ("item=0100001001 embed.dmi=3", 2, "did you mean embed.dim?"),
    "two questions": ("item=0100001001 customer=1", 2, "are asked about at once"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_question_gets_one_clear_error(case: str, ask: Asking) -> None:
    """In four parts, with its exit status; nothing is written."""
    words, status, said = WRONG[case]
    done = ask(*words.split())
    assert done.status == status
    assert said in done.err
    assert all(part in done.err for part in ("  where: ", "  why:   ", "  do:    "))
    assert not list(ask.folder.iterdir())


def test_a_broken_picture_fails_on_the_way(ask: Asking) -> None:
    """Status 1: the request was right, the file is not."""
    (ask.folder / "a.jpg").write_bytes(b"\xff\xd8\xff")
    done = ask(f"photo={ask.folder / 'a.jpg'}")
    assert done.status == 1
    assert "a.jpg is no picture" in done.err


def test_an_item_of_the_future_is_not_known_yet(run: Path, ask: Asking) -> None:
    """Launched at the cut or later, it has no vector."""
    made = making(run.parent / "store", *ASKED)
    unknown = np.flatnonzero(~last_past(made).launched)
    done = ask(f"item={ids(made, 'item')[int(unknown[0])]}")
    assert done.status == 1
    assert "goes on sale on that day or later" in done.err


def test_an_experiment_without_a_content_recommender_can_be_asked(run: Path, ask: Asking) -> None:
    """Vectors, profile and index are those of its configuration."""
    asked = f"customer={_customers(run)[0]}"
    baseline = ("experiment=baseline", *ASKED[1:])
    assert ask(asked, experiment=baseline).items == ask(asked).items


@pytest.mark.slow
def test_a_trained_network_is_asked_the_same_way(run: Path, ask: Asking) -> None:
    """embed/source=learner: trained where it is not in the store, then a catalogue picture finds itself."""
    small = ("height=32", "width=32", "epochs=1", "hidden=32", "min_count=3")
    learner = (*ASKED, "embed/source=learner", *(f"embed.source.{setting}" for setting in small))
    made = making(run.parent / "store", *ASKED)
    row = int(np.flatnonzero(last_past(made).catalogue)[7])
    said = ask(f"photo={picture_of(made, row)}", experiment=learner)
    assert said.status == 0, said.err
    assert said.rows[0][1] == ids(made, "item")[row]
    assert float(said.rows[0][-1]) < 1e-4
