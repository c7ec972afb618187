"""`-m hydra/sweeper=fashrec`: Hydra's way into fashrec.sweep. It finds sweepers in this namespace package alone."""

from collections.abc import Mapping, Sequence

from hydra.core.config_loader import ConfigLoader
from hydra.core.plugins import Plugins
from hydra.core.utils import JobReturn
from hydra.plugins.launcher import Launcher
from hydra.plugins.sweeper import Sweeper
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig


class FashrecSweeper(Sweeper):
    """Asks Optuna which configuration to run next, and tells it what came out on the validation window.

    Args:
        params: what is swept besides what the command line says: NAME to `choice(...)`, `range(...)` or
            `interval(...)`.
    """

    def __init__(self, params: Mapping[str, str] | None = None) -> None:
        self._params = [f"{name}={value}" for name, value in (params or {}).items()]
        self._config: DictConfig
        self._loader: ConfigLoader
        self._launcher: Launcher

    def setup(self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig) -> None:
        """Keep what launching a job takes."""
        self._config, self._loader = config, hydra_context.config_loader
        self._launcher = Plugins.instance().instantiate_launcher(
            hydra_context=hydra_context, task_function=task_function, config=config
        )

    def sweep(self, arguments: list[str]) -> None:
        """Run configurations until as many are finished as were asked for."""
        # every command scans the plugins, and Optuna takes a third of a second to load
        from fashrec.sweep.search import search  # noqa: PLC0415

        search(arguments, self._params, self._loader, self._compose, self._launch)

    def _compose(self, words: Sequence[str]) -> DictConfig:
        return self._loader.load_sweep_config(self._config, list(words))

    def _launch(self, jobs: Sequence[Sequence[str]], first: int) -> Sequence[JobReturn]:
        return self._launcher.launch(jobs, initial_job_idx=first)
