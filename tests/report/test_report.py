"""The whole command on real runs of the tiny shop, and what it refuses."""

import csv
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fashrec.infer.margin import margin
from fashrec.report.__main__ import main
from tests.report.made import table, write
from tests.running import TINY, command, read_run, run_in

CONTENT = {"content": {"all": 0.2, "cold": 0.1}}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs of the tiny shop that differ in two settings."""
    cwd = tmp_path_factory.mktemp("report")
    for name, settings in (("1", ("embed.dim=4", "profile.by=units")), ("2", ("embed.dim=16", "profile.by=price"))):
        asked = ("experiment=exact128", "embed/source=pixels", *TINY, *settings)
        run_in(cwd / "runs" / "test" / name, *asked, store=cwd / "store")
    return cwd


@pytest.mark.slow
def test_two_runs_that_differ_in_two_settings(shop: Path) -> None:
    """Exactly these two columns; every number is run.json's; popular is far better than both, and so bold."""
    folders = [shop / "runs" / "test" / name for name in ("1", "2")]
    done = command(shop, module="fashrec.report")
    assert done.returncode == 0, done.stderr
    assert "reports/test/table.md, table.csv and table.tex: 2 runs" in done.stdout
    text = (shop / "reports" / "test" / "table.md").read_text(encoding="utf-8")
    head, *rows = table(text, "## validation window: 3 cuts")
    data = [read_run(folder) for folder in folders]
    segments = list(data[0]["ceilings"]["validation"])
    assert head[:3] == ["run", "embed.dim", "profile.by"]
    assert [title.partition("<br>n = ")[::2] for title in head[3:]] == [
        (segment, f"{number(data[0], 'ceilings', segment, 'n'):,}") for segment in segments
    ]
    by_label = {row[0]: row[1:] for row in rows}
    assert list(by_label) == ["chance", "popular", "repurchase", "1", "2", "oracle", "ceiling"]
    assert by_label["1"][:2] + by_label["2"][:2] == ["4", "units", "16", "price"]
    for place, segment in enumerate(segments):
        texts = [f"{number(one, 'scores', segment, 'value', 'content'):.4f}" for one in data]
        margins = [margin(one["scores"]["validation"]["content"][segment]["hit_rate@5"]) for one in data]
        assert all(margins)
        expected = [f"{text} {beside}" for text, beside in zip(texts, margins, strict=True)]
        assert [by_label["1"][2 + place], by_label["2"][2 + place]] == expected
        assert by_label["chance"][2 + place] == f"{number(data[0], 'floors', segment, 'value'):.4f}"
        assert by_label["ceiling"][2 + place] == f"{number(data[0], 'ceilings', segment, 'value'):.4f}"
    assert by_label["popular"][2].startswith("**")
    with (shop / "reports" / "test" / "table.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    for row, one in zip(written, data, strict=True):
        for name, by_segment in one["scores"]["validation"].items():
            for segment in segments if name != "chance" else []:
                for metric in ("hit_rate@5", "hit_rate@12"):
                    column = f"validation.{segment}.{name}.{metric}"
                    mine = [float(row[f"{column}{end}"]) for end in ("", ".low", ".high")]
                    assert mine == [by_segment[segment][metric][part] for part in ("value", "low", "high")]


@pytest.mark.slow
def test_differences_are_those_of_compare(shop: Path) -> None:
    """The same customers, signs and p, for every recommender and segment."""
    done = command(shop, "base=popular", "html=false", "out=based", module="fashrec.report")
    assert done.returncode == 0, done.stderr
    assert not (shop / "based" / "test" / "report.html").exists()
    runs, segments = [f"runs/test/{name}" for name in ("1", "2")], "segment=all,warm,cold,repeat,novel"
    assert command(shop, *runs, "base=popular", segments, "out=both.csv", module="fashrec.compare").returncode == 0
    mine, theirs = pl.read_csv(shop / "based" / "test" / "differences.csv"), pl.read_csv(shop / "both.csv")
    columns = ["segment", "difference", "low", "high", "p", "p_holm", "n_better"]
    rows = mine.filter(pl.col("segment").is_in(theirs["segment"].unique().to_list()))
    assert rows.select(columns).equals(theirs.select(columns))
    assert rows.height > 20


@pytest.mark.slow
def test_customers_stand_in_the_page_where_asked_for(shop: Path) -> None:
    """With their pictures inside; the page is larger by them."""
    sizes = []
    for words in ((), ("gallery=4",)):
        done = command(shop, *words, "out=pages", module="fashrec.report")
        assert done.returncode == 0, done.stderr
        page = (shop / "pages" / "test" / "report.html").read_text(encoding="utf-8")
        assert ('id="customers"' in page) == bool(words)
        sizes.append(len(page))
    assert sizes[1] > sizes[0] + 20_000


def number(data: dict[str, Any], key: str, segment: str, part: str, recommender: str | None = None) -> Any:
    """A number of run.json's validation window."""
    by_segment = data[key]["validation"]
    return (by_segment if recommender is None else by_segment[recommender])[segment]["hit_rate@5"][part]


def test_each_experiment_has_its_report_and_name_makes_one_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two names, two folders below reports/; with name= one, where the experiment is a column."""
    monkeypatch.chdir(tmp_path)
    write(Path("runs/x/1"), CONTENT)
    write(Path("runs/y/2"), {"content": {"all": 0.3, "cold": 0.1}}, {"embed.dim": 16})
    write(Path("runs/y/3"), CONTENT, status="failed", error={"type": "DataError"})
    assert main([]) == 0
    assert sorted(folder.name for folder in Path("reports").iterdir()) == ["x", "y"]
    out = capsys.readouterr().out
    assert "reports/y/table.md, table.csv and table.tex: 1 run\n" in out
    assert "left out, 1 without a finished run:\n  runs/y/3: failed: DataError" in out
    assert "Left out" not in Path("reports/x/table.md").read_text(encoding="utf-8")
    assert main(["name=both", "out=elsewhere"]) == 0
    head, *rows = table(Path("elsewhere/both/table.md").read_text(encoding="utf-8"), "## validation window")
    assert head[:3] == ["run", "experiment", "embed.dim"]
    assert [row[:3] for row in rows[3:5]] == [["1", "x", "8"], ["2", "y", "16"]]


WRONG = {
    "a word it does not know": (["rnus=runs/x/*"], "there is no setting rnus"),
    "no run": (["runs=nothing/*"], "no finished run among 0 folders"),
    "a place that cannot be": (["runs=runs/x/1", "out=/dev/null/x"], "cannot be written"),
    "a base that is nobody": (["base=someone"], "nobody is called someone"),
    "a recommender that the base has not": (["base=0/als"], "run 0 has no recommender als"),
    "a name that leads elsewhere": (["name=../evil"], "name='../evil' is not allowed"),
    "a name for what moved that leads elsewhere": (["since=runs/x/0", "name=../evil"], "name='../evil' is not allowed"),
    "html that is neither": (["html=maybe"], "html='maybe' is not allowed"),
    "no number of customers": (["gallery=some"], "gallery='some' is not allowed"),
    "no page": (["pages=nothing/*.md"], "there is no page nothing/*.md"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_request_gets_one_clear_error(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What, where, why and do; exit status 2; no report."""
    monkeypatch.chdir(tmp_path)
    for number in range(2):
        write(Path(f"runs/x/{number}"), CONTENT)
    words, said = WRONG[case]
    assert main(words) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("  where: ") == err.count("  why:   ") == err.count("  do:    ") == 1
    assert not Path("reports").exists()


def test_help_says_how_the_name_comes_about(capsys: pytest.CaptureFixture[str]) -> None:
    """NAME is in the text, and every word that is read."""
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert "NAME is" in out
    assert all(f"{word}=" in out for word in ("runs", "name", "out", "base", "gallery", "since", "pages"))
