"""How a frontier was measured, in the words that stand below its tables."""

from fashrec.bench.frontier.apart import LOOKS
from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.latency import ENOUGH_FOR_P999
from fashrec.bench.frontier.sweep import CONTROL
from fashrec.infer.wilson import FEWEST

TEXT = """## How

Every time and every neighbour lies in the run folder; `python -m fashrec.bench frontier raw=FOLDER` makes this page
anew, with another `loss`, `bound` or `recall` where one is given.

A search is fashrec's own, on one thread, one query at a time: its checks, the library's search, owned items taken
out, an exact ranking of what was found. `bare` is the library's own call for k neighbours; for exact a matrix-vector
product and the choice of the k greatest. Settings are visited in random order, again in each repeat; a visit ends
when its share of the time is over, so that slow settings have fewer timed queries (n). p99.9 is given from {enough:,}
of them on.

`/ exact` is a setting's p50 (or queries a second) over exact's just before it (up to {control} single queries, and
the same batch), in the median over visits. Trust it more than milliseconds, which depend on what else the machine
does. ≈ stands where it is within exact's own noise. **Bold** are the frontiers: no other setting finds as much in as
little time.

`index_recall@{k}` is the share of the {k} answers that are no farther than the exact {k}-th neighbour, ties counted
as found. Vectors have length 1, where cosine, dot product and Euclidean distance order alike, so that one measure is
every metric's own. Items as queries are not answered with themselves.

A setting's lists are compared with exact's, list by list. [ ] is the {level:g} % interval of the difference, customers
resampled, for one setting alone: that many settings are looked at is not allowed for. Where fewer than {fewest}
customers' lists differ, it is made of Wilson's intervals for lists won and lost. `cold` counts cold items alone,
`cold_only` lists drawn from cold items.

Everything is built once, in a process of its own. Memory is the most that this process held beyond what it held
before, the vectors in it: `build MB` while building, `serve MB` in another one after opening and {looks} queries.
Loading is warm in the disk's cache."""


def how(figures: Figures) -> str:
    """The last part of the page."""
    facts = figures.facts
    filled = TEXT.format(
        enough=ENOUGH_FOR_P999,
        control=CONTROL,
        k=facts["k"],
        level=100 * facts["level"],
        fewest=FEWEST,
        looks=LOOKS,
    )
    # a paragraph is a line, as in the rest of the page
    return "\n\n".join(part.replace("\n", " ") for part in filled.split("\n\n"))
