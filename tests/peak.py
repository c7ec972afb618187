"""The most memory that a process held, told by itself: a line of a program that a test runs in a process of its own."""

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
