"""The whole of it: commands as a person types them, and what they leave behind."""

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fashrec.compare.__main__ import main as compare
from fashrec.evaluate import score
from tests.pages.short import on_the_tiny_shop
from tests.running import CONF, TINY, command, composed, interrupted, listening, read_run, run_in, table

EXPERIMENTS = sorted(file.stem for file in (CONF / "experiment").glob("*.yaml"))
RECOMMENDERS = {file.stem for file in (CONF / "recommend").glob("*.yaml")}
# recommenders that experiment=everything leaves out, and why
LEFT_OUT = {
    "external": "scores lists that somebody has to give it",
    "content_mean": "is content where the experiment's profile is the mean",
}


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose store is shared, so that the tiny shop is made once."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="session")
def finished(shared: Path) -> Path:
    """The run folder of pixels128 on the tiny shop, both windows open."""
    folder = shared / "finished"
    run_in(folder, "experiment=pixels128", *TINY, "embed.dim=16", "split.window=all")
    return folder


@pytest.fixture(scope="session")
def kaggle_folder(shared: Path, finished: Path) -> Path:
    """The tiny shop's files in Kaggle's layout."""
    hash_ = read_run(finished)["artefacts"]["tables"]
    return shared / "store" / "tables" / str(hash_) / "shop"


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_runs_on_the_tiny_shop(name: str, shared: Path, kaggle_folder: Path) -> None:
    """Each file of conf/experiment ends with scores between floor and ceiling."""
    words = on_the_tiny_shop(name, kaggle_folder, shared / f"{name}_pictures")
    data = run_in(shared / name, f"experiment={name}", "split.cuts=3", "split.test_cuts=1", *words)
    assert data["status"] == "done"
    for segments in data["scores"]["validation"].values():
        value = segments["all"]["hit_rate@5"]["value"]
        assert 0 <= value <= data["ceilings"]["validation"]["all"]["hit_rate@5"]["value"]
    assert ("oracle" in data["scores"]["validation"]) == (not name.startswith("hm"))


def test_everything_holds_all_recommenders() -> None:
    """A file that comes to conf/recommend comes to its table too, or says here why not."""
    assert RECOMMENDERS - set(composed("experiment=everything").recommend) == set(LEFT_OUT)


@pytest.mark.slow
def test_the_same_command_gives_the_same_lists(finished: Path, shared: Path) -> None:
    """A second run, with a store of its own, shows the same items with the same scores."""
    run_in(shared / "again", "experiment=pixels128", *TINY, "embed.dim=16", "split.window=all", store=shared / "store2")
    for name in ("shown", "future", "per_customer"):
        assert (finished / f"{name}.parquet").read_bytes() == (shared / "again" / f"{name}.parquet").read_bytes(), name


@pytest.mark.slow
def test_the_order_of_input_rows_changes_nothing(shared: Path, kaggle_folder: Path) -> None:
    """Shuffled files give the same lists."""
    shuffled = shared / "shuffled"
    shuffled.mkdir()
    (shuffled / "images").symlink_to(kaggle_folder / "images")
    for file in kaggle_folder.glob("*.csv"):
        text = pl.read_csv(file, infer_schema=False)
        text.sample(fraction=1, shuffle=True, seed=7).write_csv(shuffled / file.name)
    asked = ("experiment=pixels128", "data=hm", "split.cuts=3", "split.test_cuts=0", "embed.dim=8")
    run_in(shared / "in_order", *asked, f"data.root={kaggle_folder}")
    run_in(shared / "out_of_order", *asked, f"data.root={shuffled}")
    assert_frame_equal(table(shared / "in_order", "shown"), table(shared / "out_of_order", "shown"))


def test_run_json_is_recomputed_from_two_files(finished: Path) -> None:
    """shown.parquet and future.parquet give every ranking score of run.json."""
    data = read_run(finished)
    windows = {date.fromisoformat(cut["start"]): cut["window"] for cut in data["cuts"]}
    again = score(table(finished, "shown"), table(finished, "future"), ks=tuple(data["ks"]), windows=windows)
    compared = 0
    for name, segments in data["scores"]["all"].items():
        for segment, metrics in segments.items():
            for metric in ("hit_rate@5", "precision@5", "recall@12", "map@12", "ndcg@12", "mrr@5"):
                mine, theirs = metrics[metric], again["scores"]["all"][name][segment][metric]
                assert mine["n"] == theirs["n"]
                assert mine["value"] == pytest.approx(theirs["value"], abs=1e-12)
                compared += 1
    assert compared == 5 * 9 * 6


@pytest.mark.slow
def test_searches_are_timed_beside_exact_ones(finished: Path) -> None:
    """Some of every cut's customers, whose answers reach about the recall that Annoy's search_k was chosen for."""
    data = read_run(finished)
    assert 100 < data["search"]["n"] <= 200
    assert data["search"]["recall"] == pytest.approx(data["index"]["recall"], abs=0.02)


def test_the_audit_splits_the_hit_rates_that_were_scored(finished: Path) -> None:
    """In every window, for every recommender and length: the three kinds add up to `all`'s hit rate."""
    data = read_run(finished)
    assert list(data["audit"]) == list(data["beyond"]) == ["validation", "test", "all"]
    for window, recommenders in data["audit"].items():
        for name, lengths in recommenders.items():
            for k, audit in lengths.items():
                scored = data["scores"][window][name]["all"][f"hit_rate@{k}"]
                assert (audit["n"], audit["hit_rate"]) == (scored["n"], pytest.approx(scored["value"]))
                assert sum(kind["hit_rate"] for kind in audit["kinds"].values()) == pytest.approx(scored["value"])


def test_lists_are_as_varied_as_their_recommender_makes_them(finished: Path) -> None:
    """Popular shows everybody the same few, chance the most; what looks alike is nearer than what is drawn."""
    beyond = read_run(finished)["beyond"]["all"]
    assert beyond["popular"]["personalisation@5"]["value"] == 0
    coverage = {name: measures["coverage@5"]["value"] for name, measures in beyond.items()}
    assert (min(coverage, key=lambda n: coverage[n]), max(coverage, key=lambda n: coverage[n])) == ("popular", "chance")
    assert beyond["content"]["diversity@5"]["value"] < beyond["chance"]["diversity@5"]["value"]
    assert 0 < beyond["content"]["latency_p50_s"]["value"] <= beyond["content"]["latency_p99_s"]["value"]


def test_every_score_lies_in_an_interval(finished: Path) -> None:
    """Of every recommender in every window and segment, where anybody was scored; nothing else has one."""
    data = read_run(finished)
    cells = [
        cell
        for window in data["scores"].values()
        for segments in window.values()
        for metrics in segments.values()
        for cell in metrics.values()
    ]
    assert len(cells) == 3 * 5 * 9 * 20
    for cell in cells:
        if cell["n"]:
            assert cell["low"] - 1e-9 <= cell["value"] <= cell["high"] + 1e-9
            assert cell["method"] in ("bootstrap", "wilson")
        else:
            assert (cell["low"], cell["high"], cell["method"]) == (None, None, None)
    assert data["level"] == 0.95


def test_the_recommenders_of_a_run_are_compared(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The oracle less popular, in two segments of all cuts: better than luck."""
    out = finished.parent / "differences.json"
    assert compare([str(finished), "segment=all,cold", "window=all", "replicates=1000", f"out={out}"]) == 0
    assert "can't be seen with these" in capsys.readouterr().out
    found = json.loads(out.read_text())["families"]
    assert [one["segment"] for one in found] == ["all", "cold"]
    for family in found:
        oracle = next(one for one in family["differences"] if one["rival"] == "oracle")
        assert oracle["base"] == "popular"
        assert 0 < oracle["low"] < oracle["difference"] < oracle["high"]
        assert oracle["p_holm"] < 0.05
        cell = read_run(finished)["scores"]["all"]["oracle"][family["segment"]]["hit_rate@5"]
        assert oracle["value"] == pytest.approx(cell["value"])


@pytest.mark.slow
def test_a_second_run_reuses_every_artefact(finished: Path, shared: Path) -> None:
    """Nothing costly is made twice: the store holds the same artefacts after the second run."""
    artefacts = {folder.name for folder in (shared / "store").glob("*/*") if (folder / "manifest.json").exists()}
    run_in(shared / "second", "experiment=pixels128", *TINY, "embed.dim=16", "split.window=all", "threads=1")
    after = {folder.name for folder in (shared / "store").glob("*/*") if (folder / "manifest.json").exists()}
    assert artefacts == after
    assert read_run(shared / "second")["artefacts"] == read_run(finished)["artefacts"]


def test_the_oracle_beats_everybody_and_chance_is_where_it_should_be(finished: Path) -> None:
    """On the whole shop's `all` segment, with the closed form of chance inside its simulation's noise."""
    data = read_run(finished)
    values = {name: segments["all"]["hit_rate@12"]["value"] for name, segments in data["scores"]["all"].items()}
    assert max(values, key=lambda name: values[name]) == "oracle"
    expected = data["floors"]["all"]["all"]["hit_rate@12"]
    spread = (expected["value"] * (1 - expected["value"]) / expected["n"]) ** 0.5
    assert abs(values["chance"] - expected["value"]) < 4 * spread


@pytest.mark.slow
def test_lists_of_another_system_score_as_they_would_here(finished: Path, shared: Path) -> None:
    """Popular's lists, as a file of ranks by cut: every score is popular's, and run.json tells the file's content."""
    of_popular = (pl.col("recommender") == "popular") & (pl.col("list") == "main")
    table(finished, "shown").filter(of_popular).select("cut", "customer", "item", "rank").write_csv(
        shared / "lists.csv"
    )
    words = (f"recommend.external.path={shared / 'lists.csv'}", "split.window=all")
    data = run_in(shared / "external", "experiment=baseline", *TINY, "recommend=[external,popular]", *words)
    main = [segment for segment in data["scores"]["all"]["popular"] if segment != "cold_only"]
    for segment in main:
        theirs, ours = (data["scores"]["all"][name][segment]["map@12"] for name in ("external", "popular"))
        assert theirs == ours
    assert len(main) == 8
    assert len(data["inputs"]["external"]["path"]) == 64
    assert [cut["counts"]["external"]["rows_dropped"] for cut in data["cuts"]] == [0] * 4


@pytest.mark.slow
def test_everybody_stands_between_chance_and_the_oracle(shared: Path) -> None:
    """By whole intervals, on fourteen of the tiny shop's weeks: fewer show too few purchases to tell everybody apart.

    Chance alone is not meant to beat chance; recommenders that see no picture or no purchase are, on segment `all`.
    """
    words = ("data=boutique_tiny", "split.cuts=14", "split.test_cuts=0", "embed.dim=32", "evaluate.latency=0")
    data = run_in(shared / "bracketed", "experiment=everything", "embed/source=pixels", *words)
    cells = {name: of_one["all"]["hit_rate@5"] for name, of_one in data["scores"]["validation"].items()}
    floor = data["floors"]["validation"]["all"]["hit_rate@5"]["value"]
    oracle, chance = cells.pop("oracle"), cells.pop("chance")
    assert chance["low"] < floor < chance["high"]
    assert {name for name, cell in cells.items() if cell["low"] <= floor} == set()
    assert {name for name, cell in cells.items() if cell["high"] >= oracle["low"]} == set()
    assert set(cells) | set(LEFT_OUT) | {"chance", "oracle"} == RECOMMENDERS


@pytest.mark.slow
def test_four_jobs_of_a_sweep_leave_four_run_folders(tmp_path: Path, shared: Path, finished: Path) -> None:
    """A sweep shares the trunk's vectors: they are made once, here by an earlier run."""
    del finished
    words = ("-m", "experiment=pixels128", *TINY, "embed.dim=8,16", "profile=mean,recency")
    done = command(tmp_path, *words, FASHREC_STORE=str(shared / "store"))
    assert done.returncode == 0, done.stderr
    folders = list((tmp_path / "runs" / "pixels128").iterdir())
    runs = [read_run(folder) for folder in folders]
    assert [data["status"] for data in runs] == ["done"] * 4
    assert len({data["config_hash"] for data in runs}) == 4
    assert len({data["artefacts"]["vectors"] for data in runs}) == 1
    assert all((folder / ".hydra" / "config.yaml").exists() and (folder / "run.log").exists() for folder in folders)


@pytest.mark.slow
def test_two_jobs_at_a_time_share_what_they_need(tmp_path: Path) -> None:
    """With joblib's launcher and an empty store the shop and the vectors are made once."""
    words = ("-m", "experiment=pixels128", *TINY, "embed.dim=8,16", "profile=mean,recency")
    done = command(tmp_path, *words, "hydra/launcher=joblib", "hydra.launcher.n_jobs=2")
    assert done.returncode == 0, done.stderr
    runs = [read_run(folder) for folder in (tmp_path / "runs" / "pixels128").iterdir()]
    assert [data["status"] for data in runs] == ["done"] * 4
    for kind in ("tables", "vectors"):
        assert len([f for f in (tmp_path / ".store" / kind).iterdir() if (f / "manifest.json").exists()]) == 1


WRONG = {
    "a name on the command line": (["profile=recency", "profile.half_live_days=3"], 2, "profile.half_life_days", False),
    "a name of another option": (["profile.half_live_days=3"], 2, "a setting of profile=recency", False),
    "a group where a text stands": (["store=elsewhere"], 2, "store.root=PATH", True),
    "a number for a group": (["embed=64"], 2, "GROUP.NAME=VALUE", False),
    "a text for a number": (["embed.dim=sixty"], 2, "embed.dim='sixty'", True),
    "dashes": (["--experiment", "pixels128"], 2, "without dashes", False),
    "no brackets": (["recommend=content,popular"], 2, "[content,popular]", False),
    "a source for plain pixels": (["experiment=pca128", "embed=pixels"], 2, "there with embed=pca", False),
    "an option": (["profile=meen"], 2, "did you mean mean?", False),
    "nobody": (["recommend=[]"], 2, "leaves nobody to recommend", True),
    "a value": (["index.trees=0"], 2, "index.trees=0 is not allowed", True),
    "two values at once": (["index.trees=0", "split.cuts=0"], 2, "2 settings are wrong", True),
    "a folder": (["data=hm", "data.root=/nowhere"], 1, "/nowhere", True),
    "a setting without default": (["data=hm"], 2, "data.root", True),
    "weights that nobody gave": (["embed/source=backbone", "weights=null"], 2, "weights=None is not allowed", True),
    "weights that are not there": (["embed/source=backbone", "weights=/no.pth"], 2, "weights=/no.pth is no file", True),
}


def test_a_setting_of_swept_options_is_refused_with_what_to_write(tmp_path: Path) -> None:
    """Hydra reads the words once before it sweeps, when no option of a swept group is chosen yet."""
    done = command(tmp_path, "-m", "experiment=pixels128", "data=boutique_tiny,hm", "data.root=x")
    assert done.returncode == 2
    assert "write ++data.root=VALUE" in done.stderr


# each is a process of its own; the others wait for `make test`
QUICK = ("an option",)


@pytest.mark.parametrize("case", [pytest.param(case, marks=[pytest.mark.slow] * (case not in QUICK)) for case in WRONG])
def test_a_wrong_request_gets_one_clear_error(case: str, tmp_path: Path) -> None:
    """What, where, why and do; no traceback; a run.json that says failed where the request composed."""
    words, status, said, composes = WRONG[case]
    done = command(tmp_path, "experiment=pixels128", *words)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert all(part in done.stderr for part in ("  where: ", "  why:   ", "  do:    "))
    assert "Traceback" not in done.stderr
    folders = list(tmp_path.glob("runs/pixels128/*"))
    assert [read_run(folder)["status"] for folder in folders] == (["failed"] if composes else [])


@pytest.mark.slow
def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    """The word for people who look for a bug."""
    done = command(tmp_path, "experiment=pixels128", "index.trees=0", "debug=true")
    assert done.returncode == 2
    assert "Traceback" in done.stderr


@pytest.mark.slow
def test_a_typing_error_inside_an_experiment_is_found(tmp_path: Path) -> None:
    """Hydra merges an unknown key of an experiment's YAML in silence; instantiation does not."""
    shutil.copytree(CONF, tmp_path / "conf")
    (tmp_path / "conf" / "experiment" / "typo.yaml").write_text(
        "# @package _global_\ndefaults:\n  - override /profile: recency\nprofile:\n  half_live_days: 3\n"
    )
    done = command(tmp_path, "--config-dir", str(tmp_path / "conf"), "experiment=typo")
    assert done.returncode == 2
    assert "there is no setting profile.half_live_days" in done.stderr
    assert "did you mean half_life_days?" in done.stderr


@pytest.mark.slow
def test_a_corrupted_picture_is_named(tmp_path: Path, kaggle_folder: Path) -> None:
    """One bad file among the pictures: the error names it, run.json says failed, and the tables stay."""
    root = tmp_path / "shop"
    shutil.copytree(kaggle_folder, root)
    broken = sorted(root.glob("images/*/*.jpg"))[3]
    broken.write_bytes(broken.read_bytes()[:100])
    words = ("data=hm", f"data.root={root}", "split.cuts=3", "split.test_cuts=0", "embed.dim=32")
    done = command(tmp_path, "experiment=pixels128", *words)
    assert done.returncode == 1
    assert broken.name in done.stderr
    assert "Traceback" not in done.stderr
    assert len(list((tmp_path / ".store" / "tables").glob("*/manifest.json"))) == 1


@pytest.mark.slow
def test_a_corrupted_artefact_is_made_again(shared: Path, finished: Path, tmp_path: Path) -> None:
    """A changed byte in the store is noticed, said, set aside; the scores are the same."""
    store = tmp_path / "store"
    shutil.copytree(shared / "store", store)
    values = store / "vectors" / read_run(finished)["artefacts"]["vectors"] / "values.npy"
    values.write_bytes(values.read_bytes()[:-1] + b"\x7f")
    words = ("experiment=pixels128", *TINY, "embed.dim=16", "split.window=all")
    done = command(tmp_path, *words, FASHREC_STORE=str(store))
    assert done.returncode == 0, done.stderr
    assert "is broken (values.npy has another content" in done.stderr
    (folder,) = (tmp_path / "runs" / "pixels128").iterdir()
    assert (folder / "shown.parquet").read_bytes() == (finished / "shown.parquet").read_bytes()


def _can_mount(folder: Path) -> bool:
    probe = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=False, capture_output=True)  # noqa: S607 - the system's own
    return probe.returncode == 0


@pytest.mark.slow
def test_a_full_disk_fails_cleanly(tmp_path: Path) -> None:
    """The store on a disk of 2 MB: one error that says so, and a run.json on the other disk."""
    small = tmp_path / "small"
    small.mkdir()
    if not _can_mount(small):
        pytest.skip("needs the right to mount a tmpfs: run the tests as root, or in a user namespace")
    try:
        words = (*TINY, "embed.dim=32", "data.picture_height=224")
        done = command(tmp_path, "experiment=pixels128", *words, FASHREC_STORE=str(small))
    finally:
        subprocess.run(["umount", small], check=True)  # noqa: S607 - the system's own
    assert done.returncode == 1
    assert "StoreError: the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    (folder,) = (tmp_path / "runs" / "pixels128").iterdir()
    assert read_run(folder)["error"]["type"] == "StoreError"


@pytest.mark.slow
def test_an_interrupt_is_clean_and_the_next_run_goes_on(tmp_path: Path) -> None:
    """Ctrl-C in the middle: a clean line, status interrupted; the same command then ends well."""
    words = [*listening("fashrec.run"), "experiment=pixels128", "data=boutique", "data.n_weeks=20"]
    words += ["split.cuts=3", "split.test_cuts=0", "embed.dim=8", "data.n_items=300", "data.n_customers=500"]
    env = {**os.environ, "PYTHONPATH": str(CONF.parent)}
    with subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=env) as first:
        while not list(tmp_path.glob(".store/tables/*.partial/shop/images/*/*.jpg")):
            assert first.poll() is None, first.stderr.read() if first.stderr else ""
            time.sleep(0.01)
        said = interrupted(first)
    assert first.returncode == 130, said
    assert "interrupted; " in said
    assert "Traceback" not in said
    (folder,) = tmp_path.glob("runs/pixels128/*")
    assert read_run(folder)["status"] == "interrupted"
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stderr


def test_help_imports_nothing_heavy() -> None:
    """`--help` and `--cfg job` answer at once because neither torch nor polars is loaded for them."""
    code = "import sys, fashrec.run; print(sorted({'torch', 'polars', 'sklearn', 'fastai'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_a_plan_does_nothing(tmp_path: Path) -> None:
    """It says what would be made, and leaves no run folder and no artefact."""
    done = command(tmp_path, "experiment=pixels128", *TINY, "plan=true")
    assert done.returncode == 0, done.stderr
    assert "tables" in done.stdout
    assert "made" in done.stdout
    assert not list(tmp_path.glob("runs/*/*"))
    assert not list(tmp_path.glob(".store/*/*"))


@pytest.mark.slow
def test_the_installed_wheel_runs_from_another_folder(tmp_path: Path) -> None:
    """conf/ and what pages are made of travel in the wheel: no file of the checkout is needed."""
    wheel = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), "."]
    subprocess.run(wheel, cwd=CONF.parent, check=True, capture_output=True)
    (built,) = (tmp_path / "dist").glob("*.whl")
    site = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(built)]
    subprocess.run(install, check=True, capture_output=True)
    (tmp_path / "elsewhere").mkdir()
    asked = ("experiment=pixels128", *TINY, "embed.dim=8")
    done = command(tmp_path / "elsewhere", *asked, PYTHONPATH=str(site))
    assert done.returncode == 0, done.stderr
    assert "hit_rate@5" in done.stdout
    page = command(tmp_path / "elsewhere", "runs/*/*", module="fashrec.gallery", PYTHONPATH=str(site))
    assert page.returncode == 0, page.stderr
