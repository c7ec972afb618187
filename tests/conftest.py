"""Settings of all tests."""

from hypothesis import settings

# a busy machine is no reason to fail: what is slow is seen in the benchmarks
settings.register_profile("fashrec", deadline=None)
settings.load_profile("fashrec")
