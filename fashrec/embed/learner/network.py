"""The network that is trained: a trunk, and the paper's extra layers in place of its head."""

from collections import OrderedDict
from pathlib import Path
from typing import Literal

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from fashrec.embed.trunk import headless
from fashrec.errors import ConfigError, DataError

Vector = Literal["hidden", "pooled"]
TRUNK, HEAD = "trunk.safetensors", "head.safetensors"


def new_network(
    name: str, weights: str, seed: int, *, shape: tuple[int, int], width: int, dropout: float, n_labels: int
) -> nn.Module:
    """Trunk and head, as a sequence of two, in float32 on the CPU; the head is drawn from the seed.

    Args:
        name: of the trunk in torchvision.models.
        weights: of the trunk: `none`, `imagenet` or a path.
        seed: of what is drawn.
        shape: height and width of pictures, in pixels.
        width: of the hidden layer.
        dropout: before the answer, half as much before the hidden layer.
        n_labels: outputs.

    Raises:
        ConfigError: where the trunk cannot take such pictures, or its weights are not there.
        DataError: where its weights cannot be read, or are another network's.
    """
    trunk = headless(name, weights, seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(trunk, new_head(_n_features(trunk, name, shape), width, n_labels, dropout))


def new_head(n_features: int, width: int, n_labels: int, dropout: float = 0.0) -> nn.Sequential:
    """From pooled features to one logit a label, by way of one hidden layer.

    In fastai's order (norm, dropout, linear), with half the dropout before the hidden layer; unlike fastai's, the
    linear layers have a bias.
    """
    return nn.Sequential(
        OrderedDict(
            pooled_norm=nn.BatchNorm1d(n_features),
            pooled_dropout=nn.Dropout(dropout / 2),
            hidden=nn.Linear(n_features, width),
            rectify=nn.ReLU(inplace=True),
            hidden_norm=nn.BatchNorm1d(width),
            hidden_dropout=nn.Dropout(dropout),
            answer=nn.Linear(width, n_labels),
        )
    )


def begin_at_prior(network: nn.Module, prior: Tensor) -> None:
    """Let the untrained head say each label's frequency, float32 [n_labels], rather than a half.

    Otherwise the first steps are spent on learning that labels are rare (Lin et al. 2017, Focal loss, 4.1).
    """
    answer = network.get_submodule("1.answer")
    assert isinstance(answer, nn.Linear)
    with torch.no_grad():
        answer.bias.copy_(torch.logit(prior, eps=1e-3))
        answer.weight.mul_(0.1)


def save_network(network: nn.Module, folder: Path) -> None:
    """Write the trunk, under torchvision's own names so that `weights=PATH` takes it, and the head beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    trunk, head = network.get_submodule("0"), network.get_submodule("1")
    save_file(_plain(trunk), folder / TRUNK)
    save_file(_plain(head), folder / HEAD)


def read_network(name: str, folder: Path) -> nn.Module:
    """The network that `save_network` wrote, in evaluation mode.

    Raises:
        DataError: where a file is not what was written; code that is planted in it is refused, not run.
    """
    trunk = headless(name, str(folder / TRUNK), 0)
    try:
        state = load_file(folder / HEAD)
        head = new_head(len(state["pooled_norm.weight"]), len(state["hidden.bias"]), len(state["answer.bias"]))
        head.load_state_dict(state)
    except (SafetensorError, OSError, KeyError, RuntimeError) as error:
        first = str(error).split("\n", maxsplit=1)[0]
        raise DataError(
            f"{HEAD} cannot be read as the head of a trained network: {first}",
            where=str(folder / HEAD),
            why="it is the safetensors file that training wrote, and nothing else is ever loaded",
            do="remove the artefact's folder; it is made again",
        ) from error
    return nn.Sequential(trunk, head).eval()


def vector_layers(network: nn.Module, vector: Vector) -> nn.Module:
    """The part of a network that ends in an item's vector: `pooled` features, or the `hidden` layer after its ReLU."""
    trunk, head = network.get_submodule("0"), network.get_submodule("1")
    if vector == "pooled":
        return trunk
    return nn.Sequential(trunk, *(head.get_submodule(name) for name in ("pooled_norm", "hidden", "rectify")))


def parameter_groups(network: nn.Module) -> list[list[nn.Parameter]]:
    """The parameters in three groups for rates that grow: the trunk's first half, its second, the head.

    The trunk is halved where half of its weighted layers are passed.
    """
    trunk, head = network.get_submodule("0"), network.get_submodule("1")
    layers = [module for module in trunk.modules() if next(module.parameters(recurse=False), None) is not None]
    halves = layers[: len(layers) // 2], layers[len(layers) // 2 :]
    early, late = ([weight for layer in half for weight in layer.parameters(recurse=False)] for half in halves)
    return [group for group in (early, late, list(head.parameters())) if group]


def _n_features(trunk: nn.Module, name: str, shape: tuple[int, int]) -> int:
    try:
        with torch.inference_mode():
            made: Tensor = trunk.eval()(torch.zeros(1, 3, *shape))
    except (RuntimeError, AssertionError) as error:
        raise ConfigError(
            f"{name} cannot take pictures of {shape[0]} x {shape[1]} pixels: {error}",
            where="height, width",
            why="some networks are made for one size, or shrink small pictures to nothing",
            do="set them to what its page in torchvision's documentation says, mostly 224",
        ) from error
    return made.shape[1]


def _plain(module: nn.Module) -> dict[str, Tensor]:
    return {key: value.detach().cpu().contiguous() for key, value in module.state_dict().items()}
