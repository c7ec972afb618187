"""A whole run whose vectors come from a network that it trains: its metrics, its table, and what is reused."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from fashrec.configure import assemble
from fashrec.errors import LeakError
from fashrec.frames import EPOCHS
from fashrec.making import Making
from fashrec.progress import Quiet
from fashrec.store import Store
from tests.running import CONF, TINY, command, composed, read_run, run_in, table

pytestmark = pytest.mark.slow

ASKED = (
    "experiment=pca128",
    *TINY,
    "embed.dim=8",
    "embed.source.height=32",
    "embed.source.width=32",
    "embed.source.hidden=16",
    "embed.source.epochs=2",
    "embed.source.batch_size=16",
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose store is shared."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="module")
def finished(shared: Path) -> Path:
    """The run folder of a run that trained."""
    folder = shared / "finished"
    run_in(folder, *ASKED)
    return folder


def test_the_classifiers_metrics_stand_beside_the_hit_rates(finished: Path) -> None:
    """In run.json those of the last epoch, the baselines beside them; all epochs in a table."""
    data, epochs = read_run(finished), table(finished, "epochs")
    assert dict(epochs.schema) == EPOCHS
    assert epochs.height == 2 * 4
    last = epochs.tail(4).rows_by_key("predictor", named=True, unique=True)
    for predictor in ("network", "none", "majority", "prior"):
        said = data["classifier"][predictor]
        assert said == {name: last[predictor][name] for name in said}
        assert set(said) == set(EPOCHS) - {"epoch", "phase", "predictor"}
    assert data["classifier"]["cut"] == min(cut["start"] for cut in data["cuts"])
    assert data["classifier"]["n_training"] > data["classifier"]["n_validation"] > 0
    assert data["embedding"].startswith("TrainedNetwork(name=resnet18, vector=hidden, height=32")
    assert "untrained" not in data["embedding"]
    assert data["scores"]["validation"]["content"]["all"]["hit_rate@5"]["n"] > 0


def test_a_network_is_trained_once_for_both_vectors_and_for_all_windows(shared: Path, finished: Path) -> None:
    """Pooled features are another embedding of the same network, whose earliest cut is the same."""
    other = run_in(shared / "pooled", *ASKED, "embed.source.vector=pooled", "split.window=all")
    data = read_run(finished)
    assert other["artefacts"]["trained"] == data["artefacts"]["trained"]
    assert other["artefacts"]["vectors"] != data["artefacts"]["vectors"]
    later = run_in(shared / "later", *ASKED, "split.cuts=2", "split.test_cuts=0")
    assert later["artefacts"]["trained"] != data["artefacts"]["trained"]


def test_a_cached_run_does_not_import_fastai(shared: Path, finished: Path) -> None:
    """Its seconds are for runs that train: here the whole command is run where fastai cannot be imported."""
    del finished
    code = f"""
import sys
sys.modules["fastai"] = None
from pathlib import Path
from tests.running import run_in
run_in(Path({str(shared / "cached")!r}), *{ASKED!r})
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=CONF.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    shown = [(shared / name / "shown.parquet").read_bytes() for name in ("cached", "finished")]
    assert shown[0] == shown[1]


def test_a_plan_names_the_network_that_would_be_trained(shared: Path, finished: Path, tmp_path: Path) -> None:
    """Reused after the run, made with another seed; nothing is trained for it."""
    del finished
    same = command(tmp_path, *ASKED, "plan=true", FASHREC_STORE=str(shared / "store"))
    assert same.returncode == 0, same.stderr
    other = command(tmp_path, *ASKED, "plan=true", "embed.source.seed=5", FASHREC_STORE=str(shared / "store"))
    rows = [next(line for line in said.stdout.splitlines() if "trained/" in line) for said in (same, other)]
    assert ["reused" in row for row in rows] == [True, False]


def test_a_report_has_the_classifier_beside_its_baselines(shared: Path, finished: Path) -> None:
    """A row a predictor, under a heading of its own."""
    del finished
    done = command(shared, f"runs={shared}/finished", module="fashrec.report")
    assert done.returncode == 0, done.stderr
    (made,) = shared.glob("reports/*/table.md")
    text = made.read_text()
    assert "## Classifier" in text
    part = text.partition("## Classifier")[2].partition("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("| finished")]
    assert [row.split(" | ")[1] for row in rows] == ["network", "none", "majority", "prior"]


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    """With its whole path, before anything is made."""
    done = command(tmp_path, "experiment=pca128", "embed.source.labels=[shape]")
    assert done.returncode == 2
    assert "embed.source.labels=['shape'] is not allowed" in done.stderr
    assert "colour_group_name" in done.stderr


def test_a_network_gives_no_vectors_for_an_earlier_past(shared: Path, finished: Path) -> None:
    """It has seen what was bought later."""
    del finished
    parts = assemble(composed(*ASKED))
    making = Making(parts, Store(shared / "store", Quiet()), Quiet())
    first, second = parts.split.opened(making.tables)[:2]
    assert making.vectors_at(parts.split.at(making.tables, second)[0]).has.any()
    earlier = replace(first, start=first.start - timedelta(days=7))
    with pytest.raises(LeakError, match="trained on what was bought before"):
        making.vectors_at(parts.split.at(making.tables, earlier)[0])


def test_vectors_of_the_hidden_layer_are_as_long_as_it_is(shared: Path, finished: Path) -> None:
    """Sixteen numbers, none of them negative."""
    vectors = np.load(shared / "store" / "vectors" / read_run(finished)["artefacts"]["vectors"] / "values.npy")
    assert vectors.shape[1] == 16
    assert vectors.min() >= 0
