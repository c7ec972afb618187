"""What the node `sweep` of a configuration asks for."""

from dataclasses import dataclass

from omegaconf import DictConfig

from fashrec.errors import ConfigError, require

ONE, TWO = ("headline",), ("headline", "latency")


@dataclass(frozen=True, slots=True)
class Request:
    """The settings of a sweep.

    Attributes:
        trials: different configurations wanted, at least 1.
        recommender: whose headline is the first objective.
        batch: configurations launched together, at least 1.
        objectives: `headline`, which is to be high; after it `latency`, what a search costs beside an exact one, low.
        prune: whether a run that is surely behind the best finished one ends early.
        sure: see `fashrec.infer.behind`, in (0, 1).
    """

    trials: int
    recommender: str
    batch: int
    objectives: tuple[str, ...] = ONE
    prune: bool = False
    sure: float = 0.99

    def __post_init__(self) -> None:
        """Raise a ConfigError where a value is none, or values contradict each other."""
        for name in ("trials", "batch"):
            value = getattr(self, name)
            require(type(value) is int and value >= 1, f"sweep.{name}", value, "a whole number of at least 1")
        known = self.objectives in (ONE, TWO)
        require(known, "sweep.objectives", list(self.objectives), "[headline] or [headline, latency]")
        require(isinstance(self.prune, bool), "sweep.prune", self.prune, "true or false")
        require(0 < self.sure < 1, "sweep.sure", self.sure, "a share between 0 and 1, such as 0.99")
        if self.prune and self.latency:
            raise ConfigError(
                "sweep.prune=true does not go with two objectives",
                where="sweep.prune, sweep.objectives",
                why="a run that hits less than the best may still be the fastest of its score",
                do="leave one of them out",
            )

    @property
    def latency(self) -> bool:
        """Whether the second objective is asked for."""
        return self.objectives == TWO

    @classmethod
    def read(cls, config: DictConfig) -> "Request":
        """From a composed configuration.

        Raises:
            ConfigError: see the class; or where nothing is measured that is asked for.
        """
        own = config.sweep
        request = cls(own.trials, own.recommender, own.batch, tuple(own.objectives), own.prune, own.sure)
        wait = config.evaluate.latency
        if request.latency and not wait:
            require(False, "evaluate.latency", wait, "at least 1 where latency is an objective")
        return request
