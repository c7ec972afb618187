"""What a benchmark refuses, before any work: one error in four parts, exit status 2, nothing written."""

from pathlib import Path

import pytest

from fashrec.bench.__main__ import main
from fashrec.bench.frontier.request import DEFAULTS
from fashrec.threads import THREADS

WRONG = {
    "an unknown benchmark": (["fronteer"], "no benchmark fronteer"),
    "a setting that embed has not": (["embed", "trees=5"], "embed cannot read trees=5"),
    "a network that is none": (["embed", "name=resnet17"], "name='resnet17' is not allowed"),
    "a folder without pictures": (["embed", "pictures=."], "pictures='.' is not allowed"),
    "a form that is not known": (["embed", "also=int8"], "also='int8' is not allowed"),
    "an unknown experiment": (["frontier", "experiment=pca12"], "did you mean pca128?"),
    "a name that leads elsewhere": (["frontier", "experiment=pca128", "name=../evil"], "name='../evil' is not allowed"),
    "no trees": (["frontier", "experiment=pca128", "trees=0"], "trees='0' is not allowed"),
    "a search_k in words": (["frontier", "experiment=pca128", "search_k=auto"], "search_k='auto' is not allowed"),
    "no repeats": (["frontier", "experiment=pca128", "repeats=0"], "repeats='0' is not allowed"),
    "a rival's argument that is swept": (
        ["frontier", "experiment=pca128", "index=hnswlib", "index.ef=64"],
        "index.ef is what is swept",
    ),
    "a length of what is not made": (["frontier", "experiment=pca128", "n=99", "dim=8"], "dim=8 would be ignored"),
    "lengths of no experiment": (["frontier", "n=99", "dims=8"], "dims=8 would be ignored"),
    "what is swept": (["frontier", "experiment=pca128", "index.trees=5"], "index.trees is what is swept"),
    "the test window": (["frontier", "experiment=pca128", "split.window=test"], "split.window=test would be looked at"),
    "a plan": (["frontier", "experiment=pca128", "plan=true"], "plan=True is not allowed"),
    "nothing to compare": (["frontier", "experiment=exact128"], "index is Exact"),
    "an unknown rival": (["frontier", "experiment=pca128", "rivals=magic"], "there is no index magic"),
    "an unknown metric": (["frontier", "experiment=pca128", "metric=cosine"], "metric='cosine' is not allowed"),
    "builds of a wrong word": (["frontier", "experiment=pca128", "builds=some"], "builds='some' is not allowed"),
    "a loss above one": (["frontier", "experiment=pca128", "loss=2"], "loss='2' is not allowed"),
    "no minutes": (["frontier", "experiment=pca128", "minutes=0"], "minutes='0' is not allowed"),
    "a size and sizes": (["frontier", "n=10", "sizes=10,20"], "both n and sizes are given"),
    "raw tables that are not there": (["frontier", "raw=."], "raw='.' is not allowed"),
    "raw tables to be measured": (["frontier", "raw=x", "trees=5"], "a report from raw tables cannot heed trees"),
    "no recommender that searches": (["frontier", "experiment=baseline"], "no content recommender"),
    "a wrong setting": (["frontier", "experiment=pca128", "split.cuts=0"], "split.cuts=0 is not allowed"),
    "losses of no vectors": (["loss", "experiment=baseline"], "no recommender that needs vectors"),
    "losses in the test window": (["loss", "experiment=pca128", "split.window=all"], "split.window=all would be"),
    "a place that cannot be": (["frontier", "experiment=pca128", "out=/dev/null/x"], "cannot be made"),
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to work in; the limits of threads are put back afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["python"])
    for name in THREADS:
        monkeypatch.setenv(name, "1")


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_request_gets_one_clear_error(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What, where, why and do; nothing is left behind."""
    words, said = WRONG[case]
    assert main(words) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("  where: ") == err.count("  why:   ") == err.count("  do:    ") == 1
    assert not list(tmp_path.iterdir())


def test_help_names_every_word_and_where_the_report_goes(capsys: pytest.CaptureFixture[str]) -> None:
    """The words of every benchmark, and the folders of the reports."""
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"{word}=" in text for word in (*DEFAULTS, "experiment"))
    assert "OUT/frontier/NAME/" in text
    assert "OUT/loss/NAME/" in text


def test_no_word_at_all_shows_the_help_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    """A script that forgot its words must not go on."""
    assert main([]) == 2
    assert "frontier experiment=NAME" in capsys.readouterr().out
