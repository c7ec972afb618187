"""The whole command on the tiny shop, asked about with pictures of its own items."""

import json
from pathlib import Path
from shutil import copy, copytree

import numpy as np
import polars as pl
import pytest

from fashrec.bench.__main__ import main
from fashrec.configure import assemble
from fashrec.making import Making
from fashrec.progress import Quiet
from fashrec.store import Store
from fashrec.threads import THREADS
from tests.report.skeleton import committed, skeleton
from tests.running import TINY, composed

ASKED = ("experiment=pixels128", *TINY, "embed.dim=16", "split.catalogue=all")
EACH = 4  # photos of a class


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the command was run; its store holds the tables and vectors."""
    cwd = tmp_path_factory.mktemp("photos")
    made = Making(assemble(composed(*ASKED)), Store(cwd / ".store", Quiet()), Quiet())
    past = made.parts.split.at(made.tables, made.parts.split.opened(made.tables)[-1])[0]
    may_be_found = past.catalogue & made.vectors_at(past).has
    kinds = made.tables.items["product_type_name"]
    two = kinds.filter(pl.Series(may_be_found)).value_counts(sort=True, name="n")["product_type_name"][:2].to_list()
    classes = dict(zip(("one", "two"), two, strict=True))
    for name, kind in classes.items():
        (cwd / "photos" / name).mkdir(parents=True)
        for row in np.flatnonzero(may_be_found & (kinds == kind).to_numpy())[:EACH]:
            copy(made.pictures.folder / str(made.pictures.names[row]), cwd / "photos" / name)
    matching = {name: {"product_type_name": [kind]} for name, kind in classes.items()}
    (cwd / "classes.yaml").write_text(json.dumps(matching))
    with pytest.MonkeyPatch.context() as patch:
        assert ask(patch, cwd) == 0
    return cwd


def ask(patch: pytest.MonkeyPatch, cwd: Path, *words: str) -> int:
    """`python -m fashrec.bench photos`, in this process and in that folder; the exit status."""
    patch.chdir(cwd)
    for name in THREADS:  # put back as they were, after the command has set them
        patch.setenv(name, "1")
    return main(["photos", *ASKED, "photos=photos", "classes=classes.yaml", "k=3", *words])


def test_an_items_own_picture_finds_that_item_first(done: Path) -> None:
    """At no distance: it goes the same way as the inventory."""
    (raw,) = (done / "runs" / "photos" / "pixels128").iterdir()
    neighbours = pl.read_parquet(raw / "neighbours.parquet")
    first = neighbours.filter((pl.col("among") == "items") & (pl.col("rank") == 1))
    assert len(first) == 2 * EACH
    assert first["agrees"].all()
    assert first["distance"].to_list() == pytest.approx([0] * len(first), abs=1e-6)
    assert (first["photo"].str.extract(r"(\d+)\.\w+$", 1) == first["found"]).all()
    assert len(neighbours) == 2 * EACH * 3 * 2


def test_the_report_is_derived_from_the_raw_tables(done: Path) -> None:
    """Below the current folder and nowhere else; each photo has a matching item among its nearest: itself."""
    assert {entry.name for entry in done.iterdir()} == {"photos", "classes.yaml", ".store", "runs", "reports"}
    report = done / "reports" / "photos" / "pixels128"
    assert {file.name for file in report.iterdir()} == {"table.md", "table.csv", "summary.json"}
    assert [str(page) for page in committed("photos") if skeleton(page) != skeleton(report / "table.md")] == []
    told = json.loads((report / "summary.json").read_text())
    assert (told["n_photos"], told["k"], told["catalogue"]) == (2 * EACH, 3, "all")
    assert told["measures"]["type_any"] | {"chance": 0} == {"value": 1, "low": 1, "high": 1, "chance": 0}
    assert 1 / 3 <= told["measures"]["type_share"]["value"] <= 1
    assert 0 < told["measures"]["type_any"]["chance"] < 1


def test_the_run_folder_says_what_was_asked(done: Path) -> None:
    """Done, by which command, of which photos and vectors."""
    (raw,) = (done / "runs" / "photos" / "pixels128").iterdir()
    facts = json.loads((raw / "run.json").read_text())
    assert (facts["status"], facts["kind"], facts["dim"]) == ("done", "photos", 16)
    assert facts["command"].startswith("python -m fashrec.bench photos experiment=pixels128 ")
    assert facts["photos"]
    assert set(facts["n_matching"]) == {"one", "two"}


def test_a_broken_photo_is_named_and_the_run_folder_says_so(
    done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 1, no report: half a picture would be counted as a failure of the vectors."""
    copytree(done / "photos", tmp_path / "photos")
    copy(done / "classes.yaml", tmp_path)
    (tmp_path / "photos" / "one" / "broken.jpg").write_bytes(b"not a picture")
    assert ask(monkeypatch, tmp_path, f"store.root={done / '.store'}", "name=broken") == 1
    assert "the picture broken.jpg cannot be read" in capsys.readouterr().err
    (facts,) = (tmp_path / "runs" / "photos" / "broken").glob("*/run.json")
    assert json.loads(facts.read_text())["status"] == "failed"
    assert not list((tmp_path / "reports" / "photos" / "broken").iterdir())
