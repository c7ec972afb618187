"""The ready sweeps in conf/, and the experiment that each one's command names."""

import re

from tests.running import CONF


def _experiment(text: str, name: str) -> str:
    found = re.search(rf"^# python -m fashrec\.run -m sweep={name} experiment=(\w+)$", text, re.MULTILINE)
    assert found, f"conf/sweep/{name}.yaml lacks its command"
    return found[1]


READY = {file.stem: _experiment(file.read_text(), file.stem) for file in sorted((CONF / "sweep").glob("*.yaml"))}
