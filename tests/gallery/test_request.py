"""What is asked for, as typed, to what is written."""

import json
import shutil
from pathlib import Path

import pytest

from fashrec.errors import ConfigError
from fashrec.gallery import screenshot
from fashrec.gallery.__main__ import main
from fashrec.gallery.request import read_words


def test_words_become_a_request(folder: Path, tmp_path: Path) -> None:
    """A run folder is what is no setting; names come apart at commas."""
    words = [str(folder), "recommenders=[content, popular]", "customers=20", "embed_mb=0.5", f"out={tmp_path}"]
    request = read_words(words)
    assert request.runs == (folder,)
    assert request.recommenders == ("content", "popular")
    assert (request.customers, request.embed_mb, request.out, request.seed) == (20, 0.5, tmp_path, 0)


def test_of_a_glob_the_newest_finished_run_is_taken(folder: Path, tmp_path: Path) -> None:
    """Not one that failed later; two globs are two runs."""
    for name, status in (("2020", "done"), ("2021", "done"), ("2022", "failed")):
        shutil.copytree(folder / ".hydra", tmp_path / name / ".hydra")
        facts = json.loads((folder / "run.json").read_text())
        (tmp_path / name / "run.json").write_text(json.dumps({**facts, "status": status}))
    assert read_words([f"{tmp_path}/*"]).runs == (tmp_path / "2021",)
    assert read_words([f"{tmp_path}/*", str(folder)]).runs == (tmp_path / "2021", folder)


WRONG = {
    "no run": ([], "no run folder is named"),
    "no such folder": (["nowhere"], "there is no folder nowhere"),
    "three": (["RUN", "RUN/..", "RUN/../.."], "3 run folders"),
    "no run in it": (["RUN/.."], "holds no finished run"),
    "a name that leads elsewhere": (["RUN", "name=../evil"], "name='../evil'"),
    "no number": (["RUN", "embed_mb=much"], "embed_mb='much'"),
    "nobody": (["RUN", "customers=0"], "customers='0'"),
    "a window": (["RUN", "window=test"], "not all runs opened the window test"),
    "a third": (["RUN", "recommenders=a,b,c"], "recommenders="),
    "a setting": (["RUN", "customer=3"], "there is no setting customer"),
    "a picture": (["RUN", "screenshot=a.png"], "ends in .webp"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_request_gets_one_clear_error(
    case: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In four parts, with status 2; nothing is written."""
    monkeypatch.chdir(tmp_path)
    words, said = WRONG[case]
    store = folder.parents[2] / "store"
    status = main([*(word.replace("RUN", str(folder)) for word in words), f"store={store}"])
    error = capsys.readouterr().err
    assert status == 2
    assert said in error
    assert all(part in error for part in ("  where: ", "  why:   ", "  do:    "))
    assert not list(tmp_path.iterdir())


def test_the_command_says_what_it_wrote(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file with its size, and that real customers are in it; the page names the command."""
    store = folder.parents[2] / "store"
    assert main([str(folder), f"out={tmp_path}", f"store={store}", "name=mine"]) == 0
    said = capsys.readouterr().out
    assert f"{tmp_path}/mine/gallery.html: 0." in said
    assert "share it as you would share the data" in said
    assert f"<code>python -m fashrec.gallery {folder}" in (tmp_path / "mine" / "gallery.html").read_text()


def test_a_screenshot_without_a_browser_is_refused_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    monkeypatch.setattr(screenshot, "chromium", lambda: None)
    with pytest.raises(ConfigError, match="apt install chromium"):
        screenshot.check(Path("a.webp"))


def test_help_is_the_commands_own(capsys: pytest.CaptureFixture[str]) -> None:
    """With every setting."""
    assert main(["--help"]) == 0
    assert "embed_mb=15" in capsys.readouterr().out
