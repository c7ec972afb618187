"""What every profiler of conf/profile has to keep."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hydra.utils import instantiate
from omegaconf import OmegaConf

from fashrec.stages import Profiler
from fashrec.types import ItemVectors
from tests import crowd

CONF = Path(__file__).parents[2] / "conf" / "profile"
SEEDS = range(3)


@pytest.fixture(params=sorted(file.stem for file in CONF.glob("*.yaml")))
def profiler(request: pytest.FixtureRequest) -> Profiler:
    """Each one as its YAML makes it."""
    made: Profiler = instantiate(OmegaConf.load(CONF / f"{request.param}.yaml"))
    return made


@pytest.mark.parametrize("seed", SEEDS)
def test_profiles_have_unit_length_or_none(profiler: Profiler, seed: int) -> None:
    """float32, length 1 where `has` is true and all zero where it is not, in the space of the items."""
    past, vectors = crowd.past(seed, n_rows=60), crowd.vectors(seed)
    customers = np.arange(past.n_customers, dtype=np.int32)
    profiles = profiler.pool(past, vectors, customers)
    lengths = np.linalg.norm(profiles.values.astype(np.float64), axis=1)
    assert profiles.values.dtype == np.float32
    assert lengths == pytest.approx(profiles.has.astype(float), abs=1e-6)
    assert profiles.space == vectors.space
    assert np.array_equal(profiles.customers, customers)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_profile_is_the_customers_own(profiler: Profiler, seed: int) -> None:
    """Every third customer alone gets the bits that she has among all."""
    past, vectors = crowd.past(seed), crowd.vectors(seed)
    customers = np.arange(past.n_customers, dtype=np.int32)
    whole, part = profiler.pool(past, vectors, customers), profiler.pool(past, vectors, customers[::3])
    assert np.array_equal(whole.values[::3], part.values)


@pytest.mark.parametrize("seed", SEEDS)
def test_items_without_a_vector_are_as_if_never_bought(profiler: Profiler, seed: int) -> None:
    """Their purchases dropped, every profile keeps its bits."""
    past, vectors = crowd.past(seed), crowd.vectors(seed)
    customers = np.arange(past.n_customers, dtype=np.int32)
    without = replace(past, purchases=past.purchases.where(vectors.has[past.purchases.item]))
    assert len(without.purchases) < len(past.purchases)
    assert np.array_equal(
        profiler.pool(past, vectors, customers).values, profiler.pool(without, vectors, customers).values
    )


def test_nobody_has_a_profile_without_vectors(profiler: Profiler) -> None:
    """No item has a vector, or nobody is asked for."""
    past = crowd.past(0)
    nothing = ItemVectors(np.zeros((past.n_items, 4), np.float32), np.zeros(past.n_items, bool), "crowd")
    assert not profiler.pool(past, nothing, np.arange(past.n_customers, dtype=np.int32)).has.any()
    assert profiler.pool(past, crowd.vectors(0), np.zeros(0, np.int32)).values.shape == (0, 4)


def test_a_past_without_a_purchase_is_pooled(profiler: Profiler) -> None:
    """Everybody is there, nobody has a profile."""
    past = crowd.past(0, n_rows=0)
    assert not profiler.pool(past, crowd.vectors(0), np.arange(past.n_customers, dtype=np.int32)).has.any()


def test_pooling_leaves_its_inputs_alone(profiler: Profiler) -> None:
    """Arrays that cannot be written to are enough."""
    past, vectors = crowd.frozen(crowd.past(0)), crowd.vectors(0)
    vectors.values.flags.writeable = False
    assert profiler.pool(past, vectors, np.arange(past.n_customers, dtype=np.int32)).has.any()
