"""How customers were chosen, beside the scores of everybody: so that nobody takes the one for the other."""

from collections.abc import Sequence

from markupsafe import Markup

from fashrec.gallery.choice import Choice
from fashrec.gallery.sides import Side
from fashrec.html.parts import table
from fashrec.infer.margin import legend, margin


def choice_table(choice: Choice) -> Markup:
    """How many of each kind there are, and how many of them are on the page."""
    n = len(choice.rows)
    rows = [
        [name, f"{among:,}", f"{among / choice.of:.1%}", f"{here:,}", f"{here / n:.1%}"]
        for name, (among, here) in choice.counts.items()
    ]
    head = ["customers", f"of all {choice.of:,}", "share", f"of these {n:,}", "share"]
    return table(head, rows if n else [])


def score_table(sides: Sequence[Side], window: str) -> Markup:
    """The runs' own scores of everybody, by segment."""
    metric = sides[0].run.headline
    cells = [side.run.data["scores"][window][side.recommender] for side in sides]
    rows = []
    for segment, of_first in cells[0].items():
        pair = [of_first.get(metric), cells[1].get(segment, {}).get(metric)]
        if pair[0] is not None and pair[0]["n"]:
            said = ["-" if one is None or one["value"] is None else f"{one['value']:.4f} {margin(one)}" for one in pair]
            rows.append([segment, f"{pair[0]['n']:,}", *said])
    made = table(["segment", "n", *(side.label for side in sides)], rows, caption=f"{metric}, everybody")
    level = sides[0].run.data.get("level")
    return made + Markup('<p class="quiet">{}.</p>').format(legend(level)) if level else made
