"""Small cases on which definitions of the same metric part, each about one thing."""

from fashrec.conformance.adapters.exchange import Case

K = 3
Scored = list[tuple[str, float]]


def ranked(*items: str) -> Scored:
    """A list whose scores fall from place to place."""
    return [(item, float(len(items) - place)) for place, item in enumerate(items)]


def _case(name: str, relevant: dict[str, list[str]], shown: dict[str, Scored]) -> Case:
    return Case(name=name, k=K, relevant=relevant, shown=shown)


# a case's name: what it is about, in the table's words
CASES: dict[str, str] = {
    "plain": "lists of k different items, no more bought than k: a hit on places 1 and 3, on place 2, none",
    "many": "more bought than a list has places (n > k)",
    "long": "lists longer than k, with hits behind place k",
    "none": "a customer who bought nothing (n = 0) is shown a list",
    "short": "lists with fewer than k items",
    "missing": "a customer who bought something has no list",
    "empty": "a customer who bought something has a list without items",
    "duplicated": "a relevant item stands in a list twice",
    "tied": "all scores of a list are equal; fashrec orders them by item id",
    "negative": "all scores are below zero",
    "unknown item": "a list holds items that are not in the catalogue",
    "unknown customer": "a list for somebody who is not among the customers scored",
}
MADE: tuple[Case, ...] = (
    _case(
        "plain",
        {"ann": ["1", "2"], "bea": ["3"], "cas": ["4"]},
        {"ann": ranked("1", "9", "2"), "bea": ranked("8", "3", "9"), "cas": ranked("7", "8", "9")},
    ),
    _case(
        "many",
        {"ann": ["1", "2", "3", "4", "5"], "bea": ["1", "2", "3", "4"]},
        {"ann": ranked("1", "9", "2"), "bea": ranked("1", "2", "3")},
    ),
    _case(
        "long",
        {"ann": ["1", "2"], "bea": ["3"]},
        {"ann": ranked("9", "1", "8", "2", "7"), "bea": ranked("9", "8", "7", "3", "6")},
    ),
    _case("none", {"ann": ["1"], "bea": []}, {"ann": ranked("1", "8", "9"), "bea": ranked("1", "2", "3")}),
    _case("short", {"ann": ["1", "2"], "bea": ["3"]}, {"ann": ranked("1"), "bea": ranked("8", "3")}),
    _case("missing", {"ann": ["1"], "bea": ["2"]}, {"ann": ranked("1", "8", "9")}),
    _case("empty", {"ann": ["1"], "bea": ["2"]}, {"ann": ranked("1", "8", "9"), "bea": []}),
    _case(
        "duplicated", {"ann": ["1", "2"], "bea": ["3"]}, {"ann": ranked("1", "1", "9"), "bea": ranked("3", "8", "9")}
    ),
    _case(
        "tied",
        {"ann": ["1"], "bea": ["6"]},
        {"ann": [(item, 1.0) for item in "1234"], "bea": [(item, 1.0) for item in "6789"]},
    ),
    _case(
        "negative",
        {"ann": ["1"], "bea": ["2", "3"]},
        {"ann": [("9", -1.0), ("1", -2.0), ("8", -3.0)], "bea": [("2", -0.5), ("8", -0.75), ("3", -4.0)]},
    ),
    _case("unknown item", {"ann": ["1"], "bea": ["2"]}, {"ann": ranked("x", "1", "9"), "bea": ranked("2", "y", "z")}),
    _case("unknown customer", {"ann": ["1"]}, {"ann": ranked("9", "1", "8"), "zoe": ranked("1", "2", "3")}),
)
