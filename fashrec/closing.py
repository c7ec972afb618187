"""What a run says when it is done: one small table, where the run folder lies, what to type next."""

import shutil
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from fashrec.closing_table import print_table
from fashrec.record import Record
from fashrec.results.scores import cuts_of
from fashrec.results.ties import large, moved

FEW = 3  # recommenders that a line names


def close(record: Record, headline: str, console: Console) -> None:
    """Print the headline metric by segment for every recommender, between chance and ceiling.

    Args:
        record: a run that is done.
        headline: the metric, such as `hit_rate@5`.
        console: where to.
    """
    data = record.data
    for window in data["scores"]:
        console.print(f"\n{_title(record, window, headline)}", style="bold", highlight=False, soft_wrap=True)
        print_table(data, window, headline, console)
    for line in (
        *_notes(data, headline),
        *_ties(record, headline),
        "",
        f"run folder: {_near(record.folder)}",
        f"next: {_next(data)}",
    ):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _title(record: Record, window: str, headline: str) -> str:
    cuts = [cut["start"] for cut in cuts_of(record, window)]
    return f"{headline} by segment, {window} window: {len(cuts)} cuts, {cuts[0]} ... {cuts[-1]}"


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _notes(data: dict[str, Any], headline: str) -> list[str]:
    """What a reader of the table should know: whose vectors, how approximate, how many fell back, which window."""
    cold = [ceilings["cold"][headline] for ceilings in data["ceilings"].values()]
    shut_out = any(cell["n"] for cell in cold) and not any(cell["value"] for cell in cold)
    notes = ["cold: 0 by construction, since the catalogue holds no cold item (see split.catalogue)"] * shut_out
    notes += [f"embedding: {data['embedding']}"] if data.get("embedding") else []
    notes += [_pretrained(data["pretraining"])] if data.get("pretraining") else []
    notes += [_trained(data["classifier"])] if data.get("classifier") else []
    index = data.get("index")
    if index:
        exact_won = index["exact_is_faster"]
        faster = "exact in batch took less time here" if exact_won else "it took less time here than exact in batch"
        notes.append(
            f"{index['index']}: {index['argument']} {index['value']} reaches "
            f"index_recall@{index['k']} {index['recall']:.3f}; {faster} (one timing)"
        )
    for name in dict.fromkeys(name for cut in data["cuts"] for name in cut.get("fallback", {})):
        n_fallback = sum(cut["fallback"][name] for cut in data["cuts"])
        n = sum(cut["customers_scored"] for cut in data["cuts"])
        notes.append(
            f"{name}: {n_fallback / n:.1%} of lists are the fallback's, for customers of whom it knows too little"
        )
    if data.get("looks_at_test"):
        notes.append(f"look number {data['looks_at_test']} at the test window of these data")
    return notes


def _ties(record: Record, headline: str) -> list[str]:
    """Whose lists often end in the midst of equal scores, and how many scores that moved far; one line at most."""
    window = list(record.data["scores"])[-1]  # `all` where there are several
    often = [f"{name} {mass:.0%}" for name, mass in large(record, window, headline).items()]
    n_moved = len(list(moved(record, window, headline)))
    said = []
    if often:
        more = f" and {len(often) - FEW} more" if len(often) > FEW else ""
        said.append(f"lists that end in the midst of equal scores, in the order of ids: {', '.join(often[:FEW])}{more}")
    if n_moved:
        said.append(f"scores that another order could move by more than half of their interval: {n_moved}")
    return [f"ties: {'; '.join(said)} (see context.md of the report)"] if said else []


def _pretrained(learnt: dict[str, Any]) -> str:
    return (
        f"first lessons: {learnt['n_training']:,} pictures from elsewhere; on held-out ones {_beside_trivial(learnt)}"
    )


def _trained(learnt: dict[str, Any]) -> str:
    return (
        f"network: trained on {learnt['n_training']:,} pictures of items bought before {learnt['cut']}; "
        f"on held-out products {_beside_trivial(learnt)}"
    )


def _beside_trivial(learnt: dict[str, Any]) -> str:
    """How good a network is, beside the best that needs none."""
    said = []
    for name in ("map_macro", "accuracy"):
        trivial = {other: learnt[other][name] for other in ("none", "majority", "prior")}
        best = max(trivial, key=lambda other: trivial[other] or 0.0)
        said.append(f"{name} {_text(learnt['network'][name])} ({best}: {_text(trivial[best])})")
    return ", ".join(said)


def _near(folder: Path) -> Path:
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def _python() -> str:
    """How the interpreter that runs this is called from here."""
    here = Path(sys.executable)
    found = shutil.which("python")
    return "python" if found and Path(found).parent == here.parent else str(_near(here))


def _next(data: dict[str, Any]) -> str:
    return f"{_python()} -m fashrec.report runs='runs/{data['name']}/*', or another experiment of conf/experiment/"
