"""Beyond accuracy and the near-duplicate audit of some runs: `beyond.md`, `beyond.csv`, `audit.csv`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from fashrec.report.blocks import Block, Cell, Heading, Table, Text, table
from fashrec.report.cells import counts, score, spread
from fashrec.report.groups import groups
from fashrec.results.runs import Run, differing
from fashrec.results.scores import FLOORS, TOPS, windows

LATENCIES = ("latency_p50_s", "latency_p95_s", "latency_p99_s")
KINDS = {"same_item": "same item", "same_product": "other colour", "new_product": "new product"}
# of the relevant items beside the hits
RELEVANT = "relevant, in the catalogue"
Line = tuple[Sequence[str], Sequence[Mapping[str, Any]]]  # its first cells, and what each of its runs has


def looked_beyond(runs: Sequence[Run]) -> list[Run]:
    """Those of a fashrec that measured beyond accuracy."""
    return [run for run in runs if run.data.get("beyond") and run.data.get("audit")]


def beyond(name: str, runs: Sequence[Run]) -> list[Block]:
    """Both tables for each window and what was scored, at the headline's list length.

    Args:
        name: the report's.
        runs: `looked_beyond`, at least one.
    """
    found = [group for window in windows(runs) for group in groups(runs, window)]
    ks = dict.fromkeys(group.k for group in found)
    made: list[Block] = [Heading(1, f"{name}: beyond accuracy at {', '.join(ks)}")]
    for group in found:
        made += [Heading(2, f"What lists are like, {group.title}"), _beyond(group.runs, group.window, group.k)]
        made += [Heading(2, f"What is hit, {group.title}"), _audit(group.runs, group.window, group.k)]
    return [*made, Heading(2, "How to read it"), Text(_legend())]


def beyond_frame(runs: Sequence[Run]) -> pl.DataFrame:
    """A row a run, window and recommender: `run`, the settings that differ, and each measure, unrounded."""
    return _frame(runs, "beyond", lambda cell: [{name: one["value"] for name, one in cell.items()}])


def audit_frame(runs: Sequence[Run]) -> pl.DataFrame:
    """A row a run, window, recommender and list length `k`: every number of the audit by dotted name, unrounded.

    What is counted from the least on, such as `distances` and `quarters`, has its place in the name, from 1.
    """
    return _frame(runs, "audit", lambda cell: [{"k": int(k), **dict(_numbers(one, ""))} for k, one in cell.items()])


def _beyond(runs: Sequence[Run], window: str, k: str) -> Table:
    first = runs[0].data["beyond"][window]
    names = [name for name in next(iter(first.values())) if name.endswith(f"@{k}")]
    head, lines = _lines(runs, lambda run: run.data["beyond"][window])
    rows = [
        [
            *label,
            *(spread([one.get(name, {}).get("value") for one in of]) for name in names),
            *(_ms([one[name]["value"] for one in of]) for name in LATENCIES),
        ]
        for label, of in lines
    ]
    titles = [name.partition("@")[0] for name in names]
    return table([*head, *titles, "p50 ms", "p95 ms", "p99 ms"], rows, n_left=len(head))


def _audit(runs: Sequence[Run], window: str, k: str) -> Table:
    head, lines = _lines(runs, lambda run: {name: one[k] for name, one in run.data["audit"][window].items()})
    relevant = [next(iter(run.data["audit"][window].values()))[k] for run in runs]
    rows = [[RELEVANT, *[""] * (len(head) - 1), "", *_relevant(relevant)]]
    rows += [[*label, spread([one["hit_rate"] for one in of]), *_hits(of)] for label, of in lines]
    kinds = [f"hits: {said}" for said in KINDS.values()]
    rates = [f"hit rate: {said}" for said in KINDS.values()]
    titles = ["hit rate", *rates, "hits", *kinds, "distance p25", "p50", "p75", "nearest quarter"]
    return table([*head, *titles], rows, n_left=len(head))


def _hits(audits: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """Cells of a line but the first."""
    edges = [one["distances"] or [None] * 5 for one in audits]
    return [
        *(spread([one["kinds"][kind]["hit_rate"] for one in audits]) for kind in KINDS),
        counts([one["hits"] for one in audits]),
        *(spread([one["kinds"][kind]["share"] for one in audits]) for kind in KINDS),
        *(spread([of_one[at] for of_one in edges]) for at in (1, 2, 3)),
        spread([_nearest(one) for one in audits]),
    ]


def _relevant(audits: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """The same cells for what could be hit; `counts` and shares only."""
    n = [sum(one["kinds"][kind]["relevant"] for kind in KINDS) for one in audits]
    of = [[_share(one["kinds"][kind]["relevant"], m) for one, m in zip(audits, n, strict=True)] for kind in KINDS]
    inner = [[quarter["to"] for quarter in one["quarters"][:-1]] or [None] * 3 for one in audits]
    quarters = [spread([edges[at] for edges in inner]) for at in range(3)]
    return [*[Cell("")] * len(KINDS), counts(n), *(spread(shares) for shares in of), *quarters, score(1 / 4)]


def _nearest(audit: Mapping[str, Any]) -> float | None:
    """The share of hits with a distance that fall into the relevant items' nearest quarter."""
    quarters = audit["quarters"]
    return _share(quarters[0]["hits"], audit["n_distances"]) if quarters else None


def _share(part: int, n: int) -> float | None:
    return part / n if n else None


def _lines(runs: Sequence[Run], of: Callable[[Run], Mapping[str, Any]]) -> tuple[list[str], list[Line]]:
    """The left columns, and the lines: floors and tops once for all runs, every other recommender once a run."""
    settings, found = differing(runs), [of(run) for run in runs]
    names = dict.fromkeys(name for one in found for name in one)
    outer = {name: [one[name] for one in found if name in one] for name in (*FLOORS, *TOPS) if name in names}
    head = ["recommender", *(["run", *settings] if len(runs) > 1 else [])]
    inner = [
        ([name, run.label, *map(run.setting, settings)][: len(head)], [one[name]])
        for run, one in zip(runs, found, strict=True)
        for name in one
        if name not in outer
    ]
    blank = [""] * (len(head) - 1)
    above, below = ([([n, *blank], outer[n]) for n in some if n in outer] for some in (FLOORS, TOPS))
    return head, [*above, *inner, *below]


def _frame(runs: Sequence[Run], key: str, flat: Callable[[Mapping[str, Any]], list[dict[str, Any]]]) -> pl.DataFrame:
    settings = differing(runs)
    rows = [
        {
            "run": run.stamp,
            **{name: run.setting(name) for name in settings},
            "window": window,
            "recommender": name,
            **row,
        }
        for run in runs
        for window, cells in run.data[key].items()
        for name, cell in cells.items()
        for row in flat(cell)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _numbers(node: Mapping[str, Any], path: str) -> Iterator[tuple[str, object]]:
    for name, value in node.items():
        if isinstance(value, dict):
            yield from _numbers(value, f"{path}{name}.")
        elif isinstance(value, list):
            yield from _numbers({str(place): one for place, one in enumerate(value, start=1)}, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def _ms(seconds: Sequence[float | None]) -> Cell:
    known = [1000 * value for value in seconds if value is not None]
    if not known:
        return score(None)
    ends = dict.fromkeys(f"{value:.2f}" for value in (min(known), max(known)))
    return Cell(" – ".join(ends), order=min(known))


def _legend() -> str:
    return (
        "docs/evaluation.md 5 has the definitions. `novelty` is in bits, `diversity` and "
        "distances are cosine distances in the run's own vectors; waiting times are those of one customer's list of "
        "the greatest length, on this machine. Of a relevant item bought before by this customer (`same item`), of "
        "another colour of something bought (`other colour`) and of a product never bought (`new product`), the "
        "last are taste. `hit rate: …` counts a customer by the newest of the three kinds among the hits, so that "
        "the three add up to `hit rate`; `hits: …` are shares of all hits. Distances are to the nearest item bought, "
        "of hits on items not bought before; `nearest quarter` is the share of them that are as near as the nearest "
        "quarter of the relevant items in the catalogue: chance expects 0.25. Two numbers with a dash between are the "
        "least and the greatest over the runs."
    )
