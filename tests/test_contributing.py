"""The example of CONTRIBUTING.md is a recommender."""

import inspect
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hydra.utils import instantiate
from omegaconf import OmegaConf

from fashrec.stages import Recommender
from fashrec.types import Seen
from tests import crowd
from tests.contracts import test_recommend as contract

PAGE = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROMISES = [promise for name, promise in inspect.getmembers(contract, inspect.isfunction) if name.startswith("test_")]


def block(language: str) -> str:
    """The page's code block in that language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)
    return str(found)


@pytest.fixture
def newest(monkeypatch: pytest.MonkeyPatch) -> Recommender:
    """The two files, as if they lay where the page says."""
    name = "fashrec.recommend.newest"
    module = ModuleType(name)
    monkeypatch.setitem(sys.modules, name, module)
    exec(block("python"), vars(module))  # noqa: S102 - our own page
    made: Recommender = instantiate(OmegaConf.select(OmegaConf.create(block("yaml")), "newest"))
    return made


@pytest.mark.parametrize("seen", ["allow", "remove"])
@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_example_keeps_every_promise(promise: Callable[..., None], seen: Seen, newest: Recommender) -> None:
    """All tests of the contract pass with it."""
    past = crowd.frozen(crowd.past(0, n_rows=150, seen=seen))
    given = {
        "recommender": newest,
        "past": past,
        "seed": 0,
        "ranker": newest.fit(past, crowd.tools(past, 0)),
    }
    promise(**{name: given[name] for name in inspect.signature(promise).parameters})
