"""What is searched, and what is asked."""

import numpy as np
import pytest

from fashrec.bench.frontier.space import (
    FEWEST_IMITATED,
    ITEMS,
    PROFILES,
    Space,
    items_as_queries,
    made_space,
    maker_like,
    maker_of_clusters,
    reduced_to,
)
from fashrec.configure import assemble
from fashrec.embed.unit import unit_rows
from fashrec.errors import ConfigError, DataError
from fashrec.making import Making
from fashrec.progress import Quiet
from fashrec.store import Store
from fashrec.types import ItemVectors
from tests.running import composed


def vectors_of(n: int, dim: int = 4) -> ItemVectors:
    """Random ones, of which every third is none."""
    values, has = unit_rows(np.random.default_rng(0).standard_normal((n, dim), np.float32))
    has[::3] = False
    return ItemVectors(values, has, "space")


def test_an_item_as_a_query_is_not_answered_with_itself() -> None:
    """Each is excluded from its own answer; none without a vector or out of the catalogue is asked about."""
    vectors = vectors_of(30)
    among = np.arange(30) < 20
    queries = items_as_queries(vectors, among, k=5, at_most=100, seed=0)
    asked = queries.profiles.customers
    assert sorted(asked) == [row for row in range(20) if row % 3]
    assert queries.owned is not None
    assert [queries.owned.of(row).tolist() for row in range(len(asked))] == [[item] for item in asked]
    assert (queries.profiles.values == vectors.values[asked]).all()


def test_items_are_a_seeded_sample() -> None:
    """At most so many, the same for the same seed, others for another."""
    vectors = vectors_of(300)
    one, same, other = (
        items_as_queries(vectors, vectors.has, 5, 50, seed).profiles.customers.tolist() for seed in (0, 0, 1)
    )
    assert len(one) == 50
    assert one == same != other


def test_made_vectors_have_as_many_as_asked_and_queries_of_both_kinds() -> None:
    """Unit length, all searchable, a fourth as many items as profiles."""
    vectors = vectors_of(300)
    maker = maker_like(Space("own", vectors, vectors.has, {}), seed=0)
    space = made_space(maker, 200, k=5, at_most=40)
    assert (space.n_items, space.vectors.dim, space.source) == (200, 4, "made")
    assert np.linalg.norm(space.vectors.values, axis=1) == pytest.approx(1, abs=1e-5)
    assert (len(space.queries[PROFILES]), len(space.queries[ITEMS])) == (40, 10)


@pytest.mark.slow
def test_plain_clusters_have_the_length_asked_for_and_lie_close() -> None:
    """A neighbour is much nearer than vectors are to each other: a search has something to find."""
    values = maker_of_clusters(8, seed=0).vectors(2000)
    products = np.sort(values @ values.T, axis=1)
    assert values.shape == (2000, 8)
    assert np.median(products[:, -2]) > 0.9
    assert np.median(products) < 0.5


def test_too_few_vectors_are_not_imitated() -> None:
    """What a handful of items looks like says nothing of a catalogue."""
    vectors = vectors_of(FEWEST_IMITATED)
    space = Space("own", vectors, np.ones(len(vectors.has), bool), {})
    with pytest.raises(DataError, match="too few to make others like them"):
        maker_like(space, 0)


def test_only_what_is_reduced_can_have_another_length(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A PCA takes another `dim`; vectors that come as they are cannot."""
    store = Store(tmp_path_factory.mktemp("store"), Quiet())
    reduced = Making(assemble(composed("experiment=pixels128")), store, Quiet())
    assert reduced_to(reduced, None) is reduced
    assert getattr(reduced_to(reduced, 7).parts.embed, "dim", None) == 7
    plain = Making(assemble(composed("embed=pixels")), store, Quiet())
    with pytest.raises(ConfigError, match="cannot be reduced to 7"):
        reduced_to(plain, 7)
