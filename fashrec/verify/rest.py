"""What stands in run.json that nothing was compared with: every key of it, less those that a check has named.

Checks name what they compare as `part/part/part`, `*` for any key and `[]` for any place of a list; all below is meant
too. A key that nobody knows is therefore told by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

WHOLE = ""  # a branch that ends here means all below it
# why nothing here compares it: keys at the top, last parts of others or whole names
REASONS = {
    "when, where, how fast and by which code it ran": (
        *("schema", "command", "name", "started", "ended", "git_commit", "versions", "machine", "stages", "search"),
        *("latency_p50_s", "latency_p95_s", "latency_p99_s"),
    ),
    "names of what lies in the store, and the looks that its ledger counts": (
        *("artefacts", "inputs", "data.hash", "cuts[].vectors", "looks_at_test", "known_as_test"),
    ),
    "told by recommenders, and no table holds it": ("cuts[].fallback", "cuts[].counts"),
    "made from pictures, vectors or networks": (
        *("embedding", "index", "classifier", "pretraining", "epochs", "diversity", "items_without_vector"),
        *("distances", "n_distances", "quarters"),
    ),
}
OTHERS = "nothing here knows how it is made, or what it is made from is not at hand"
Name = tuple[str, ...]
Branches = dict[str, Any]


def rest(run: dict[str, Any], compared: Iterable[str]) -> list[str]:
    """A line for each reason: the reason, and what of run.json was not compared for it."""
    tree: Branches = {}
    for one in compared:
        at = tree
        for part in one.split("/"):
            at = at.setdefault(part, {})
        at[WHOLE] = {}
    by_reason: dict[str, list[str]] = defaultdict(list)
    for name in _shortened(dict.fromkeys(_left(run, (), [tree]))):
        said = ".".join(name).replace(".[]", "[]")
        known = {said, name[0], name[-1].partition("@")[0]}
        reason = next((why for why, words in REASONS.items() if known.intersection(words)), OTHERS)
        by_reason[reason].append(said)
    return [f"{why}: {', '.join(by_reason[why])}" for why in (*REASONS, OTHERS) if why in by_reason]


def _left(node: object, at: Name, branches: Sequence[Branches]) -> Iterator[Name]:
    """The highest keys below which nothing is compared."""
    children = list(_children(node))
    nothing = isinstance(node, dict | list) and not children
    if nothing or any(WHOLE in one for one in branches):
        return
    if not branches or not children:
        yield at
    for key, child in children if branches else ():
        named, any_key = ([one[part] for one in branches if part in one] for part in (key, "*"))
        yield from _left(child, (*at, "*" if any_key and not named else key), [*named, *any_key])


def _children(node: object) -> Iterator[tuple[str, object]]:
    if isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, list):
        yield from (("[]", one) for one in node)


def _shortened(names: Iterable[Name]) -> Iterable[Name]:
    """Names that end alike as one, with `*` where they differ."""
    alike: dict[tuple[str, str, int], list[Name]] = defaultdict(list)
    for name in names:
        alike[name[0], name[-1], len(name)].append(name)
    for group in alike.values():
        yield tuple(parts[0] if len(set(parts)) == 1 else "*" for parts in zip(*group, strict=True))
