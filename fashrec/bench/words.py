"""The benchmarks' own words on the command line, `name=value`, beside those that are Hydra's."""

from collections.abc import Mapping, Sequence

from fashrec.errors import require

# Annoy's numbers are C ints
MOST = 2**31 - 1


def chosen(words: Sequence[str], defaults: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The value of every name in `defaults`, as given or by default, and the words that are none of them."""
    pairs = [(word, *word.partition("=")[::2]) for word in words]
    own = {name: value for word, name, value in pairs if name in defaults and "=" in word}
    return {**defaults, **own}, [word for word, name, _ in pairs if name not in own]


def whole_number(name: str, text: str, least: int = 1) -> int:
    """The number that `text` is.

    Raises:
        ConfigError: where it is no whole number from `least` to 2^31 - 1.
    """
    fine = text.isdecimal() and least <= int(text) <= MOST
    require(fine, name, text, f"a whole number of at least {least}, and below 2^31")
    return int(text)


def whole_numbers(name: str, text: str) -> tuple[int, ...]:
    """The distinct numbers that stand in `text` between commas, ascending.

    Raises:
        ConfigError: where one is no whole number from 1 to 2^31 - 1.
    """
    parts = [part.strip() for part in text.strip("[]").split(",")]
    fine = all(part.isdecimal() and 1 <= int(part) <= MOST for part in parts)
    require(fine, name, text, "whole numbers of at least 1, and below 2^31, between commas, such as 5,20,50")
    return tuple(sorted({int(part) for part in parts}))
