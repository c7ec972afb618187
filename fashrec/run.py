"""`python -m fashrec.run experiment=NAME`: compose, run, say what came out."""

import os
import sys

import hydra
from omegaconf import DictConfig

from fashrec.interrupted import end_of
from fashrec.job import perform

# hydra.main hands errors on instead of printing a traceback of its own
os.environ["HYDRA_FULL_ERROR"] = "1"


@hydra.main(version_base="1.3", config_path="../conf", config_name="config")
def _run(config: DictConfig) -> None:
    perform(config)


def main() -> int:
    """Run what the command line asks for; the exit status."""
    from fashrec.refusal import explain  # noqa: PLC0415 - only needed where something went wrong

    try:
        _run()
    except KeyboardInterrupt as interrupt:
        return end_of(interrupt)
    except Exception as error:  # noqa: BLE001 - what ends a job is said by the job: this ended before one began
        return explain(error, composing=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
