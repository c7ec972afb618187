"""The recommenders that a recommender is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from fashrec.stages import Recommender


def inside(name: str, recommender: Recommender) -> Iterator[tuple[str, Recommender]]:
    """Itself, and those in its fields at any depth, by the path of the setting: `fuse.members.external`."""
    yield name, recommender
    names: list[str] = [one.name for one in fields(recommender)] if is_dataclass(recommender) else []
    for setting in names:
        value = getattr(recommender, setting)
        named = value if isinstance(value, Mapping) else {"": value}
        for key, member in named.items():
            if isinstance(member, Recommender):
                yield from inside(f"{name}.{setting}{key and f'.{key}'}", member)
