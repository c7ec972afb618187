"""The words of the command line, and its help."""

import subprocess
import sys
from datetime import date

import pytest

from fashrec.errors import ConfigError
from fashrec.page.request import composed

WRONG = {
    "no number": ("port=web", "port='web' is not allowed"),
    "no port": ("port=65536", "port=65536 is not allowed"),
    "a negative port": ("port=-1", "port='-1' is not allowed"),
    "too many items": ("k=51", "k=51 is not allowed"),
    "no items": ("k=0", "k='0' is not allowed"),
    "no date": ("date=today", "date=today is no date"),
    "a plan": ("plan=true", "a page has no plan"),
}


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is put back as it was."""
    for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_word_is_said(case: str) -> None:
    """Before anything is made."""
    word, said = WRONG[case]
    with pytest.raises(ConfigError) as raised:
        composed(["experiment=pixels128", word])
    assert said in str(raised.value)


def test_its_own_words_are_taken_and_the_rest_is_the_experiments() -> None:
    """port=0 asks for any."""
    request = composed(["experiment=pixels128", "port=0", "k=7", "date=2020-08-01", "embed.dim=9"])
    assert (request.port, request.k, request.day) == (0, 7, date(2020, 8, 1))
    assert (request.name, request.config.embed.dim) == ("pixels128", 9)
    assert composed(["experiment=pixels128"]).port == 8000


def test_help_imports_nothing_heavy() -> None:
    """It says who can see the page and what becomes of a photo."""
    asked = "from fashrec.page.__main__ import main; main(['--help'])"
    code = f"import sys; {asked}; print({{'torch', 'hydra', 'starlette', 'PIL'}} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "only this machine sees it" in done.stdout
    assert done.stdout.strip().endswith("set()")
