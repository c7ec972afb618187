"""A made shop: the same for the same seed, honest about its weeks, with a truth that its purchases follow."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from fashrec.data.boutique import Boutique
from fashrec.data.boutique.shop import Made
from fashrec.errors import ConfigError
from fashrec.frames import Tables, read_tables
from fashrec.progress import Quiet
from fashrec.stages import Truth
from fashrec.store.checkpoint import FolderCheckpoint
from fashrec.types import Bools, Cut, day_number

TINY = Boutique(n_items=120, n_customers=300, n_weeks=26, picture_height=32)
MIDDLING = Boutique(n_items=400, n_customers=1500, n_weeks=40)
EVERYBODY = np.arange(TINY.n_customers, dtype=np.int32)
START = day_number(TINY.first_day)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny shop, ingested."""
    return ingested(TINY, tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def tables(folder: Path) -> Tables:
    """Its tables."""
    return read_tables(folder)


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    """What it alone can tell."""
    found = TINY.truth(folder)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def middling() -> Made:
    """A shop large enough to count in."""
    return MIDDLING.make(Quiet())


def ingested(shop: Boutique, folder: Path) -> Path:
    """The folder, with the shop's artefact in it."""
    shop.ingest(FolderCheckpoint(folder), Quiet())
    return folder


def hashes(folder: Path) -> dict[str, str]:
    """The content of every file by name."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def week_from(shop: Boutique, week: int) -> Cut:
    """The cut at the start of a week."""
    return Cut(shop.first_day + timedelta(days=7 * week), 7, "validation")


def bought(tables: Tables, first: int, end: int) -> Bools:
    """bool [n_customers, n_items]: who bought what in the weeks from `first` to before `end`."""
    rows = tables.purchases
    week = (rows.day - START) // 7
    keep = (week >= first) & (week < end)
    found = np.zeros((rows.n_customers, len(tables.items)), bool)
    found[rows.customer[keep], rows.item[keep]] = True
    return found


def test_the_same_settings_make_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Every file of two shops of the same settings is equal."""
    again = hashes(ingested(TINY, tmp_path))
    assert again == hashes(folder)
    assert len(again) > TINY.n_items


def test_another_seed_makes_another_shop(folder: Path, tmp_path: Path) -> None:
    """No table of a shop with another seed is equal."""
    other = hashes(ingested(replace(TINY, seed=1), tmp_path))
    first = hashes(folder)
    assert not [
        name for name in first if name.endswith((".csv", ".parquet", "bought.npy")) and other[name] == first[name]
    ]


def test_tastes_move_no_item_and_no_visit() -> None:
    """Random numbers are drawn for each purpose apart: without tastes the range and the visits stay as they are."""
    one, other = TINY.make(Quiet()), replace(TINY, taste=0.0).make(Quiet())
    assert one.items.price.tolist() == other.items.price.tolist()
    assert one.visits.day.tolist() == other.visits.day.tolist()
    assert one.sales.bought.item.tolist() != other.sales.bought.item.tolist()


def test_nothing_is_bought_before_its_launch_or_after_its_last_week(tables: Tables, middling: Made) -> None:
    """Launch dates are before the week of the first sale, which is why an item can be launched and never bought."""
    launch = tables.items["launch_day"].cast(int).to_numpy()
    rows = tables.purchases
    assert (rows.day > launch[rows.item]).all()
    sold = middling.sales.bought
    assert (sold.week >= middling.items.first_week[sold.item]).all()
    assert (sold.week <= middling.items.last_week[sold.item]).all()


def test_every_item_has_a_picture_and_every_row_is_kept(folder: Path, tables: Tables) -> None:
    """The ingest finds all pictures, and as many units as were sold."""
    pictures = TINY.pictures_folder(folder)
    assert all((pictures / name).exists() for name in tables.items["picture"])
    assert len(tables.purchases) == TINY.make(Quiet()).sales.units.sum()


def test_the_last_weeks_hold_cold_items_repeats_and_customers_without_history(tables: Tables) -> None:
    """A tiny shop has something in every segment."""
    n = TINY.n_weeks
    past, future = bought(tables, 0, n - 6), bought(tables, n - 6, n)
    buyers = future.any(axis=1)
    assert (future & past).any()
    assert (future & ~past.any(axis=0)).any()
    assert (buyers & ~past.any(axis=1)).any()
    assert (buyers & (past.sum(axis=1) >= 5)).any()


def test_probabilities_are_those_that_purchases_follow(middling: Made) -> None:
    """In ten groups of like probability, purchases of ten weeks lie within four standard deviations."""
    customers = np.arange(MIDDLING.n_customers, dtype=np.int32)
    p, hit = [], []
    for week in range(30, 40):
        found = middling.truth.probabilities(week_from(MIDDLING, week), customers)
        sold = np.zeros(found.shape, bool)
        of_week = middling.sales.bought.week == week
        sold[middling.sales.bought.customer[of_week], middling.sales.bought.item[of_week]] = True
        assert not sold[found == 0].any()
        p.append(found[found > 0].astype(float))
        hit.append(sold[found > 0])
    probability, outcome = np.concatenate(p), np.concatenate(hit)
    order = np.argsort(probability)
    for group in [order, *np.array_split(order, 10)]:
        expected, spread = probability[group].sum(), np.sqrt((probability[group] * (1 - probability[group])).sum())
        assert abs(outcome[group].sum() - expected) < 4 * spread


def test_truth_does_not_depend_on_who_else_is_asked_for(truth: Truth) -> None:
    """A customer's probabilities are the same alone, and in another order."""
    cut = week_from(TINY, 20)
    everybody = truth.probabilities(cut, EVERYBODY)
    some = np.array([200, 3, 77], np.int32)
    np.testing.assert_allclose(truth.probabilities(cut, some), everybody[some], rtol=1e-6)
    assert everybody.dtype == np.float32


def test_truth_knows_nothing_of_later_purchases(middling: Made) -> None:
    """Purchases of the week itself and after it change no probability."""
    cut, everybody = week_from(MIDDLING, 20), np.arange(MIDDLING.n_customers, dtype=np.int32)
    short = replace(middling.truth, bought=middling.truth.bought.before(20))
    np.testing.assert_array_equal(short.probabilities(cut, everybody), middling.truth.probabilities(cut, everybody))


@pytest.mark.parametrize(
    "cut",
    [
        Cut(TINY.first_day + timedelta(days=1), 7, "test"),
        Cut(TINY.first_day, 14, "test"),
        Cut(TINY.first_day - timedelta(days=7), 7, "test"),
        Cut(date.fromisoformat(TINY.last_day) + timedelta(days=1), 7, "test"),
    ],
    ids=["within a week", "two weeks", "before the first", "after the last"],
)
def test_truth_refuses_cuts_off_the_shops_weeks(truth: Truth, cut: Cut) -> None:
    """There is a truth for the shop's own weeks alone, and the refusal names them."""
    with pytest.raises(ConfigError, match=TINY.first_day.isoformat()):
        truth.probabilities(cut, EVERYBODY)


def test_the_likeliest_five_beat_the_most_bought_five(tables: Tables, truth: Truth) -> None:
    """Over eight weeks, more customers buy one of their likeliest items than one of last week's most bought."""
    likeliest, popular = 0, 0
    for week in range(TINY.n_weeks - 8, TINY.n_weeks):
        future = bought(tables, week, week + 1)
        best = np.argsort(-truth.probabilities(week_from(TINY, week), EVERYBODY), axis=1)[:, :5]
        likeliest += np.take_along_axis(future, best, axis=1).any(axis=1).sum()
        most = np.argsort(-bought(tables, week - 1, week).sum(axis=0), kind="stable")[:5]
        popular += future[:, most].any(axis=1).sum()
    assert likeliest > 1.2 * popular


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("n_items", 5),
        ("n_customers", 0),
        ("n_weeks", 1),
        ("seed", -1),
        ("picture_height", 1),
        ("taste", -1.0),
        ("last_day", "22.9.2020"),
    ],
)
def test_settings_out_of_range_are_named(setting: str, value: object) -> None:
    """A wrong value fails when the dataset is made, before any work."""
    with pytest.raises(ConfigError, match=setting):
        replace(TINY, **{setting: value})  # type: ignore[arg-type]
