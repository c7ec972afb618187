"""The frame of commands that compose a configuration, as `fashrec.plain` is that of those which do not."""

import sys
from collections.abc import Callable

from fashrec.interrupted import end_of


def answer(words: list[str] | None, doc: str | None, work: Callable[[list[str]], int]) -> int:
    """Do a command's work, or print its help; the exit status: 130 after Ctrl-C, 2 without a word.

    Args:
        words: what was typed after the module's name; None: this process's own.
        doc: the help.
        work: given the words, gives the exit status. What it loads reads the limits on threads that composing sets, so
            that it imports what computes inside. Its errors are said on stderr.
    """
    words = sys.argv[1:] if words is None else words
    if not words or {"-h", "--help"} & set(words):
        sys.stdout.write(doc or "")
        return 0 if words else 2
    from fashrec.refusal import explain  # noqa: PLC0415 - Hydra takes a third of a second, `--help` does not need it

    try:
        return work(words)
    except KeyboardInterrupt as interrupt:
        return end_of(interrupt)
    except Exception as error:  # noqa: BLE001 - explain raises again what it does not know
        return explain(error)
