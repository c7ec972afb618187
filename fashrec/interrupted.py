"""Ctrl-C, at whatever moment of a command: one line on standard error, exit status 130, no traceback."""

import os
import signal
import sys

STATUS = 130
SAID = "interrupted"


class Told(KeyboardInterrupt):
    """An interrupt that was said, and written down, where it came."""


def is_loading() -> bool:
    """Whether this is `python -m fashrec.COMMAND`, none of whose modules are loaded yet."""
    return sys.argv[:1] == ["-m"] and any(word.startswith("fashrec.") for word in sys.orig_argv)


def leave_at_once() -> None:
    """Let Ctrl-C end the process, until `work_begins`: while a command loads there is nothing to put in order.

    An exception would come out of somebody's import, which may make another one of it, or drop it.
    """
    # whoever started this may want it ignored, as a shell does for what runs in the background
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def work_begins() -> None:
    """Let Ctrl-C be an exception from here on, so that bars are put away and run folders say what happened."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def end_of(interrupt: KeyboardInterrupt) -> int:
    """Say that it was interrupted, unless that was told; the exit status."""
    if not isinstance(interrupt, Told):
        sys.stderr.write(f"{SAID}\n")
    return STATUS


def _leave(signum: int, frame: object) -> None:
    del signum, frame
    os.write(2, f"{SAID}\n".encode())
    os._exit(STATUS)
