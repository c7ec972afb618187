"""How often the test days of a window had been looked at when runs opened them, in the words of captions."""

from collections.abc import Sequence

from fashrec.results.scores import Scored, cuts_of


def looks_of(runs: Sequence[Scored], window: str) -> tuple[int, ...]:
    """Of each run that opened test days in the window the how-manieth look at them it was, where its ledger knew.

    A validation cut has such a day where another run had opened it as test.
    """
    numbers = [int(run.data.get("looks_at_test") or 0) for run in runs if _tested(run, window)]
    return tuple(number for number in numbers if number)


def caption(numbers: Sequence[int]) -> str:
    """`look 3 at the test window`, of several runs `looks 3 to 5, 9 at the test window`; empty where there is none."""
    if not numbers:
        return ""
    return f"look{'s' * (len(set(numbers)) > 1)} {', '.join(_ranges(sorted(set(numbers))))} at the test window"


def _tested(run: Scored, window: str) -> bool:
    known = run.data.get("known_as_test", ())
    return any(cut["window"] == "test" or cut["start"] in known for cut in cuts_of(run, window))


def _ranges(numbers: Sequence[int]) -> list[str]:
    """Ascending numbers, those that follow each other as one range."""
    ends: list[tuple[int, int]] = []
    for number in numbers:
        if ends and number == ends[-1][1] + 1:
            ends[-1] = (ends[-1][0], number)
        else:
            ends.append((number, number))
    return [str(first) if first == last else f"{first} to {last}" for first, last in ends]
