"""How many threads libraries take that read their limit once, when they are loaded."""

import os

from omegaconf import DictConfig, OmegaConf

THREADS = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def limit_threads(config: DictConfig) -> None:
    """Have libraries that are loaded from now on, here and in processes started from here, heed `threads`."""
    threads = OmegaConf.select(config, "threads")
    for name in THREADS:
        os.environ[name] = str(threads)
