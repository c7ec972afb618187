"""Settings of all tests."""

from hypothesis import settings

from tests.browser import browse, chromium  # noqa: F401 - fixtures for all rooms that write pages

# a busy machine is no reason to fail: what is slow is seen in the benchmarks
settings.register_profile("fashrec", deadline=None)
settings.load_profile("fashrec")
