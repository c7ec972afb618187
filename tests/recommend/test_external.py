"""Lists out of a file, on the tiny shop: read, refused, and shown as they are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from fashrec.errors import ConfigError, DataError, FashrecError
from fashrec.recommend.external import External, ExternalRanker
from fashrec.recommend.popular import Popular
from fashrec.types import Seen, Shown
from tests import shop
from tests.shop import ANN, BEA, CAS, CUT, DAN, EVERYBODY, ITEM_IDS

CUSTOMERS = [f"{row:064x}" for row in EVERYBODY]
# ann 7 then 2 and 4 tied; bea 3 and the skirt, which is off the catalogue; nobody else
LISTS = pl.DataFrame(
    {
        "customer": [CUSTOMERS[ANN]] * 3 + [CUSTOMERS[BEA]] * 2,
        "item": [ITEM_IDS[4], ITEM_IDS[7], ITEM_IDS[2], ITEM_IDS[5], ITEM_IDS[3]],
        "score": [0.25, 0.5, 0.25, -1.0, -2.0],
    }
)
RANKS = LISTS.drop("score").with_columns(pl.Series("rank", [2, 1, 3, 1, 2]))
KAGGLE = pl.DataFrame(
    {
        "customer_id": CUSTOMERS[:3],
        "prediction": [" ".join(ITEM_IDS[row] for row in (7, 4, 2)), f"{ITEM_IDS[5]}  {ITEM_IDS[3]}", None],
    }
)
WRITERS: dict[str, Callable[[pl.DataFrame, Path], Any]] = {
    "lists.csv": pl.DataFrame.write_csv,
    "lists.parquet": pl.DataFrame.write_parquet,
}


def fitted(folder: Path, frame: pl.DataFrame, name: str = "lists.csv", **settings: Any) -> ExternalRanker:
    """External over a file of that frame."""
    WRITERS[name](frame, folder / name)
    settings = {"cut": None if "cut" in frame.columns else str(CUT), **settings}
    past = shop.past(settings.pop("seen", "allow"))
    return External(str(folder / name), **settings).fit(past, shop.tools(past))


def shown(ranker: ExternalRanker, k: int = 3) -> Shown:
    """Everybody's list."""
    return ranker.rank(EVERYBODY, k, ranker.past.catalogue, (2,))


@pytest.mark.parametrize("name", WRITERS)
def test_scores_order_a_list(name: str, tmp_path: Path) -> None:
    """As they are, equal ones by item row; what is off the catalogue is left out; who is not there gets nothing."""
    lists = shown(fitted(tmp_path, LISTS, name))
    assert lists.items.tolist() == [[7, 2, 4], [3, -1, -1], *[[-1] * 3] * 4]
    assert lists.scores[ANN].tolist() == [0.5, 0.25, 0.25]
    assert lists.ties[2].size[ANN] == 2
    assert lists.fallback is None


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("frame", [RANKS, KAGGLE], ids=["ranks", "kaggle"])
def test_ranks_order_a_list(frame: pl.DataFrame, name: str, tmp_path: Path) -> None:
    """Rank 1 first; of Kaggle's prediction, the first; an empty prediction is no list."""
    lists = shown(fitted(tmp_path, frame, name))
    assert lists.items.tolist() == [[7, 4, 2], [3, -1, -1], *[[-1] * 3] * 4]
    assert lists.scores[ANN].tolist() == [-1, -2, -3]


@pytest.mark.parametrize("name", WRITERS)
def test_ids_may_have_lost_their_zeros(name: str, tmp_path: Path) -> None:
    """As whole numbers, under Kaggle's names."""
    frame = LISTS.rename({"customer": "customer_id", "item": "article_id"})
    assert shown(fitted(tmp_path, frame.cast({"article_id": pl.Int64}), name)).items[ANN].tolist() == [7, 2, 4]


@pytest.mark.parametrize("name", WRITERS)
def test_each_cut_has_lists_of_its_own(name: str, tmp_path: Path) -> None:
    """Rows of another cut are another's; an item may come again there."""
    later = LISTS.with_columns(pl.lit(CUT.end).alias("cut"), score=-pl.col("score"))
    both = pl.concat([LISTS.with_columns(pl.lit(CUT.start).alias("cut")), later])
    assert shown(fitted(tmp_path, both, name)).items[ANN].tolist() == [7, 2, 4]
    with pytest.raises(DataError, match=r"no lists for the cut 2020-03-30, but for 2020-04-06") as raised:
        fitted(tmp_path, later, name)
    assert "split.last_cut=2020-04-06 split.cuts=1" in raised.value.do


@pytest.mark.parametrize("frame", [LISTS, LISTS.with_columns(pl.lit(str(CUT)).alias("cut"))])
def test_somebody_has_to_say_the_cut_and_one_alone(frame: pl.DataFrame, tmp_path: Path) -> None:
    """A file without a column and no setting; a column and the setting: refused before anything is fitted."""
    frame.write_csv(tmp_path / "lists.csv")
    external = External(str(tmp_path / "lists.csv"), cut=str(CUT) if "cut" in frame.columns else None)
    with pytest.raises(ConfigError, match="column `cut`, and cut="):
        external.inputs(lambda _: "hash")


def test_lists_for_another_cut_are_refused(tmp_path: Path) -> None:
    """A file without a column, asked for at a cut that it is not for."""
    with pytest.raises(DataError, match="no lists for the cut 2020-03-30"):
        fitted(tmp_path, LISTS, cut="2020-03-23")


STRANGERS = pl.concat(
    [
        LISTS,
        pl.DataFrame(
            {"customer": [CUSTOMERS[CAS], "nobody"], "item": ["0999999999", ITEM_IDS[2]], "score": [1.0, 1.0]},
        ),
    ]
)


def test_unknown_ids_are_refused(tmp_path: Path) -> None:
    """Counted, and the first named."""
    with pytest.raises(DataError, match=r"1 of 4 customers are unknown \(first: nobody\)"):
        fitted(tmp_path, STRANGERS)
    with pytest.raises(DataError, match=r"1 of 6 items are unknown \(first: 0999999999\)"):
        fitted(tmp_path, STRANGERS.head(6))


def test_unknown_ids_may_be_dropped(tmp_path: Path) -> None:
    """And are counted by cause; but a file of strangers alone is refused."""
    ranker = fitted(tmp_path, STRANGERS, unknown="drop")
    assert ranker.counts == {"rows": 7, "rows_dropped": 2, "unknown_customers": 1, "unknown_items": 1}
    assert shown(ranker).items[ANN].tolist() == [7, 2, 4]
    with pytest.raises(DataError, match="unknown"):
        fitted(tmp_path, STRANGERS.tail(2), unknown="drop")


def test_who_is_not_in_the_file_may_get_a_fallback(tmp_path: Path) -> None:
    """Marked; bea, who is in it, does not, though her list is short."""
    lists = shown(fitted(tmp_path, LISTS, fallback=Popular()))
    assert lists.fallback is not None
    assert lists.fallback.tolist() == [False, False, True, True, True, True]
    assert lists.items[[BEA, DAN]].tolist() == [[3, -1, -1], [2, 4, 0]]


def test_removed_items_are_left_out(tmp_path: Path) -> None:
    """Ann owns 2 and 4."""
    seen: Seen = "remove"
    assert shown(fitted(tmp_path, LISTS, seen=seen)).items[ANN].tolist() == [7, -1, -1]


def test_scores_that_float32_cannot_tell_apart_keep_their_order(tmp_path: Path) -> None:
    """1 and 1 + 2 ** -40: places take their place, and what tied still ties."""
    near = LISTS.with_columns(pl.Series("score", [1 + 2.0**-40, 1.0, 1.0, 5.0, 6.0]))
    lists = shown(fitted(tmp_path, near))
    assert lists.items[ANN].tolist() == [4, 2, 7]
    assert lists.scores[ANN].tolist() == [-1, -2, -2]


WRONG: dict[str, tuple[pl.DataFrame, str]] = {
    "an item twice": (pl.concat([LISTS, LISTS[:1]]), "items that come twice in a customer's list: 1"),
    "a rank twice": (RANKS.with_columns(rank=pl.lit(1)), "ranks that come twice in a customer's list: 3"),
    "no score": (LISTS.drop("score"), "has the columns"),
    "score and rank": (LISTS.with_columns(rank=pl.lit(1)), "has the columns"),
    "a missing value": (LISTS.with_columns(pl.lit(None, pl.Float64).alias("score")), "without a value: {'score': 5}"),
    "a score that is none": (LISTS.with_columns(pl.lit("high").alias("score")), "high"),
    "an infinite score": (LISTS.with_columns(score=pl.lit(float("inf"))), "5 of 5 values of score are no score"),
    "rank 0": (RANKS.with_columns(rank=pl.col("rank") - 1), "2 of 5 values of rank are no rank: 0"),
    "half a rank": (RANKS.with_columns(rank=pl.col("rank") + 0.5), "are no rank"),
    "no rows": (LISTS.head(0).with_columns(cut=pl.lit(str(CUT))), "has no rows"),
    "predictions of nothing": (KAGGLE.with_columns(prediction=pl.lit(None, pl.String)), "has no rows"),
    "a cut that is no day": (LISTS.with_columns(cut=pl.lit("spring")), "spring"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_file_without_lists_is_refused(case: str, tmp_path: Path) -> None:
    """With what is wrong, and what a file has to hold."""
    frame, said = WRONG[case]
    with pytest.raises(FashrecError, match=said.replace("{", r"\{").replace("}", r"\}")) as raised:
        fitted(tmp_path, frame)
    assert "Kaggle" in raised.value.do


def test_a_file_that_is_not_there_or_no_table_is_refused(tmp_path: Path) -> None:
    """Before any work: `inputs` reads it."""
    with pytest.raises(DataError, match="is no file"):
        External(str(tmp_path / "lists.csv"), cut=str(CUT)).inputs(lambda _: "hash")
    (tmp_path / "lists.parquet").write_bytes(b"no Parquet")
    with pytest.raises(DataError, match="cannot be read"):
        External(str(tmp_path / "lists.parquet"), cut=str(CUT)).inputs(lambda _: "hash")


def test_its_content_has_a_hash(tmp_path: Path) -> None:
    """What run.json states: of the file's content, by the setting."""
    LISTS.write_csv(tmp_path / "lists.csv")
    hashes = External(str(tmp_path / "lists.csv"), cut=str(CUT)).inputs(lambda files: f"hash of {files}")
    assert hashes == {"path": f"hash of {[tmp_path / 'lists.csv']}"}


@pytest.mark.parametrize(
    ("setting", "settings"),
    [
        ("path", {"path": "lists.txt"}),
        ("cut", {"path": "l.csv", "cut": "today"}),
        ("unknown", {"path": "l.csv", "unknown": "x"}),
    ],
)
def test_a_wrong_setting_is_refused(setting: str, settings: dict[str, Any]) -> None:
    """By its name."""
    with pytest.raises(ConfigError, match=f"{setting}="):
        External(**settings)


def test_many_customers_are_asked_for_in_any_part(tmp_path: Path) -> None:
    """A part of the customers gets what all get."""
    ranker = fitted(tmp_path, LISTS)
    part = ranker.rank(np.array([BEA, DAN], np.int32), 3, ranker.past.catalogue)
    assert part.items.tolist() == shown(ranker).items[[BEA, DAN]].tolist()
