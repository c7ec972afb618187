"""What nobody compared is told by itself, briefly."""

from typing import Any

from fashrec.verify.rest import OTHERS, rest

CELL = {"value": 0.5, "n": 3, "by_cut": {"2020-09-16": 0.5}}
RUN: dict[str, Any] = {
    "started": "2026-11-21",
    "headline": "hit_rate@5",
    "nobody": {},
    "cuts": [{"start": "2020-09-09"}, {"start": "2020-09-16", "fallback": {"als": 3}}],
    "beyond": {"test": {name: {"gini@5": CELL, "diversity@5": CELL} for name in ("als", "bpr")}},
}
COMPARED = ("headline", "cuts/[]/start", "beyond/*/*/gini@5")


def told(run: dict[str, Any], *compared: str) -> dict[str, str]:
    """The lines, by reason."""
    lines = rest(run, compared)
    return {reason: names for reason, _, names in (line.partition(": ") for line in lines)}


def test_what_is_compared_is_not_told_and_all_else_is() -> None:
    """One name for what stands at every cut and every recommender; empty things say nothing."""
    names = ", ".join(told(RUN, *COMPARED).values())
    assert set(names.split(", ")) == {"started", "cuts[].fallback", "beyond.*.*.diversity@5"}


def test_a_key_that_nobody_knows_is_told_wherever_it_stands() -> None:
    """At the top, at one cut of several, in every cell: each once, and for want of another reason."""
    cell = {**CELL, "median": 0.4}
    run = {
        **RUN,
        "invented": 1,
        "cuts": [*RUN["cuts"], {"weather": "rain"}],
        "scores": {
            "test": {name: {segment: {"map@5": cell} for segment in ("all", "cold")} for name in ("als", "bpr")}
        },
    }
    parts = [f"scores/*/*/{segment}/map@5/{part}" for segment in ("all", "cold") for part in CELL]
    found = told(run, *COMPARED, *parts)[OTHERS]
    assert set(found.split(", ")) == {"invented", "cuts[].weather", "scores.*.*.*.map@5.median"}


def test_nothing_compared_is_every_key_at_the_top() -> None:
    """By the name of the whole, not of its parts."""
    names = ", ".join(told(RUN).values())
    assert set(names.split(", ")) == {"started", "headline", "cuts", "beyond"}


def test_the_same_key_below_another_one_is_another_key() -> None:
    """`counts` of the data are compared, those of a cut are not."""
    run = {"data": {"counts": {"items": 3}}, "cuts": [{"start": "2020-09-16", "counts": {"ranker": {"lessons": 6}}}]}
    assert list(told(run, "data/counts", "cuts/[]/start").values()) == ["cuts[].counts"]
