"""The command: compose, fit, write."""

from collections.abc import Sequence
from pathlib import Path

from fashrec.bench.request import prepared_config
from fashrec.bench.words import chosen
from fashrec.errors import require

DEFAULTS = {"of": "content", "out": "runs/submission.csv"}


def command(words: Sequence[str]) -> None:
    """Write the lists of the experiment that these words compose to.

    Raises:
        ConfigError: where `of` is none of its recommenders, a plan is asked for, or a setting is wrong.
        HydraException: where the experiment does not compose.
    """
    own, overrides = chosen(words, DEFAULTS)
    config = prepared_config(overrides, "a submission")
    require(own["of"] in config.recommend, "of", own["of"], " or ".join(map(str, config.recommend)))
    # what follows reads the limits when it is imported
    import torch  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    from fashrec.bench.recorded import making_of  # noqa: PLC0415
    from fashrec.configure import assemble  # noqa: PLC0415
    from fashrec.progress import for_console  # noqa: PLC0415
    from fashrec.submission import told, write_submission  # noqa: PLC0415

    parts, progress, out = assemble(config), for_console(), Path(own["out"]).expanduser()
    torch.set_num_threads(config.threads)
    with threadpool_limits(config.threads):
        making = making_of(parts, config, progress)
        n_short = write_submission(making, own["of"], out)
    said = told(out, own["of"], len(making.tables.customers), n_short)
    Console(highlight=False).print(said, markup=False, soft_wrap=True)
