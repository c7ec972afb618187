"""A search for weights as text: what was found, the points that a reader looks for, the next best."""

from collections.abc import Sequence

from fashrec.bench.weights.found import Found

NEXT = 10
"""Points of the ranking that are shown; the rest is in table.csv."""
NOTE = (
    "Only ratios matter. Lists are the fusion's own, before any place is kept for new items. Every point looked at, "
    "cut by cut, is in table.csv. Differences between neighbours of this ranking are mostly luck."
)


def markdown(found: Found) -> str:
    """The report; its first line names the command that makes it again."""
    frame = found.frame().head(NEXT)
    ranking = [[*(str(row[name]) for name in found.members), _value(row["value"])] for row in frame.to_dicts()]
    known = [[what, *map(_weight, weights), _value(value)] for what, (weights, value) in found.rows().items()]
    parts = [
        f"<!-- made by `{found.command}`: do not edit -->",
        f"# Weights of {found.path}",
        found.said(),
        "The best weights are taken with:",
        f"```\n{found.words()}\n```",
        _grid(["weights", *found.members, found.objective], known),
        f"## The best {len(frame)}",
        _grid([*found.members, found.objective], ranking),
        NOTE,
    ]
    return "\n\n".join(parts) + "\n"


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---:"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _weight(weight: float) -> str:
    return f"{weight:g}"


def _value(value: float) -> str:
    return f"{value:.4f}"
