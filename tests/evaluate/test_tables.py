"""The frames of a run folder, from the arrays of the shop."""

from datetime import date

import numpy as np
import polars as pl

from fashrec.evaluate import Evaluator
from fashrec.evaluate.tables import future_frame, per_customer_frame, shown_frame
from fashrec.frames import FUTURE, SHOWN
from fashrec.types import Shown
from tests import shop

CUSTOMERS = pl.Series(["ann", "bea", "cas", "dan", "eve", "fay"])
ITEMS = pl.Series(shop.ITEM_IDS)
LISTS = Shown(
    customers=np.array([0, 3], np.int32),
    items=np.array([[2, 4, 0], [7, -1, -1]], np.int32),
    scores=np.array([[3, 2, 1.5], [0.25, -np.inf, -np.inf]], np.float32),
)


def test_shown_has_a_row_a_place_and_none_for_padding() -> None:
    """Ann was shown three items and dan one: four rows, ranks from 1."""
    frame = shown_frame(shop.CUT, "content", "main", LISTS, customer_ids=CUSTOMERS, item_ids=ITEMS)
    assert dict(frame.schema) == SHOWN
    assert frame.rows() == [
        (date(2020, 3, 30), "content", "main", "ann", 1, "0100002001", 3.0),
        (date(2020, 3, 30), "content", "main", "ann", 2, "0100004001", 2.0),
        (date(2020, 3, 30), "content", "main", "ann", 3, "0100001001", 1.5),
        (date(2020, 3, 30), "content", "main", "dan", 1, "0100007001", 0.25),
    ]


def test_future_has_a_row_a_relevant_pair() -> None:
    """The shop's eight pairs; ann's three purchases first, with her history of five items."""
    frame = future_frame(shop.future(), CUSTOMERS, ITEMS)
    assert dict(frame.schema) == FUTURE
    assert len(frame) == 8
    assert frame.head(3).rows() == [
        (date(2020, 3, 30), "ann", "0100001001", False, True, True, 5),
        (date(2020, 3, 30), "ann", "0100001002", False, False, True, 5),
        (date(2020, 3, 30), "ann", "0100007001", True, False, True, 5),
    ]
    assert frame.tail(1).rows() == [(date(2020, 3, 30), "eve", "0100009001", True, False, False, 1)]


def test_frames_without_a_row_keep_their_schema() -> None:
    """A recommender that shows nothing to anybody still stacks with the others."""
    nothing = Shown(np.zeros(0, np.int32), np.zeros((0, 3), np.int32), np.zeros((0, 3), np.float32))
    frame = shown_frame(shop.CUT, "content", "main", nothing, customer_ids=CUSTOMERS, item_ids=ITEMS)
    assert dict(frame.schema) == SHOWN
    assert frame.is_empty()


def test_per_customer_has_a_row_a_customer_and_segment() -> None:
    """Five customers in `all`; ann, the only heavy one, hit item 0 on rank 3: precision 1/3, one of three bought."""
    values = Evaluator((3,)).scores(shop.future(), LISTS)
    frame = per_customer_frame(shop.CUT, "content", values, CUSTOMERS)
    assert frame.columns[:5] == ["cut", "recommender", "segment", "customer", "hit_rate@3"]
    assert frame.filter(pl.col("segment") == "all")["customer"].to_list() == ["ann", "bea", "cas", "dan", "eve"]
    (heavy,) = frame.filter(pl.col("segment") == "heavy").rows(named=True)
    assert (heavy["customer"], heavy["precision@3"], heavy["recall@3"], heavy["mrr@3"]) == ("ann", 1 / 3, 1 / 3, 1 / 3)
    assert len(frame) == sum(len(part.customers) for part in values.values())
