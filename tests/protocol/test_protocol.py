"""The presets' arithmetic on a shop of five customers and six items, worked by hand.

One row of each, on the days given; September 2020 but for the first.

    2019-09-01   eve buys 4, nine times                 before RelBench's data begin
    09-10        eve 1, 1, 1, 2, 2, 3                   the last week before both T
    09-14        eve 1                                  the last day that RelBench knows
    09-15        bea 1                                  RelBench's first day, Kaggle's past
    09-16        ann 2, 5; bea 1, 3, 3                  5 was never bought before
    09-21        cas 6                                  the last day of RelBench's week
    09-22        cas 3                                  Kaggle's alone
    never        dan

`popular` shows what was bought in the seven days before T, most bought first, then what was ever bought.
Kaggle, T = 09-16: 1 five times (bea's on 09-15 too), 2 twice, 3 once, then 4 of 2019: everybody is shown 1 2 3 4.
  ann {2, 5}: 2 on place 2: (1/2)/2 = 1/4      bea {1, 3}: (1/1 + 2/3)/2 = 5/6      cas {6, 3}: (1/3)/2 = 1/6
  MAP@12 = (1/4 + 5/6 + 1/6)/3 = 5/12
RelBench, T = 09-15: 1 four times, 2 twice, 3 once; 4 is not in the data: everybody is shown 1 2 3.
  ann 1/4      bea {1, 3}, bought on two days: 5/6      cas {6}: 0
  MAP@12 = (1/4 + 5/6 + 0)/3 = 13/36
"""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from fashrec.configure import assemble
from fashrec.frames import read_tables
from fashrec.ledger import LEDGER
from fashrec.making import Making
from fashrec.progress import Quiet
from fashrec.store import Store
from fashrec.submit.__main__ import main
from tests.protocol.shop import write
from tests.running import composed, run_in, table

WINDOWLESS = ("recommend=[popular,repurchase]", "data=hm", "split.catalogue=all")
POPULAR = ("recommend=[popular]", *WINDOWLESS[1:], "split.window=test")
# eve's own by their last day, 4 being the oldest, then what is popular; dan has none of his own
EVE_AND_DAN = ((1, 2, 3, 4, 5, 6), (3, 1, 2, 5, 6, 4))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's three files."""
    return write(tmp_path_factory.mktemp("protocol") / "shop")


def run_of(shop: Path, protocol: str) -> tuple[dict[str, Any], Path]:
    """The run of a protocol on the shop, verified by `run_in`, and its folder."""
    folder = shop.parent / protocol
    return run_in(folder, "experiment=baseline", f"protocol={protocol}", *POPULAR, f"data.root={shop}"), folder


def lists(folder: Path) -> list[str]:
    """The distinct lists that were shown, as item numbers."""
    main_lists = table(folder, "shown").filter(pl.col("list") == "main").group_by("customer", maintain_order=True)
    shown = main_lists.agg(pl.col("item").str.strip_chars_start("0").str.join(" "))
    return sorted(set(shown["item"]))


def test_kaggle_is_map_at_12_of_the_last_week(shop: Path) -> None:
    """T = 2020-09-16, a week, divided by min(12, |R|)."""
    data, folder = run_of(shop, "kaggle_hm")
    assert [(cut["start"], cut["window"]) for cut in data["cuts"]] == [("2020-09-16", "test")]
    assert lists(folder) == ["1 2 3 4"]
    cell = data["scores"]["test"]["popular"]["all"]["map@12"]
    assert (cell["value"], cell["n"]) == (pytest.approx(5 / 12), 3)
    assert data["looks_at_test"] == 1


def test_relbench_knows_a_year_and_its_week_begins_after_its_day(shop: Path) -> None:
    """t = 2020-09-14 is known, (t, t + 7 days] is not; nothing before 2019-09-07 ever happened."""
    data, folder = run_of(shop, "relbench_hm")
    assert [(cut["start"], cut["window"]) for cut in data["cuts"]] == [("2020-09-15", "test")]
    assert data["cuts"][0]["purchases_before"] == 7
    assert lists(folder) == ["1 2 3"]
    cell = data["scores"]["test"]["popular"]["all"]["map@12"]
    assert (cell["value"], cell["n"]) == (pytest.approx(13 / 36), 3)


def test_seed_is_hits_among_five(shop: Path) -> None:
    """The last week there is; ann, bea and cas each buy one of the items shown, and buying again counts."""
    data, _ = run_of(shop, "seed")
    assert data["ks"] == [5]
    assert data["cuts"][0]["start"] == "2020-09-16"
    assert data["scores"]["test"]["popular"]["all"]["hit_rate@5"]["value"] == 1


def test_test_stays_shut_without_the_word(shop: Path, tmp_path: Path) -> None:
    """Each preset has a validation week before its test week, which is what opens by itself."""
    for protocol, day in (("kaggle_hm", "2020-09-09"), ("relbench_hm", "2020-09-08")):
        words = ("experiment=baseline", f"protocol={protocol}", *POPULAR[:3], f"data.root={shop}")
        data = run_in(tmp_path / protocol, *words)
        assert [(cut["start"], cut["window"]) for cut in data["cuts"]] == [(day, "validation")]
        assert data["looks_at_test"] == 0


def submitted(of: str, out: Path, *words: str) -> dict[str, str]:
    """What a submission predicts for each customer."""
    assert main([*words, f"of={of}", f"out={out}"]) == 0
    head, *rows = out.read_text().splitlines()
    assert head == "customer_id,prediction"
    return dict(row.split(",") for row in rows)


@pytest.mark.parametrize(
    ("of", "eve", "dan"), [("popular", (3, 1, 2, 5, 6, 4), (3, 1, 2, 5, 6, 4)), ("repurchase", *EVE_AND_DAN)]
)
def test_a_submission_has_a_line_for_every_customer(
    of: str,
    eve: tuple[int, ...],
    dan: tuple[int, ...],
    shop: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the week that begins on 2020-09-23: 3 was bought three times lately, 1 2 5 6 once, 4 long ago."""
    monkeypatch.setenv("FASHREC_STORE", str(tmp_path / "store"))
    words = ("experiment=baseline", "protocol=kaggle_hm", *WINDOWLESS, f"data.root={shop}")
    said = submitted(of, tmp_path / "made" / "submission.csv", *words)
    assert list(said) == ["ann", "bea", "cas", "dan", "eve"]
    assert [said["eve"], said["dan"]] == [" ".join(f"{item:010d}" for item in items) for items in (eve, dan)]
    assert "5 customers; 5 lists have fewer than 12 items" in capsys.readouterr().out
    assert not (tmp_path / "store" / LEDGER).exists()


def test_a_recommender_that_is_not_there_is_named(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is read."""
    assert main(["experiment=baseline", *WINDOWLESS, f"data.root={shop}", "of=nobody"]) == 2
    assert "of='nobody' is not allowed" in capsys.readouterr().err


@pytest.mark.slow
def test_a_submission_from_vectors_has_twelve_items_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the length of the lists that are scored, and those who never bought are shown what is popular."""
    monkeypatch.setenv("FASHREC_STORE", str(tmp_path / "store"))
    words = ("experiment=pixels128", "data=boutique_tiny", "embed.dim=8", "index=exact", "protocol=seed")
    content = submitted("content", tmp_path / "content.csv", *words)
    popular = submitted("popular", tmp_path / "popular.csv", *words)
    tables = read_tables(next((tmp_path / "store" / "tables").glob("*/manifest.json")).parent)
    assert list(content) == list(popular) == tables.customers["customer_id"].to_list()
    for prediction in content.values():
        ids = prediction.split(" ")
        assert len(ids) == len(set(ids)) == 12
        assert all(len(one) == 10 and one.isdecimal() for one in ids)
    never = np.flatnonzero(np.diff(tables.purchases.offsets) == 0)
    assert {content[tables.customers["customer_id"][int(row)]] for row in never} == set(popular.values())
    assert len(set(content.values())) > 100


def test_vectors_of_another_past_are_another_artefact(shop: Path, tmp_path: Path) -> None:
    """The store never gives what was fitted on a whole past for what is fitted on its end."""

    def recipes(*words: str) -> list[str]:
        parts = assemble(composed("experiment=pixels128", "protocol=kaggle_hm", "data=hm", f"data.root={shop}", *words))
        making = Making(parts, Store(tmp_path, Quiet()), Quiet())
        past, _ = parts.split.at(making.tables, parts.split.opened(making.tables)[0])
        return [making.at_cut_recipe(past).hash, making.vectors_recipe.hash]

    whole, later = recipes(), recipes("split.history_from=2019-09-07")
    assert whole[0] != later[0]
    assert whole[1] == later[1]
