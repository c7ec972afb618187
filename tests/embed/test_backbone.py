"""Backbone: the trunk, its vectors."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from fashrec.embed.backbone import Backbone
from fashrec.embed.operators import import_torchvision
from fashrec.embed.pictures import read_pictures
from fashrec.embed.trunk import normalised
from fashrec.errors import ConfigError, DataError
from fashrec.past import Pictures
from fashrec.progress import Quiet
from fashrec.store import FolderCheckpoint
from fashrec.types import Bools, Floats
from tests.embed.wardrobe import draw

SMALL = Backbone(size=32, batch_size=4, shard=8)


def embed(backbone: Backbone, pictures: Pictures, folder: Path) -> tuple[Floats, Bools]:
    """The vectors, made in `folder`."""
    return backbone.embed(pictures, FolderCheckpoint(folder), Quiet())


@pytest.mark.parametrize(
    ("name", "dim", "size"),
    [
        ("resnet18", 512, 32),
        ("mobilenet_v2", 1280, 32),
        pytest.param("mobilenet_v3_small", 1024, 32, marks=pytest.mark.slow),
        pytest.param("densenet121", 1024, 32, marks=pytest.mark.slow),
        pytest.param("efficientnet_b0", 1280, 32, marks=pytest.mark.slow),
        pytest.param("convnext_tiny", 768, 32, marks=pytest.mark.slow),
        pytest.param("vit_b_32", 768, 224, marks=pytest.mark.slow),
        pytest.param("swin_t", 768, 32, marks=pytest.mark.slow),
    ],
)
def test_the_vector_is_what_enters_the_last_linear_layer(name: str, dim: int, size: int) -> None:
    """A hook on torchvision's own network sees the same numbers, to a part in 10^5: folding batch norms moves bits."""
    trunk = Backbone(name=name, size=size, seed=5).trunk()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        network = import_torchvision().models.get_model(name, weights=None).eval()
    seen: list[torch.Tensor] = []
    last = [module for module in network.modules() if isinstance(module, torch.nn.Linear)][-1]
    last.register_forward_hook(lambda _module, given, _out: seen.append(given[0]))
    pictures = torch.rand(2, 3, size, size, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        network(pictures)
        vectors = trunk(pictures)
    assert vectors.shape == (2, dim)
    assert (vectors - seen[0]).abs().max() <= 1e-5 * seen[0].abs().max()


@pytest.mark.slow
def test_vectors_stand_at_their_items_rows(tmp_path: Path) -> None:
    """Each item's vector is that of its own picture; an item without one is zero and false."""
    pictures = draw(tmp_path / "pictures", 19, without=(0, 7))
    values, has = embed(SMALL, pictures, tmp_path / "work")
    trunk = SMALL.trunk()
    for item in range(19):
        alone = read_pictures([pictures.folder / f"{item:010d}.jpg"], 32, 32)
        with torch.inference_mode():
            vector = trunk(normalised(alone)).numpy()[0]
        assert has[item] == (item not in {0, 7})
        assert values[item] == pytest.approx(vector if has[item] else 0, rel=1e-4, abs=1e-5)
    assert values.dtype == np.float32


def test_normalised_pictures_have_imagenets_mean_and_deviation() -> None:
    """The definition of torchvision's documentation, on every byte."""
    pictures = np.arange(256 * 3, dtype=np.uint16).astype(np.uint8).reshape(1, 16, 16, 3)
    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    wanted = (pictures / 255 - mean) / deviation
    assert normalised(pictures).numpy() == pytest.approx(wanted.transpose(0, 3, 1, 2), abs=1e-5)


@pytest.mark.slow
def test_threads_and_shards_change_no_bit(tmp_path: Path) -> None:
    """One, two and three threads, shards of 4 and 16: the same bytes; so neither names the artefact."""
    pictures = draw(tmp_path / "pictures", 21)
    made = [
        embed(replace(SMALL, threads=threads, shard=shard), pictures, tmp_path / f"{threads}-{shard}")[0].tobytes()
        for threads, shard in ((1, 8), (2, 8), (3, 4), (2, 16))
    ]
    assert len(set(made)) == 1


@pytest.mark.slow
def test_the_seed_makes_the_untrained_network_and_nothing_else(tmp_path: Path) -> None:
    """Same seed, same vectors; another seed, others; torch's own generator and threads stay where they were."""
    pictures = draw(tmp_path / "pictures", 4)
    state, threads = torch.get_rng_state(), torch.get_num_threads()
    made = [embed(replace(SMALL, seed=seed), pictures, tmp_path / f"{n}")[0] for n, seed in enumerate((0, 0, 1))]
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.get_num_threads() == threads
    assert np.array_equal(made[0], made[1])
    assert not np.allclose(made[0], made[2])


@pytest.mark.slow
def test_a_broken_picture_stops_it_and_loses_nothing(tmp_path: Path) -> None:
    """The error names the file; after a repair the shards before it are not made again."""
    pictures = draw(tmp_path / "pictures", 24)
    whole = embed(SMALL, pictures, tmp_path / "whole")[0]
    broken = pictures.folder / "0000000020.jpg"
    content = broken.read_bytes()
    broken.write_bytes(content[: len(content) // 2])
    with pytest.raises(DataError, match=r"0000000020\.jpg"):
        embed(SMALL, pictures, tmp_path / "work")
    broken.write_bytes(content)
    (pictures.folder / "0000000000.jpg").unlink()
    assert np.array_equal(embed(SMALL, pictures, tmp_path / "work")[0], whole)


def test_without_any_picture_there_is_nothing_to_embed(tmp_path: Path) -> None:
    """Two items, no picture: an error that offers a way out."""
    with pytest.raises(DataError, match="none of 2 items"):
        embed(SMALL, draw(tmp_path, 2, without=(0, 1)), tmp_path / "work")


def test_a_vector_that_is_not_finite_names_its_picture(tmp_path: Path) -> None:
    """Weights of infinity: the first picture is named."""
    state = import_torchvision().models.resnet18(weights=None).state_dict()
    state["conv1.weight"][:] = float("inf")
    torch.save(state, tmp_path / "infinite.pth")
    backbone = replace(SMALL, weights=str(tmp_path / "infinite.pth"))
    with pytest.raises(DataError, match=r"0000000000\.jpg holds NaN"):
        embed(backbone, draw(tmp_path / "pictures", 3), tmp_path / "work")


@pytest.mark.parametrize(
    ("setting", "value"),
    [("name", "resnet17"), ("weights", ""), ("seed", -1), ("size", 0), ("batch_size", 0), ("threads", 0), ("shard", 7)],
)
def test_a_wrong_setting_is_refused_when_it_is_made(setting: str, value: object) -> None:
    """The error names the setting."""
    with pytest.raises(ConfigError) as raised:
        replace(SMALL, **{setting: value})  # type: ignore[arg-type]
    assert raised.value.where == setting


@pytest.mark.parametrize(("name", "where"), [("squeezenet1_0", "name"), ("vit_b_32", "size")])
def test_what_a_network_cannot_do_is_said(name: str, where: str) -> None:
    """No linear layer to cut off; made for pictures of 224 pixels alone."""
    with pytest.raises(ConfigError) as raised:
        Backbone(name=name, size=64).trunk()
    assert raised.value.where == where


def test_a_picture_of_another_size_is_brought_to_size(tmp_path: Path) -> None:
    """Pictures of different sizes share a batch."""
    pictures = draw(tmp_path / "pictures", 4)
    Image.new("RGB", (500, 20), "red").save(pictures.folder / "0000000002.jpg")
    assert np.isfinite(embed(SMALL, pictures, tmp_path / "work")[0]).all()
