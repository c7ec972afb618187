"""The canaries' command: compose, watch, print."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from fashrec.bench.request import prepared_config
from fashrec.bench.words import chosen


def command(words: Sequence[str]) -> int:
    """Watch the experiment that these words compose to, print a table a cut; the exit status."""
    own, overrides = chosen(words, {"weights_of": ""})
    config = prepared_config(overrides, "a watch")
    # what follows reads the limits when it is imported
    import torch  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    from fashrec.canaries.told import conclusion, tables  # noqa: PLC0415
    from fashrec.canaries.watch import watch  # noqa: PLC0415
    from fashrec.canaries.weights import watch_weights  # noqa: PLC0415
    from fashrec.configure import assemble  # noqa: PLC0415
    from fashrec.progress import for_console  # noqa: PLC0415
    from fashrec.store import Store  # noqa: PLC0415

    parts, progress = assemble(config), for_console()
    torch.set_num_threads(config.threads)
    with threadpool_limits(config.threads):
        store = Store.opened(Path(config.store.root), progress, config.store.verify)
        found = [] if not own["weights_of"] else watch_weights(parts, store, progress, own["weights_of"])
        found = [*watch(parts, store, progress), *found]
    # a report in a file is as wide as its table
    console = Console(highlight=False, width=max(Console().width, 110))
    for table in tables(found):
        console.print(table)
    said, status = conclusion(found)
    console.print(said, markup=False, soft_wrap=True)
    return status
