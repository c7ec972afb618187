"""Checks what `make` needs before anything is installed, and says how to get what is missing.

Runs on any Python 3: it must be able to say that this one is too old.
"""

import os
import shutil
import sys
import sysconfig

OLDEST = (3, 11)
NEWEST = (3, 13)


def missing():
    """What is not there, each with how to get it."""
    found = []
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found.append(
            "Python 3.11, 3.12 or 3.13 (this is %d.%d): install one and say `make run PYTHON=python3.12`"
            % sys.version_info[:2]
        )
    compiler = os.environ.get("CXX") or next(filter(shutil.which, ("c++", "g++", "clang++")), None)
    if not compiler or not shutil.which(compiler.split()[0]):
        found.append("a C++ compiler, for Annoy: `apt install g++`, `dnf install gcc-c++` or `xcode-select --install`")
    header = os.path.join(sysconfig.get_paths()["include"], "Python.h")
    if not os.path.exists(header):
        found.append(
            "Python's headers, for Annoy (%s): `apt install python3-dev` or `dnf install python3-devel`" % header
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        found.append("Python's venv module: `apt install python3-venv`")
    return found


def main():
    """Exit with 2 and a list where something is missing."""
    found = missing()
    if found:
        sys.stderr.write("fashrec cannot be installed yet. Missing:\n")
        sys.stderr.writelines("  - %s\n" % line for line in found)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
