"""The most memory that this process holds during a piece of work, where the system can count it anew: on Linux."""

from pathlib import Path

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
# what proc_pid_clear_refs(5) resets the peak resident set by
_PEAK = "5"


def count_anew() -> int | None:
    """Count the peak from here on; the resident set now, in bytes. None where the system has no such thing."""
    try:
        _CLEAR.write_text(_PEAK)
    except OSError:
        return None
    return _status("VmRSS")


def peak_bytes() -> int:
    """The greatest resident set since it was last counted anew; to be asked only where that could be."""
    return _status("VmHWM")


def _status(name: str) -> int:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024
