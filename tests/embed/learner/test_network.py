"""The network: drawn from its seed, saved without a pickle, taken apart into vectors."""

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from fashrec.embed.backbone import Backbone
from fashrec.embed.learner.network import (
    HEAD,
    TRUNK,
    Vector,
    begin_at_prior,
    new_network,
    parameter_groups,
    read_network,
    save_network,
    vector_layers,
)
from fashrec.errors import ConfigError, DataError

SHAPE = (48, 32)


def network(seed: int = 0, name: str = "resnet18", weights: str = "none") -> nn.Module:
    """A small one, which has seen one batch, so that its norms are not as they were drawn."""
    made = new_network(name, weights, seed, shape=SHAPE, width=16, dropout=0.2, n_labels=7)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        made.train()(torch.rand(8, 3, *SHAPE))
    return made.eval()


def answers(made: nn.Module) -> Tensor:
    """Its logits for two fixed pictures."""
    with torch.inference_mode():
        said: Tensor = made(torch.linspace(-1, 1, 2 * 3 * SHAPE[0] * SHAPE[1]).view(2, 3, *SHAPE))
    return said


def test_a_network_is_drawn_from_its_seed() -> None:
    """The same twice, another for another seed, and the process's generator stays where it is."""
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    first = answers(network())
    assert torch.equal(torch.rand(1), expected)
    assert torch.equal(answers(network()), first)
    assert not torch.allclose(answers(network(seed=1)), first)


def test_an_untrained_head_says_each_labels_frequency() -> None:
    """Within the noise of its small weights, and finite for labels that all or none have."""
    made = new_network("resnet18", "none", 0, shape=SHAPE, width=16, dropout=0.0, n_labels=3)
    begin_at_prior(made, torch.tensor([0.0, 0.2, 1.0]))
    said = torch.sigmoid(answers(made.eval()))
    assert said.mean(dim=0).numpy() == pytest.approx([0.0, 0.2, 1.0], abs=0.05)


def test_a_saved_network_answers_the_same(tmp_path: Path) -> None:
    """To the bit, and in files that are not pickles."""
    made = network()
    save_network(made, tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == [HEAD, TRUNK]
    assert torch.equal(answers(read_network("resnet18", tmp_path)), answers(made))


def test_a_trained_trunk_is_taken_as_weights(tmp_path: Path) -> None:
    """By a backbone and by another learner: under torchvision's own names, nothing to be renamed."""
    made = network(seed=3)
    save_network(made, tmp_path)
    taken = network(seed=8, weights=str(tmp_path / TRUNK))
    one, other = (of.state_dict()["0.conv1.weight"] for of in (made, taken))
    assert torch.equal(one, other)
    pictures = torch.linspace(-1, 1, 3 * 32 * 32).view(1, 3, 32, 32)
    with torch.inference_mode():
        bare = Backbone(name="resnet18", weights=str(tmp_path / TRUNK), size=32).trunk()(pictures)
        pooled = vector_layers(made, "pooled")(pictures)
    assert torch.allclose(bare, pooled, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("file", [TRUNK, HEAD])
def test_a_planted_pickle_is_refused(file: str, tmp_path: Path) -> None:
    """Whatever stands in the file's place, no code in it is run."""
    save_network(network(), tmp_path)
    canary = tmp_path / "run"
    (tmp_path / file).write_bytes(pickle.dumps(Planted(canary)))
    with pytest.raises(DataError, match=f"{file} cannot be read"):
        read_network("resnet18", tmp_path)
    assert not canary.exists()


class Planted:
    """Touches a file where it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.canary,)


@pytest.mark.parametrize(("vector", "length"), [("hidden", 16), ("pooled", 512)])
def test_a_vector_is_the_hidden_layer_or_the_pooled_features(vector: Vector, length: int) -> None:
    """The answer follows from either by the layers that are left out."""
    made, pictures = network(), torch.rand(2, 3, *SHAPE)
    with torch.inference_mode():
        vectors = vector_layers(made, vector)(pictures)
        head = made.get_submodule("1")
        rest = [head.get_submodule(name) for name in ("hidden_norm", "answer")]
        expected = nn.Sequential(*rest)(vectors) if vector == "hidden" else head(vectors)
        assert vectors.shape == (2, length)
        assert torch.allclose(expected, made(pictures), atol=1e-5)


@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v2"])
def test_every_weight_is_in_one_group_from_the_first_layer_to_the_last(name: str) -> None:
    """Three groups; the trunk's halves are of about as many layers, the head is a group of its own."""
    made = network(name=name)
    found = parameter_groups(made)
    assert [id(weight) for group in found for weight in group] == [id(weight) for weight in made.parameters()]
    early, late, head = map(len, found)
    assert np.isclose(early, late, rtol=0.2)
    assert head == len(list(made.get_submodule("1").parameters()))


def test_a_trunk_that_cannot_take_such_pictures_is_refused() -> None:
    """Before any picture is read."""
    with pytest.raises(ConfigError, match="vit_b_16 cannot take pictures of 48 x 32"):
        new_network("vit_b_16", "none", 0, shape=SHAPE, width=16, dropout=0.0, n_labels=7)
