"""How a frontier was measured, in the words that stand below its tables."""

from fashrec.bench.frontier.apart import LOOKS
from fashrec.bench.frontier.figures import Figures
from fashrec.bench.frontier.latency import AROUND, BEYOND, LEVEL, TAILS
from fashrec.bench.frontier.sweep import BATCHES, CONTROL

TEXT = """## How

Every time and every neighbour lies in the run folder; `python -m fashrec.bench frontier raw=FOLDER` makes this page
anew, with another `loss`, `bound` or `recall` where one is given.

A search is fashrec's own, on one thread, one query at a time: its checks, the library's search, owned items taken
out, an exact ranking of what was found. `bare` is the library's own call for k neighbours; for exact a matrix-vector
product and the choice of the k greatest. Before anything is timed every setting answers every query once, so that no
visit is the first to touch a file. Settings are visited in random order, again in each repeat; a visit ends when its
share of the time is over, so that slow settings have fewer timed queries (n). A batch is asked up to {batches} times a
visit.

Exact search is the control before every visit (up to {control} single queries, and the batch). A visit's p50, and its
time for a batch, are divided by the median of the {around} controls around it, so that neither the machine's mood nor a
single disturbed control moves them; `/ exact` is the low median over visits: of two the lesser time, for what disturbs
makes slower. Every p50 and every rate is this ratio times exact's own median, so that one number decides what is bold,
taken or drawn. Tails are quantiles of all times, at the same pace, and blank where fewer than {beyond} lie beyond:
{tails}. ≈ stands where exact search, judged alike against its own controls, comes out in {level_of_noise:g} of 100
cases. **Bold** are the frontiers: no other setting finds as much in as little time.

`index_recall@{k}` is the share of the {k} answers that are no farther than the exact {k}-th neighbour, ties counted
as found. Vectors have length 1, where cosine, dot product and Euclidean distance order alike, so that one measure is
every metric's own. Items as queries are not answered with themselves.

A setting's lists are compared with exact's, list by list. [ ] is the {level:g} % interval of the difference, made of
Wilson's intervals for lists won and lost, with one design effect for all settings (how alike a customer's weeks are),
for one setting alone: that many settings are looked at is not allowed for. `cold` counts cold items alone, `cold_only`
lists drawn from cold items.

Everything is built once, in a process of its own. Memory is the most that this process held beyond what it held
before, the vectors in it: `build MB` while building, `serve MB` in another one after opening and {looks} queries.
Loading is warm in the disk's cache."""


def how(figures: Figures) -> str:
    """The last part of the page."""
    facts = figures.facts
    filled = TEXT.format(
        control=CONTROL,
        batches=BATCHES,
        around=2 * AROUND + 1,
        beyond=BEYOND,
        tails=", ".join(f"p{100 * share:g} of {BEYOND / (1 - share):,.0f} times" for share in TAILS.values()),
        level_of_noise=100 * LEVEL,
        k=facts["k"],
        level=100 * facts["level"],
        looks=LOOKS,
    )
    # a paragraph is a line, as in the rest of the page
    return "\n\n".join(part.replace("\n", " ") for part in filled.split("\n\n"))
