"""The words of the command line."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from fashrec.errors import ConfigError
from fashrec.show.request import composed

WRONG = {
    "nothing is asked about": ([], "nothing is asked about"),
    "two questions": (["item=1", "photo=a.jpg"], "photo and item are asked about at once"),
    "no number": (["item=1", "k=five"], "k='five' is not allowed"),
    "too few": (["item=1", "k=0"], "k='0' is not allowed"),
    "too many": (["item=1", "k=51"], "k=51 is not allowed"),
    "no date": (["item=1", "date=yesterday"], "date=yesterday is no date"),
    "no such day": (["item=1", "date=2020-02-30"], "date=2020-02-30 is no date"),
    "another kind of picture": (["item=1", "out=a.jpg"], "ends in .png"),
    "a plan": (["item=1", "plan=true"], "has no plan"),
}


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is put back as it was."""
    for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_word_is_said(case: str) -> None:
    """Before anything is composed or made, in four parts."""
    words, said = WRONG[case]
    with pytest.raises(ConfigError) as raised:
        composed(["experiment=pca128", *words])
    assert said in str(raised.value)
    assert raised.value.do


def test_its_own_words_are_taken_and_the_rest_is_the_experiments() -> None:
    """A path may hold spaces and equals signs; threads are heeded by what is loaded later."""
    words = ["photo=my pictures/a=b.jpg", "date=2020-08-01", "k=7", "out=x.png", "threads=3", "embed.dim=9"]
    request = composed(["experiment=pca128", *words])
    assert (request.kind, request.asked) == ("photo", "my pictures/a=b.jpg")
    assert (request.day, request.k, request.out) == (date(2020, 8, 1), 7, Path("x.png"))
    assert (request.name, request.config.embed.dim) == ("pca128", 9)
    assert os.environ["OMP_NUM_THREADS"] == "3"


def test_without_a_date_and_a_file_both_are_left_open() -> None:
    """Five items are answered."""
    request = composed(["customer=007"])
    assert (request.day, request.out, request.k, request.name) == (None, None, 5, "run")


def test_help_imports_nothing_heavy() -> None:
    """It says which distance is meant, and loads neither torch nor Hydra."""
    asked = "from fashrec.show.__main__ import main; main(['--help'])"
    code = f"import sys; {asked}; print({{'torch', 'hydra'}} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "1 - cosine" in done.stdout
    assert done.stdout.strip().endswith("set()")
