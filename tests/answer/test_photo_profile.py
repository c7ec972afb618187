"""A picture that is no item's gets what an item of this picture has."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashrec.answer.photo_profile import PhotoProfiles
from fashrec.errors import ConfigError, SpaceError
from fashrec.newcomers import newcomers
from fashrec.past import Pictures
from fashrec.progress import Quiet
from fashrec.store import Recipe
from fashrec.tools import save_vectors
from tests.running import TINY
from tests.show.shops import last_past, making, picture_of

PCA = ("experiment=pixels128", *TINY, "embed.dim=16")
EMBEDDINGS = {
    "pixels and PCA": PCA,
    "whitened": (*PCA, "embed.whiten=true"),
    "filled in": (*PCA, "missing=product_mean"),
    "pixels alone": ("experiment=full", "embed=pixels", *TINY),
    "a network and PCA": (*PCA, "embed/source=backbone", "embed.source.size=32"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name != "pixels and PCA")) for name in EMBEDDINGS]
)
@pytest.mark.slow
def test_a_catalogue_picture_gets_its_items_vector(name: str, tiny_store: Path) -> None:
    """To the bit, warm or cold; a network alone may round a batch of one otherwise than one of eight."""
    made = making(tiny_store, *EMBEDDINGS[name])
    past = last_past(made)
    vectors = made.vectors_at(past)
    cold, warm = (np.flatnonzero(past.launched & vectors.has & (past.warm == kind)) for kind in (False, True))
    for row in (*cold[:1], *warm[[0, len(warm) // 2, -1]]):
        asked = PhotoProfiles.at(made, past)(picture_of(made, int(row)))
        assert asked.has.tolist() == [True]
        assert asked.space == vectors.space
        if name == "a network and PCA":
            assert asked.values[0] == pytest.approx(vectors.values[row], abs=1e-5)
        else:
            assert np.array_equal(asked.values[0], vectors.values[row])


def test_photos_asked_about_together_get_what_each_gets_alone(tiny_store: Path) -> None:
    """A row each, in their order, in the items' space."""
    made = making(tiny_store, *PCA)
    past = last_past(made)
    vectors = made.vectors_at(past)
    rows = np.flatnonzero(past.launched & vectors.has)[[5, 0, 3]]
    names = tuple(made.pictures.names[row] for row in rows)
    asked = newcomers(made, past, Pictures(made.pictures.folder, names, ("a", "b", "c")), Quiet())
    assert np.array_equal(asked.values, vectors.values[rows])
    assert (asked.has.tolist(), asked.space) == ([True] * 3, vectors.space)


def test_another_picture_gets_another_vector(tiny_store: Path, tmp_path: Path) -> None:
    """Of unit length, and nobody's."""
    Image.new("RGB", (40, 60), (250, 120, 0)).save(tmp_path / "a.png")
    made = making(tiny_store, *PCA)
    past = last_past(made)
    asked = PhotoProfiles.at(made, past)(tmp_path / "a.png").values[0]
    assert np.linalg.norm(asked) == pytest.approx(1, abs=1e-6)
    assert not (np.abs(made.vectors_at(past).values - asked).max(axis=1) < 1e-3).any()


def test_a_table_has_no_vector_for_a_photo(tiny_store: Path, tmp_path: Path) -> None:
    """Somebody made it elsewhere."""
    made = making(tiny_store, "experiment=full", *TINY, "embed=table", f"embed.path={tmp_path}/a.parquet")
    with pytest.raises(ConfigError, match="vectors come from a table"):
        PhotoProfiles.at(made, last_past(made))(tmp_path / "a.png")


@pytest.mark.slow
def test_a_store_of_another_space_is_noticed(tiny_store: Path, tmp_path: Path) -> None:
    """Where the store's components point the other way, as another machine's may."""
    made = making(tiny_store, *PCA)
    past = last_past(made)
    right = made.vectors_at(past)
    turned = making(tmp_path / "store", *PCA)
    recipe: Recipe = turned.at_cut_recipe(past)
    turned.store.get(recipe, lambda checkpoint: save_vectors(checkpoint.folder, -right.values, right.has))
    assert recipe.hash == right.space
    with pytest.raises(SpaceError, match="come out other than"):
        PhotoProfiles.at(turned, past)(picture_of(made, 0))
