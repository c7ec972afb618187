"""Programs that a benchmark runs in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

# a child begins with its parent's ru_maxrss on Linux; VmHWM is of its own memory alone
PEAK_BYTES = """
def peak_bytes():
    import resource, sys
    from pathlib import Path
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(status.read_text().partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
"""


def alone(program: str, *words: object, **env: str) -> tuple[float, int]:
    """Seconds and peak bytes, as a program prints them: `print(json.dumps([seconds, peak_bytes()]))`."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK_BYTES + program, *map(str, words)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, **env},
    )
    seconds, peak_bytes = json.loads(done.stdout)
    return float(seconds), int(peak_bytes)
