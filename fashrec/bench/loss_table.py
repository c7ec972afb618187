"""A loss decomposition as text: what could be hit, what each step hits, and the difference list by list."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

SAID = {
    "as_run": "as run",
    "exact": "exact search",
    "exact_centred": "exact search, vectors not reduced",
    "exact_raw": "exact search, vectors neither reduced nor centred",
}
BOUNDS = {"customers_with_vector": "best of items with a vector", "customers_reachable": "best of the catalogue"}


@dataclass(frozen=True)
class Losses:
    """What is read off a run folder.

    Attributes:
        facts: its run.json.
        steps: a row a recommender, k and step: `hit_rate`; `new_rate`, that of lists which hit a product never bought
            by their customer; against the step before, null for the first: `won` lists
            that hit where its lists do not, `lost` the other way round, and `shared`, the mean share of k places whose
            item stands in its list too.
        n_fallback: lists of the first recommender as it was run that are its fallback's.
        possible: sums over the cuts of `relevant`, `reachable`, `with_vector` items, of `customers` and of those for
            whom there is one, `customers_reachable` and `customers_with_vector`.
    """

    facts: Mapping[str, Any]
    steps: pl.DataFrame
    n_fallback: int
    possible: Mapping[str, int]

    @classmethod
    def read(cls, folder: Path) -> "Losses":
        """Derive everything from the tables in `folder`."""
        facts = json.loads((folder / "run.json").read_text())
        hits = pl.read_parquet(folder / "hits.parquet")
        rows = [
            _step(hits.filter(recommender=name), name, list(facts["steps"]), place, k)
            for name in hits["recommender"].unique(maintain_order=True)
            for k in facts["ks"]
            for place in range(len(facts["steps"]))
        ]
        sums = pl.read_parquet(folder / "possible.parquet").drop("cut").sum().row(0, named=True)
        as_run = hits.filter(step=next(iter(facts["steps"])), recommender=hits["recommender"][0])
        steps = pl.DataFrame(rows, infer_schema_length=None)
        return cls(facts, steps, int(as_run["fallback"].sum()), sums)


def flat(losses: Losses) -> pl.DataFrame:
    """The steps, with the bounds below each recommender's."""
    n = losses.possible["customers"]
    bounds = [{"step": name, "hit_rate": losses.possible[name] / n} for name in BOUNDS]
    return pl.concat([losses.steps, pl.DataFrame(bounds)], how="diagonal")


def markdown(losses: Losses) -> str:
    """The report; its first line names the command that makes it again."""
    facts = losses.facts
    parts = [
        f"<!-- made by `{facts['command']}`: do not edit -->",
        f"# {facts['name']}: where hits are lost",
        _table(losses),
        _how(losses),
    ]
    return "\n\n".join(parts) + "\n"


def _step(hits: pl.DataFrame, name: str, steps: list[str], place: int, k: int) -> dict[str, Any]:
    of = {step: hits.filter(step=step).sort("cut", "customer") for step in steps}
    own, before = of[steps[place]], of[steps[place - 1]][f"hit@{k}"] if place else None
    hit = own[f"hit@{k}"]
    shared: Any = own[f"shared@{k}"].mean()
    return {
        "recommender": name,
        "k": k,
        "step": steps[place],
        "hit_rate": hit.mean(),
        "new_rate": own[f"new@{k}"].mean(),
        "won": None if before is None else int((hit > before).sum()),
        "lost": None if before is None else int((hit < before).sum()),
        "shared": None if shared is None else shared / k,
    }


def _table(losses: Losses) -> str:
    ks, steps = losses.facts["ks"], losses.facts["steps"]
    head = ["recommender", "lists", "index", "dim"]
    head += [title for k in ks for title in (f"hit_rate@{k}", "new product", "won", "lost", "shared")]
    rows = []
    for (name, step), of_step in losses.steps.group_by("recommender", "step", maintain_order=True):
        described = steps[str(step)]
        cells = [cell for row in of_step.rows(named=True) for cell in _cells(row)]
        rows.append([str(name), SAID[str(step)], described["index"], str(described["dim"]), *cells])
    n = losses.possible["customers"]
    for bound, said in BOUNDS.items():
        rows.append(["", said, "", "", *[f"{losses.possible[bound] / n:.4f}", "", "", "", ""] * len(ks)])
    lines = [head, ["---"] * 3 + ["---:"] * (len(head) - 3), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _how(losses: Losses) -> str:
    facts, could = losses.facts, losses.possible
    cuts, relevant = facts["cuts"], could["relevant"]
    outside, blind = relevant - could["reachable"], could["reachable"] - could["with_vector"]
    fallback = losses.n_fallback / could["customers"]
    return (
        f"{could['customers']:,} lists of {len(cuts)} validation cuts, {cuts[0]} to {cuts[-1]}; {fallback:.1%} of them "
        "are the fallback's, for customers without a profile. `new product` is the hit rate where only products count "
        "that the customer had bought in no colour. `won` lists hit where those of the line above do not, "
        "`lost` the other way round; `shared` is the share of places whose item stands in that line's list of the same "
        f"customer too. Of {relevant:,} relevant items {outside:,} ({outside / relevant:.1%}) lie outside the "
        f"catalogue, and {blind:,} ({blind / relevant:.1%}) inside it have no vector: no list made of vectors can hold "
        "them, whatever the index and the embedding. What is missing from `exact search` to the best of items with a "
        "vector is lost by the embedding, the profile and chance, not by the index. "
        f"Machine: {facts['machine']['processor']}; {facts['started'][:10]}. Command: `{facts['command']}`."
    )


def _cells(row: Mapping[str, Any]) -> list[str]:
    rates = [f"{row['hit_rate']:.4f}", f"{row['new_rate']:.4f}"]
    if row["won"] is None:
        return [*rates, "", "", ""]
    return [*rates, f"{row['won']:,}", f"{row['lost']:,}", f"{row['shared']:.4f}"]
