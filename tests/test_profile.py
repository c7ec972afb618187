"""Pooling: the weights by hand on the tiny shop, the sums against a plain loop in float64."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from fashrec.errors import ConfigError
from fashrec.past import Past
from fashrec.profile import Last, Mean, Recency
from fashrec.stages import Profiler
from fashrec.types import Doubles, Floats, Ints, ItemVectors
from tests import crowd, shop
from tests.shop import ANN, BEA, CAS, DAN, EVE, EVERYBODY, FAY

UNTIMED = settings(deadline=None)  # a busy machine is no failure

ROUNDING = 4e-6


def of(profiler: Profiler, *customers: int, past: Past | None = None) -> Doubles:
    """The profiles of some customers of the shop, in float64."""
    rows = np.array(customers, np.int32)
    return profiler.pool(past or shop.past(), shop.vectors(), rows).values.astype(np.float64)


def unit(*vectors: tuple[float, float]) -> Doubles:
    """Rows scaled to unit length."""
    rows: Doubles = np.array(vectors)
    lengths: Doubles = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths


def test_mean_counts_every_unit_bought() -> None:
    """Ann's two pairs of jeans weigh twice, and her dress and skirt cancel out."""
    assert of(Mean(), ANN, BEA, CAS, FAY) == pytest.approx(unit((0.6, -0.8), (2, 1), (2.2, 0.4), (-1, 1)))


def test_price_weighs_what_was_paid() -> None:
    """Bea paid 0.04 + 0.02 for red coats and 0.06 for a dress."""
    assert of(Mean("price"), BEA) == pytest.approx(unit((0.06, 0.06)))


def test_a_missing_price_counts_as_the_median_of_all_known_ones() -> None:
    """Cas paid 0.04 for each of two blue coats; her jeans count 0.035, the median of the other fourteen prices."""
    median = 0.035
    coats, jeans = np.array([0.8, 0.6]) * 0.08, np.array([0.6, -0.8]) * median
    assert of(Mean("price"), CAS) == pytest.approx(unit(tuple(coats + jeans)))


def test_prices_count_one_where_none_is_known() -> None:
    """Without a single price, price weighs as units do."""
    past = shop.past()
    nameless = replace(past, purchases=replace(past.purchases, price=np.full(len(past.purchases), np.nan, np.float32)))
    assert np.array_equal(of(Mean("price"), *EVERYBODY, past=nameless), of(Mean(), *EVERYBODY))


def test_recency_halves_a_purchase_every_half_life() -> None:
    """Bea's first red coat is 13 days older than her second and the dress."""
    assert of(Recency(13), BEA) == pytest.approx(unit((0.5 + 1, 1)))


def test_recency_multiplies_by_the_price() -> None:
    """Bea's first red coat fades from 0.04 to 0.02."""
    assert of(Recency(13, "price"), BEA) == pytest.approx(unit((0.02 + 0.02, 0.06)))


def test_old_histories_do_not_fade_to_nothing() -> None:
    """Half-lives of 0.001 days leave each customer what she bought last, although 0.5 ** 2000 is 0 in float32."""
    assert of(Recency(0.001), ANN, CAS, FAY) == pytest.approx(unit((-1, 1), (0.6, -0.8), (0, 1)))


def test_ages_count_from_the_newest_item_with_a_vector() -> None:
    """Where the jeans have no vector, cas's blue coats are her newest and are not faded to zero by them."""
    vectors = shop.vectors()
    without = ItemVectors(np.where(shop.mask(3)[:, None], 0, vectors.values), vectors.has & ~shop.mask(3), "shop")
    profiles = Recency(0.001).pool(shop.past(), without, np.array([CAS], np.int32))
    assert profiles.values == pytest.approx(unit((0.8, 0.6)))


def test_last_takes_distinct_items_newest_first_and_then_by_item_row() -> None:
    """Ann: dress, shirt, then jeans once; bea: red coat before dress as they are of one day."""
    assert of(Last(2), ANN, BEA) == pytest.approx(unit((-1, 1), (1, 1)))
    assert of(Last(3), ANN) == pytest.approx(unit((-0.4, 0.2)))
    assert of(Last(1), BEA, CAS) == pytest.approx(unit((1, 0), (0.6, -0.8)))


def test_last_passes_over_items_without_a_vector() -> None:
    """Had fay bought a scarf yesterday, which has no picture, her last two items would still be dress and shirt."""
    past = shop.past()
    bought = [*shop.BOUGHT, (FAY, 1, 6, 0.01)]
    customer, before, item, price = zip(*bought, strict=True)
    purchases = shop.table(customer, item, past.cut.day - np.array(before), price, past.n_customers)
    assert of(Last(2), FAY, past=replace(past, purchases=purchases)) == pytest.approx(unit((-1, 1)))


def test_last_weighs_an_item_by_its_last_price() -> None:
    """Bea's red coat counts 0.02, what she last paid for it, and her dress 0.06."""
    assert of(Last(2, "price"), BEA) == pytest.approx(unit((0.02, 0.06)))


def test_who_has_no_vector_has_no_profile() -> None:
    """Dan bought nothing, eve only what has no picture."""
    profiles = Mean().pool(shop.past(), shop.vectors(), EVERYBODY)
    assert profiles.has.tolist() == [customer not in {DAN, EVE} for customer in EVERYBODY]
    assert not profiles.values[[DAN, EVE]].any()


def test_what_cancels_out_is_no_profile() -> None:
    """A shirt (-1, 0) and a red coat (1, 0) have no direction together."""
    purchases = shop.table([0, 0], [0, 4], [1, 1], [1, 1], n_customers=1)
    profiles = Mean().pool(replace(shop.past(), purchases=purchases), shop.vectors(), np.zeros(1, np.int32))
    assert not profiles.has[0]
    assert not profiles.values.any()


@pytest.mark.parametrize(
    ("make", "setting"),
    [
        (lambda: Recency(0), "half_life_days"),
        (lambda: Recency(float("nan")), "half_life_days"),
        (lambda: Recency("soon"), "half_life_days"),  # type: ignore[arg-type]
        (lambda: Last(0), "n"),
        (lambda: Last(1.5), "n"),  # type: ignore[arg-type]
        (lambda: Mean("weight"), "by"),  # type: ignore[arg-type]
    ],
)
def test_a_setting_out_of_range_is_named(make: object, setting: str) -> None:
    """The error's `where` is the setting."""
    assert callable(make)
    with pytest.raises(ConfigError) as error:
        make()
    assert error.value.where == setting


PROFILERS = st.one_of(
    st.builds(Mean, by=st.sampled_from(["units", "price"])),
    st.builds(Recency, half_life_days=st.floats(0.5, 200), by=st.sampled_from(["units", "price"])),
    st.builds(Last, n=st.integers(1, 30), by=st.sampled_from(["units", "price"])),
)


@UNTIMED
@given(seed=st.integers(0, 10_000), n_rows=st.integers(0, 90), profiler=PROFILERS)
def test_pooling_is_the_loop_of_the_definition(seed: int, n_rows: int, profiler: Profiler) -> None:
    """Every profile is the definition's in float64, but for float32's rounding of the terms that it sums."""
    past, vectors = crowd.past(seed, n_customers=6, n_rows=n_rows), crowd.vectors(seed)
    profiles = profiler.pool(past, vectors, np.arange(past.n_customers, dtype=np.int32))
    for customer in range(past.n_customers):
        total, weights = _by_definition(profiler, past, vectors, customer)
        length = float(np.linalg.norm(total))
        if length > 1e-3 * weights:  # nearly opposite vectors cancel to noise
            assert profiles.values[customer] == pytest.approx(total / length, abs=ROUNDING * weights / length)
            assert profiles.has[customer]


@UNTIMED
@given(seed=st.integers(0, 10_000), profiler=PROFILERS, data=st.data())
def test_a_profile_does_not_depend_on_who_else_is_asked_for(seed: int, profiler: Profiler, data: st.DataObject) -> None:
    """Any subset, one customer included, gets the bits that it has among all customers."""
    past, vectors = crowd.past(seed), crowd.vectors(seed, dim=40)
    everybody = np.arange(past.n_customers, dtype=np.int32)
    some = np.array(sorted(data.draw(st.sets(st.sampled_from(everybody.tolist()), min_size=1))), np.int32)
    whole, part = profiler.pool(past, vectors, everybody), profiler.pool(past, vectors, some)
    assert np.array_equal(whole.values[some], part.values)
    assert np.array_equal(whole.has[some], part.has)


def test_a_profile_does_not_depend_on_threads() -> None:
    """One thread and three give the same bits."""
    past, vectors = crowd.past(1, n_customers=3_000, n_rows=30_000), crowd.vectors(1, dim=64)
    everybody = np.arange(past.n_customers, dtype=np.int32)
    before = torch.get_num_threads()
    try:
        found = [_with_threads(n, past, vectors, everybody) for n in (1, 3)]
    finally:
        torch.set_num_threads(before)
    assert np.array_equal(found[0], found[1])


def test_read_only_purchases_are_pooled_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    """Tables that come from a mapped file cannot be written to; torch would warn of them."""
    past = shop.past()
    past.purchases.item.flags.writeable = False
    Mean().pool(past, shop.vectors(), EVERYBODY)
    assert not recwarn.list


def _with_threads(n: int, past: Past, vectors: ItemVectors, customers: Ints) -> Floats:
    torch.set_num_threads(n)
    return Recency(30).pool(past, vectors, customers).values


def _by_definition(profiler: Profiler, past: Past, vectors: ItemVectors, customer: int) -> tuple[Doubles, float]:
    """The sum of w * z over one customer's purchase rows, ages counted from T, in float64; and the sum of w."""
    assert isinstance(profiler, Mean | Recency | Last)
    bought = past.purchases
    rows = [row for row in range(len(bought)) if bought.customer[row] == customer]
    if isinstance(profiler, Last):
        last_row = {int(bought.item[row]): row for row in rows}
        newest = sorted(filter(vectors.has.__getitem__, last_row), key=lambda item: (-bought.day[last_row[item]], item))
        rows = [last_row[item] for item in newest[: profiler.n]]
    known = bought.price[~np.isnan(bought.price)]
    median = float(np.median(known)) if len(known) else 1.0
    total, weights = np.zeros(vectors.dim), 0.0
    for row in rows:
        weight = 1.0
        if isinstance(profiler, Recency):
            weight *= 0.5 ** (float(past.cut.day - bought.day[row]) / profiler.half_life_days)
        if profiler.by == "price":
            weight *= median if np.isnan(bought.price[row]) else float(bought.price[row])
        total += weight * vectors.values[bought.item[row]]
        weights += weight if vectors.has[bought.item[row]] else 0
    return total, weights
