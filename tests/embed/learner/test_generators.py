"""Random generators: brought back to where they were, all of them, also by way of JSON."""

import json
import random

import numpy as np
import torch

from fashrec.embed.learner.generators import generator_states, own_generators, restore_generators, seed_generators


def draws(loader: random.Random) -> tuple[float, ...]:
    """One number of each generator, and a second of numpy's normal ones, of which it keeps every other for later."""
    return (
        random.random(),  # noqa: S311 - no secret
        np.random.normal(),  # noqa: NPY002 - fastai draws from the global one
        torch.rand(1).item(),
        loader.random(),
    )


def test_all_generators_come_back() -> None:
    """Also in the middle of numpy's pair of normal numbers, and from text."""
    with own_generators():
        seed_generators(3)
        loader = random.Random(4)  # noqa: S311 - no secret
        draws(loader)
        facts, tensors = generator_states(loader)
        expected = [draws(loader) for _ in range(3)]
        seed_generators(9)
        other = random.Random(5)  # noqa: S311 - no secret
        assert draws(other) not in expected
        restore_generators(json.loads(json.dumps(facts)), tensors, other)
        assert [draws(other) for _ in range(3)] == expected


def test_the_process_goes_on_as_if_nothing_were() -> None:
    """What is drawn inside is not missed outside."""
    loader = random.Random(0)  # noqa: S311 - no secret
    with own_generators():
        seed_generators(1)
        expected = draws(loader)
        seed_generators(1)
        with own_generators():
            seed_generators(2)
            draws(loader)
        loader = random.Random(0)  # noqa: S311 - no secret
        assert draws(loader) == expected
