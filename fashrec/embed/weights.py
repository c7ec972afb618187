"""A network's weights: finding the file, reading it without running code from it, fitting it into the trunk."""

import pickle
import re
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from fashrec.embed.operators import import_torchvision
from fashrec.errors import ConfigError, DataError

# torchvision's published densenets keep names from before 2017, which its own loader changes the same way
_OLD_DENSENET = re.compile(r"^(.*denselayer\d+\.(?:norm|relu|conv))\.([12]\.\w+)$")


def weights_file(weights: str, name: str) -> Path:
    """The file that `weights` (`imagenet` or a path) stands for; nothing is ever fetched.

    Raises:
        ConfigError: where it is not there.
    """
    if weights != "imagenet":
        file = Path(weights).expanduser()
        if not file.is_file():
            raise ConfigError(
                f"weights={weights} is no file",
                where="weights",
                why="weights is `none`, `imagenet`, or the path of a state dict (.pth or .safetensors)",
                do="check the path; a relative one starts at the working folder",
            )
        return file
    url = str(import_torchvision().models.get_model_weights(name).DEFAULT.url)
    file = Path(torch.hub.get_dir()) / "checkpoints" / url.rsplit("/", 1)[-1]
    if not file.is_file():
        raise ConfigError(
            f"ImageNet's weights for {name} are not on this machine",
            where="weights=imagenet",
            why="fashrec works offline and fetches nothing by itself",
            do=f"fetch {url} and give weights=PATH, or lay it at {file}; weights=none runs untrained",
        )
    return file


def read_weights(file: Path) -> dict[str, Tensor]:
    """The state dict in a .safetensors file or in one that torch.save wrote; floating point becomes float32.

    Raises:
        DataError: where it is no plain state dict; code that is planted in it is refused, not run.
    """
    try:
        if file.suffix == ".safetensors":
            state = load_file(file)
        else:
            state = torch.load(file, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, SafetensorError, RuntimeError, EOFError, OSError) as error:
        first = str(error).split("\n", maxsplit=1)[0]
        raise _unfit(file, f"{file.name} cannot be read as weights: {first}") from error
    if not isinstance(state, dict) or not all(isinstance(value, Tensor) for value in state.values()):
        raise _unfit(file, f"{file.name} holds something else than named tensors")
    return {key: value.float() if value.is_floating_point() else value for key, value in state.items()}


def fit_weights(trunk: nn.Module, state: dict[str, Tensor], head: str, file: Path) -> None:
    """Put `state` into `trunk`, all of it but what belongs to the removed classifier `head`.

    Raises:
        DataError: with the number of tensors missing, left over, or of another shape, and the first of each.
    """
    wanted = trunk.state_dict()
    state = {_OLD_DENSENET.sub(r"\1\2", key): value for key, value in state.items()}
    state = {key: value for key, value in state.items() if not key.startswith(f"{head}.")}
    # counters that evaluation does not read; converted files often lack them
    missing = [key for key in wanted if key not in state and not key.endswith("num_batches_tracked")]
    extra = [key for key in state if key not in wanted]
    shape = [key for key in wanted if key in state and state[key].shape != wanted[key].shape]
    faults = {"missing": missing, "not of this network": extra, "of another shape": shape}
    said = [f"{len(keys)} {fault} (first: {keys[0]})" for fault, keys in faults.items() if keys]
    if said:
        raise _unfit(file, f"of {len(wanted)} tensors in {file.name}, " + ", ".join(said))
    trunk.load_state_dict(state, strict=False)


def _unfit(file: Path, what: str) -> DataError:
    return DataError(
        what,
        where=f"weights={file}",
        why="weights must be the plain state dict of the torchvision network that embed names",
        do="save it with torch.save(model.state_dict(), PATH) or safetensors, and name its network in embed",
    )
