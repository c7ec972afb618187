"""Every random generator that training draws from: taken down after an epoch, brought back when it goes on."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor

_TORCH, _CUDA = "generator.torch", "generator.cuda"


@contextmanager
def own_generators() -> Iterator[None]:
    """Whatever is drawn inside, the process's generators go on as if nothing were."""
    facts, tensors = generator_states(random.Random())  # noqa: S311 - no secret
    try:
        yield
    finally:
        restore_generators(facts, tensors, random.Random())  # noqa: S311 - no secret


def seed_generators(seed: int) -> None:
    """Begin all of them at one number."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - fastai draws from the global one
    torch.manual_seed(seed)


def generator_states(loader: random.Random) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """The states of Python's, numpy's and torch's generators and the data loader's, as plain JSON and as tensors."""
    legacy = dict(np.random.get_state(legacy=False))  # noqa: NPY002 - the global one
    twister = {"key": legacy["state"]["key"].tolist(), "pos": int(legacy["state"]["pos"])}
    facts = {
        "python": random.getstate(),
        "loader": loader.getstate(),
        "numpy": {**legacy, "state": twister},
    }
    tensors = {_TORCH: torch.get_rng_state()}
    if torch.cuda.is_available():
        tensors[_CUDA] = torch.stack(torch.cuda.get_rng_state_all())
    return facts, tensors


def restore_generators(facts: Mapping[str, Any], tensors: Mapping[str, Tensor], loader: random.Random) -> None:
    """Bring back what `generator_states` took down."""
    random.setstate(_twister(facts["python"]))
    loader.setstate(_twister(facts["loader"]))
    state = facts["numpy"]
    key = np.array(state["state"]["key"], np.uint32)
    np.random.set_state({**state, "state": {**state["state"], "key": key}})  # noqa: NPY002 - the global one
    torch.set_rng_state(tensors[_TORCH])
    if _CUDA in tensors and torch.cuda.is_available():
        torch.cuda.set_rng_state_all(list(tensors[_CUDA]))


def _twister(state: Any) -> tuple[Any, ...]:  # noqa: ANN401 - random.getstate's own, lists where it was JSON
    version, words, gauss = state
    return version, tuple(words), gauss
