"""How an adapter is asked and answers: JSON in, JSON out. The standard library alone."""

import json
import math
import platform
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import TypedDict


class Case(TypedDict):
    """Lists of some customers, and what they bought.

    Attributes:
        name: what the case is about.
        k: the list length that is asked about.
        relevant: by customer, the items bought; a customer who bought nothing has an empty list.
        shown: by customer, (item, score), best first as fashrec orders them; who was shown nothing may be absent.
    """

    name: str
    k: int
    relevant: dict[str, list[str]]
    shown: dict[str, list[tuple[str, float]]]


Metric = Callable[[Case], float]


def serve(package: str, metrics: Mapping[str, Metric]) -> None:
    """Answer the cases on standard input: each metric's mean as the library gives it, or what it raised.

    Args:
        package: the library's name among installed packages.
        metrics: by our name; those that the library lacks are absent.
    """
    values = {
        case["name"]: {name: _value(metric, case) for name, metric in metrics.items()} for case in json.load(sys.stdin)
    }
    answer = {"version": version(package), "python": platform.python_version(), "values": values}
    sys.stdout.write(json.dumps(answer))


def _value(metric: Metric, case: Case) -> float | str:
    try:
        value = float(metric(case))
    except Exception as error:  # noqa: BLE001 - that a library refuses a case, in its words, is the answer
        return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    return value if math.isfinite(value) else str(value)
