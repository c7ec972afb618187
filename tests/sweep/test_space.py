"""What varies, from Hydra's words."""

from pathlib import Path

import pytest
from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra._internal.utils import create_config_search_path
from omegaconf import OmegaConf
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

from fashrec.errors import ConfigError
from fashrec.sweep.space import Space
from tests.running import CONF, composed
from tests.sweep.ready import READY

LOADER = ConfigLoaderImpl(config_search_path=create_config_search_path(str(Path(CONF))))


def read(*words: str) -> Space:
    """The space of a command line."""
    return Space.read(words, LOADER)


def test_hydras_words_become_distributions() -> None:
    """Choices are texts, a range leaves its end out, an interval may be whole numbers or logarithmic."""
    space = read(
        "experiment=pca128", "a=x,y", "b=choice(1,[2,3])", "c=range(2,9,3)", "d=int(interval(1,4))",
        "e=tag(log,interval(1,10))", "f=range(0.5,1.5,0.5)",
    )  # fmt: skip
    assert space.fixed == ("experiment=pca128",)
    assert space.swept == {
        "a": CategoricalDistribution(["x", "y"]),
        "b": CategoricalDistribution(["1", "[2,3]"]),
        "c": IntDistribution(2, 8, step=3),
        "d": IntDistribution(1, 4),
        "e": FloatDistribution(1, 10, log=True),
        "f": FloatDistribution(0.5, 1.0, step=0.5),
    }


def test_a_grid_has_every_configuration_and_an_interval_has_none() -> None:
    """Three times two, as overrides behind what all have; nothing to go through where values are endless."""
    grid = read("x=0", "a=range(2,9,3)", "b=range(0.1,0.3,0.1)")
    assert [grid.words(point) for point in grid.points()] == [
        ("x=0", f"a={a}", f"b={b}") for a in (2, 5, 8) for b in ("0.1", "0.2")
    ]
    assert not list(read("a=interval(0,1)", "b=1,2").points())


def test_the_last_word_counts() -> None:
    """What a command line says replaces what a ready sweep says."""
    assert read("a=1,2", "a=3,4").swept == {"a": CategoricalDistribution(["3", "4"])}
    assert read("a=1,2", "b=1,2", "a=3").fixed == ("a=3",)


@pytest.mark.parametrize("word", ["split.cuts=2,3", "data=hm,boutique", "seed=0,1", "threads=1,2", "sweep.trials=1,2"])
def test_what_makes_scores_comparable_is_not_swept(word: str) -> None:
    """The highest score of other data, cuts or seeds chooses nothing."""
    with pytest.raises(ConfigError, match="cannot be swept"):
        read("embed.dim=1,2", word)


def test_a_sweep_of_one_configuration_is_refused() -> None:
    """Nothing varies."""
    with pytest.raises(ConfigError, match="nothing is swept"):
        read("experiment=pca128")


@pytest.mark.parametrize(("name", "experiment"), READY.items())
def test_every_ready_sweep_varies_settings_that_there_are(name: str, experiment: str) -> None:
    """Its ends compose, over the experiment that its first lines name."""
    params = OmegaConf.load(CONF / "sweep" / f"{name}.yaml").hydra.sweeper.params
    space = read(f"experiment={experiment}", f"sweep={name}", *(f"{key}={value}" for key, value in params.items()))
    for end in ("low", "high"):
        ends = {key: getattr(one, end, None) or one.choices[-1] for key, one in space.swept.items()}  # type: ignore[attr-defined]
        composed(*space.words(ends))
