"""What a run leaves to be uploaded: the lists of the week after the data, beside scores that nothing can take away."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from omegaconf import OmegaConf

from fashrec.configure import _submit, assemble
from fashrec.errors import ConfigError, DataError
from fashrec.making import Making
from fashrec.naming import config_hash
from fashrec.progress import Quiet
from fashrec.record import Record
from fashrec.store import Store
from fashrec.submission import submit
from fashrec.submit.__main__ import main
from fashrec.verify.verify import verify
from tests.protocol.shop import write
from tests.running import command, composed, read_run, run_in, verified

# lists for the test week alone: of the week after it nobody knows any
FOREIGN = "cut,customer_id,article_id,rank\n2020-09-16,ann,0000000002,1\n"
PLAIN = ("experiment=baseline", "data=hm", "split.catalogue=all", "split.window=test", "evaluate.replicates=0")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's three files, and lists made elsewhere."""
    folder = write(tmp_path_factory.mktemp("submission") / "shop")
    (folder / "lists.csv").write_text(FOREIGN)
    return folder


def asked(shop: Path, recommend: str, *words: str) -> tuple[str, ...]:
    """Words of a run under Kaggle's protocol."""
    path = [f"recommend.external.path={shop}/lists.csv"] if "external" in recommend else []
    return (*PLAIN, f"recommend=[{recommend}]", "protocol=kaggle_hm", f"data.root={shop}", *path, *words)


@pytest.fixture(scope="module")
def scored(shop: Path) -> Path:
    """A run of three recommenders that is done, with its store beside."""
    folder = shop.parent / "run"
    run_in(folder, *asked(shop, "popular,same_product,external"))
    return folder


def submitted(scored: Path, folder: Path, *names: str) -> dict[str, Any]:
    """run.json of the run, copied to `folder`, after its submissions were written or failed; nothing else has moved."""
    shutil.copytree(scored, folder)
    before = read_run(folder)
    words = asked(scored.parent / "shop", "popular,same_product,external", f"submit=[{','.join(names)}]")
    making = Making(assemble(composed(*words)), Store(scored.parent / "store", Quiet()), Quiet())
    try:
        submit(making, Record(folder, read_run(folder)))
    finally:
        after = read_run(folder)
        assert {key for key in before if after[key] != before[key]} <= {"files", "stages"}
    return after


def test_a_run_by_kaggles_protocol_leaves_its_file(
    shop: Path, scored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same as `fashrec.submit` writes; run.json names it, and the run still holds."""
    folder = tmp_path / "run"
    data = submitted(scored, folder, "same_product")
    of_one = {"file": "submission.csv", "customers": 5, "short": 5}
    assert data["submission"] == {"status": "done", "first_day": "2020-09-23", "lists": {"same_product": of_one}}
    assert data["files"]["submission.csv"]["rows"] == 5
    verified(folder)
    monkeypatch.setenv("FASHREC_STORE", str(scored.parent / "store"))
    assert main([*asked(shop, "popular,same_product"), "of=same_product", f"out={tmp_path}/alone.csv"]) == 0
    assert (folder / "submission.csv").read_bytes() == (tmp_path / "alone.csv").read_bytes()


def test_several_recommenders_have_a_file_each(scored: Path, tmp_path: Path) -> None:
    """By their names, where they were named; one that was changed afterwards is found out."""
    folder = tmp_path / "run"
    lists = submitted(scored, folder, "popular", "same_product")["submission"]["lists"]
    files = {name: one["file"] for name, one in lists.items()}
    assert files == {"popular": "submission-popular.csv", "same_product": "submission-same_product.csv"}
    texts = [(folder / file).read_text() for file in files.values()]
    assert texts[0] != texts[1]
    (folder / files["popular"]).write_text(texts[1])
    verdict = verify(folder)
    assert not verdict.holds
    assert "submission-popular.csv has the sha256" in "\n".join(verdict.lines())


def test_a_submission_that_fails_leaves_the_run_done(scored: Path, tmp_path: Path) -> None:
    """What was written before it stays, half a file does not, and run.json has the error."""
    folder = tmp_path / "run"
    with pytest.raises(DataError, match="no lists for the cut 2020-09-23"):
        submitted(scored, folder, "popular", "external")
    data = read_run(folder)
    assert (data["status"], data["submission"]["status"]) == ("done", "failed")
    assert "no lists for the cut 2020-09-23" in data["submission"]["error"]["what"]
    assert list(data["submission"]["lists"]) == ["popular"]
    assert sorted(file.name for file in folder.glob("*submission*")) == ["submission-popular.csv"]


def test_an_interrupted_submission_leaves_the_run_done(
    scored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the midst of a file, of which nothing is left."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("fashrec.submission._joined", interrupt)
    with pytest.raises(KeyboardInterrupt):
        submitted(scored, tmp_path / "run", "popular")
    data = read_run(tmp_path / "run")
    assert (data["status"], data["submission"]["status"]) == ("done", "interrupted")
    assert not [file for file in (tmp_path / "run").iterdir() if "submission" in file.name]


@pytest.mark.slow
def test_the_command_says_what_became_of_the_submission(shop: Path, tmp_path: Path) -> None:
    """Written; failed, with the error's exit status and the run done; not asked for by a job of a sweep."""
    done = command(tmp_path, *asked(shop, "popular", "name=fine"))
    assert done.returncode == 0, done.stderr
    assert "submission.csv: popular for 5 customers" in " ".join((done.stdout + done.stderr).split())
    (folder,) = (tmp_path / "runs" / "fine").iterdir()
    assert (folder / "submission.csv").read_text().startswith("customer_id,prediction\nann,")
    done = command(tmp_path, *asked(shop, "popular,external", "name=fails"))
    assert done.returncode == DataError.exit_status
    assert "no lists for the cut 2020-09-23" in done.stderr
    assert "The run is done and its scores are in" in done.stderr
    assert "Traceback" not in done.stderr
    assert [read_run(one)["status"] for one in (tmp_path / "runs" / "fails").iterdir()] == ["done"]
    done = command(tmp_path, "-m", *asked(shop, "popular", "name=sweep", "split.window=validation"))
    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "runs" / "sweep").glob("*-0-*")
    assert "submission" not in read_run(folder)


@pytest.mark.parametrize(
    ("known", "wanted", "names"),
    [
        ("content,chance,popular", None, ()),
        ("content,chance,popular", "first", ("content",)),
        ("chance,popular,als,content,oracle", "first", ("als",)),
        ("chance,repurchase,popular,oracle", "first", ("repurchase",)),
        ("oracle,chance", "first", ("oracle",)),
        ("content,popular", "popular", ("popular",)),
        ("content,popular", ["popular", "first", "content"], ("popular", "content")),
    ],
)
def test_it_is_of_whom_the_experiment_is_about(known: str, wanted: object, names: tuple[str, ...]) -> None:
    """Or of whom is named, each once; nobody's by itself."""
    assert _submit(OmegaConf.create({"submit": wanted}), known.split(",")) == names


@pytest.mark.parametrize(("protocol", "names"), [("kaggle_hm", ("content",)), ("relbench_hm", ())])
def test_kaggles_protocol_alone_asks_for_one(protocol: str, names: tuple[str, ...]) -> None:
    """Of the recommender that the experiment is about."""
    assert assemble(composed("experiment=pixels128", f"protocol={protocol}")).submit == names


@pytest.mark.parametrize("wanted", ["contents", ["popular", "als"], 3, True])
def test_whom_nobody_knows_is_refused(wanted: object) -> None:
    """Before any work, with the names that there are."""
    with pytest.raises(ConfigError, match="of recommend: content, popular"):
        _submit(OmegaConf.create({"submit": wanted}), ["content", "popular"])


def test_what_is_submitted_moves_no_score() -> None:
    """So it is no part of the configuration's hash: a finished configuration of a sweep stays finished."""
    assert config_hash(composed("submit=first")) == config_hash(composed())
