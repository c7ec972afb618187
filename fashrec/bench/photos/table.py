"""A photo search as text, as one CSV and as JSON: numbers alone, no item's id and no photo."""

from typing import Any

import polars as pl
import polars.selectors as cs

from fashrec.bench.photos.figures import MEASURES, Figures
from fashrec.markdown import grid

SAID = {
    "label_agreement": "share of the {k} nearest other photos that are of the photo's class",
    "label_nearest": "share of photos whose nearest other photo is of their class (leave-one-out 1-NN accuracy)",
    "type_any": "share of photos with a matching item among the {k} nearest",
    "type_share": "share of the {k} nearest items that match",
}


def markdown(figures: Figures) -> str:
    """The report; its first line names the command that makes it again."""
    facts = figures.facts
    parts = [
        f"<!-- made by `{facts['command']}`: do not edit -->",
        f"# {facts['name']}: photos in the wild, among themselves and in the shop",
        _measured_on(figures),
        _overall(figures),
        f"## Classes\n\n{_classes(figures)}",
        f"## What the items found are\n\n{_kinds(figures)}",
        f"## What matches\n\n{_matching(figures)}",
    ]
    return "\n\n".join(parts) + "\n"


def flat(figures: Figures) -> pl.DataFrame:
    """One row for all photos (class `all`, with the ends of the intervals), then a row a class."""
    n, row = len(figures.photos), {"class": "all", "n": len(figures.photos)}
    for one in figures.measures.iter_rows(named=True):
        name = one["measure"]
        row |= {name: one["value"], f"{name}_chance": one["chance"], f"{name}_low": one["low"]}
        row |= {f"{name}_high": one["high"]}
    assert figures.classes["n"].sum() == n, "each photo is of one class"
    return pl.concat([pl.DataFrame([row]), figures.classes], how="diagonal_relaxed")


def summary(figures: Figures) -> dict[str, Any]:
    """What a program reads: what was asked and measured; shares in [0, 1], to six decimals."""
    facts = figures.facts
    measures, classes = (frame.with_columns(cs.float().round(6)) for frame in (figures.measures, figures.classes))
    told = ("name", "command", "git_commit", "seed", "k", "cut", "catalogue", "n_items", "dim")
    return {
        **{name: facts[name] for name in told},
        "n_photos": len(figures.photos),
        "n_photos_without_vector": int((~figures.photos["has_vector"]).sum()),
        "n_files_left_out": facts["n_files_left_out"],
        "measures": {row.pop("measure"): row for row in measures.to_dicts()},
        "classes": {row.pop("class"): row for row in classes.to_dicts()},
    }


def named(measure: str, k: int) -> str:
    """A measure with its k, where it has one."""
    return measure if measure == "label_nearest" else f"{measure}@{k}"


def _measured_on(figures: Figures) -> str:
    facts, photos = figures.facts, figures.photos
    without, left_out = int((~photos["has_vector"]).sum()), facts["n_files_left_out"]
    counted = [f" {without} photos without a vector count as failures."] * (without > 0)
    counted += [f" {left_out} files that are no pictures by their name were left out."] * (left_out > 0)
    return (
        f"{len(photos):,} photos of {len(figures.classes)} classes; {facts['n_items']:,} items with a vector, the "
        f"catalogue `{facts['catalogue']}` on {facts['cut']}; vectors of length {facts['dim']}, compared exactly, by "
        "cosine. Photos go the same way as the items' pictures and have no part in what is fitted. The 95 % intervals "
        "come from drawing the photos anew, 10,000 times, with the neighbours they have; chance is what neighbours "
        f"drawn at random would give.{''.join(counted)} Commit {str(facts['git_commit'])[:12]}."
    )


def _overall(figures: Figures) -> str:
    k = figures.facts["k"]
    rows = [
        [
            *(f"`{named(row['measure'], k)}`", SAID[row["measure"]].format(k=k)),
            *(_share(row["value"]), f"{_share(row['low'])} … {_share(row['high'])}", _share(row["chance"])),
        ]
        for row in figures.measures.iter_rows(named=True)
    ]
    return grid(["measure", "what it is", "value", "95 %", "chance"], rows, n_left=2)


def _classes(figures: Figures) -> str:
    head = [cell for measure in MEASURES for cell in (named(measure, figures.facts["k"]), "chance")]
    rows = [
        [
            *(row["class"], f"{row['n']:,}"),
            *(_share(row[name]) for measure in MEASURES for name in (measure, f"{measure}_chance")),
        ]
        for row in figures.classes.iter_rows(named=True)
    ]
    return grid(["class", "n", *head], rows, n_left=1)


def _kinds(figures: Figures) -> str:
    rows = []
    for (name,), frame in figures.kinds.group_by("class", maintain_order=True):
        found = [f"{_bold(one['kind'], one['agrees'])} {one['share']:.0%}" for one in frame.iter_rows(named=True)]
        rows.append([str(name), ", ".join(found)])
    return grid(
        ["class", f"product types among the {figures.facts['k']} nearest; those that match are bold"], rows, n_left=2
    )


def _matching(figures: Figures) -> str:
    facts = figures.facts
    rows = [
        [
            *(name, "; ".join(f"{column}: {', '.join(values)}" for column, values in columns.items())),
            f"{facts['n_matching'][name]:,}",
        ]
        for name, columns in facts["matching"].items()
    ]
    return grid(["class", "items that match", "n"], rows, n_left=2)


def _share(value: float) -> str:
    return f"{value:.4f}"


def _bold(text: str, bold: bool) -> str:
    return f"**{text}**" if bold else text
