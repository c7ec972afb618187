"""The Chromium that pages are looked at with: the system's, since Playwright's own needs a download."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The path of one that is installed; None where there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def arguments() -> list[str]:
    """What it has to be started with: root may not start it in its sandbox."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
