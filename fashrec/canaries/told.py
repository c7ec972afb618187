"""What the canaries tell: a table a cut, and a sentence."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from fashrec.canaries.watch import CONTROL, Watched, leaks


def tables(found: Sequence[Watched]) -> Iterator[Table]:
    """Artefacts by variants, one table a cut."""
    for cut in dict.fromkeys(one.cut for one in found):
        of_cut = [one for one in found if one.cut == cut]
        table = Table(box=SIMPLE_HEAD, title=f"changed from {cut} on", title_justify="left", pad_edge=False)
        for name in ("fitted", *(one.variant for one in of_cut)):
            table.add_column(name, no_wrap=True)
        for artefact in of_cut[0].moved:
            table.add_row(artefact, *(_cell(one, artefact) for one in of_cut))
        yield table


def _cell(one: Watched, artefact: str) -> str:
    if one.moved.get(artefact):
        return "[bold red]MOVED[/]"
    return "same" if one.changed or one.variant == CONTROL else "-"


def conclusion(found: Sequence[Watched]) -> tuple[str, int]:
    """What follows, and the exit status."""
    moved = leaks(found)
    n = sum(len(one.moved) for one in found if one.changed)
    idle = sorted({one.variant for one in found} - {one.variant for one in found if one.changed} - {CONTROL})
    nothing = f"; these data have nothing that could be {' or '.join(idle)}" if idle else ""
    if not moved:
        return f"nothing moved: {n} comparisons, bit by bit{nothing}", 0
    restless = sorted({name for _, variant, name in moved if variant == CONTROL})
    if restless:
        return f"not repeatable, so that nothing can be told of leaks: {', '.join(restless)}", 1
    said = "; ".join(f"{name} ({variant} from {cut} on)" for cut, variant, name in moved)
    return f"LEAK: what was changed lies at or after the cut, and this moved: {said}", 1
