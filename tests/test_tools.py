"""What recommenders are handed at a cut, and at an earlier one of the same cut."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl

from fashrec.index.exact import Exact
from fashrec.profile import Mean
from fashrec.progress import Quiet
from fashrec.store import Store
from fashrec.tools import CutTools
from tests import shop
from tests.shop import ANN, EVERYBODY


def test_the_tools_of_an_earlier_past_know_only_that(tmp_path: Path) -> None:
    """Ten days before T: ann's profile is of what she had bought by then, and what was not launched has no vector.

    Vectors that there are, are those of T, so that one index serves both where it is over the same items.
    """
    launch = [shop.CUT.start - timedelta(days=5 if row == 7 else 60) for row in range(10)]
    past = replace(shop.past(), items=shop.past().items.with_columns(launch_day=pl.Series(launch)))
    tools = CutTools(past, shop.vectors(), Exact(), None, Mean(), Store(tmp_path, Quiet()))
    earlier = past.before(shop.CUT.day - 10)
    then = tools.at(earlier)
    assert then.vectors.has.tolist() == (tools.vectors.has & (np.arange(10) != 7)).tolist()
    assert (then.vectors.values[7] == 0).all()
    assert then.vectors.space == tools.vectors.space
    np.testing.assert_allclose(then.profiles(EVERYBODY).values[ANN], np.array([1, -1]) / np.sqrt(2), rtol=1e-6)
    assert then.interactions.matrix().sum() == len(earlier.purchases) == 5
    among = earlier.catalogue & then.vectors.has
    assert then.searcher(among) is tools.searcher(among)
