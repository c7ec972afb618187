"""A torchvision network without its last linear layer, and what its pictures have to look like."""

import torch
from torch import Tensor, nn
from torch.fx.experimental.optimization import fuse

from fashrec.embed.operators import import_torchvision
from fashrec.embed.pictures import Bytes
from fashrec.embed.weights import fit_weights, read_weights, weights_file
from fashrec.errors import ConfigError, require

# ImageNet's mean and deviation in RGB, in units of a byte, which torchvision's trunks were trained with
_MEAN = (0.485 * 255, 0.456 * 255, 0.406 * 255)
_DEVIATION = (0.229 * 255, 0.224 * 255, 0.225 * 255)


def require_network(name: str) -> None:
    """Raise a ConfigError unless `name` is a classification network of torchvision."""
    models = import_torchvision().models
    names = models.list_models(module=models)
    require(name in names, "name", name, f"one of torchvision's {', '.join(names)}")


def headless(name: str, weights: str, seed: int) -> nn.Module:
    """The network called `name`, which gives what its last linear layer would be given.

    It takes float32 [n, 3, height, width], normalised, and gives float32 [n, d].

    Args:
        name: in torchvision.models.
        weights: `none` (drawn from `seed`), `imagenet`, or the path of a state dict with or without the classifier.
        seed: of the untrained network.

    Raises:
        ConfigError: where the weights are not there, or the network has no linear layer.
        DataError: where they cannot be read, or are another network's.
    """
    models = import_torchvision().models
    # the seed is for this network alone: the process's own generator goes on as if nothing were
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network: nn.Module = models.get_model(name, weights=None)
    head = _behead(network, name)
    if weights != "none":
        file = weights_file(weights, name)
        fit_weights(network, read_weights(file), head, file)
    return network


def normalised(pictures: Bytes, device: str = "cpu") -> Tensor:
    """float32 [n, 3, h, w] in channels_last format from uint8 [n, h, w, 3], with ImageNet's mean and deviation."""
    return normalise(torch.from_numpy(pictures).to(device))


def normalise(pictures: Tensor) -> Tensor:
    """As `normalised`, from and to the same device."""
    n, height, width, _ = pictures.shape
    # by rows of pixels, which is three times as fast on a CPU as three numbers at a time, to the same bits
    rows = pictures.reshape(n * height, width * 3).float()
    rows.sub_(torch.tensor(_MEAN * width, device=pictures.device))
    rows.div_(torch.tensor(_DEVIATION * width, device=pictures.device))
    # bytes in rows of RGB are channels_last already: no copy
    return rows.view(n, height, width, 3).permute(0, 3, 1, 2)


def _behead(network: nn.Module, name: str) -> str:
    """Replace the last linear layer by nothing, and give its name.

    torchvision calls its heads fc, classifier, head or heads; the last linear layer is the classifier in all.
    """
    linear = [path for path, module in network.named_modules() if isinstance(module, nn.Linear)]
    if not linear:
        raise ConfigError(
            f"{name} has no linear layer to cut off",
            where="name",
            why="the vector is what enters the classifier's linear layer",
            do="take another network, such as resnet18 or mobilenet_v2",
        )
    head: str = linear[-1]
    network.set_submodule(head, nn.Identity())
    return head


def fused(network: nn.Module) -> nn.Module:
    """The same function in evaluation, to about 1e-6, up to three times as fast: norms folded into convolutions."""
    if any(isinstance(module, nn.BatchNorm2d) for module in network.modules()):
        return fuse(network)
    return network
