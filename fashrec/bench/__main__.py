"""`python -m fashrec.bench frontier|weights|loss|photos|embed|full-size|ratios`: what fashrec costs and finds.

frontier experiment=NAME [any setting of fashrec.run] [rivals=annoy,hnswlib,...|all|none] [trees=5,20,50,100]
         [search_k=100,300,1000,...,100000] [metric=angular,dot,euclidean] [builds=one|all] [dims=32,128] [repeats=3]
         [queries=1000] [minutes=6] [threads=2] [loss=0.005] [bound=LOSS] [recall=0.99] [out=reports]
    Approximate indexes beside exact search, on that experiment's own vectors: recall, time and hits of each setting,
    and which to take. Asked are profiles and, for comparison, a fourth as many items; times and recall are of the last
    validation cut, hits of the content recommender's lists at every one. table.md, table.csv and plots go to
    OUT/frontier/NAME/, every time and neighbour to runs/frontier/NAME/STAMP/, both below the current folder. NAME is
    the experiment's, or what name=NAME says: give one where other settings differ, for the report of an earlier
    command of that name is written over.
    rivals= names indexes of conf/index (by default the experiment's own; exact search is always there); all: every one
    whose library is installed (pip install 'fashrec[ann]'). trees, search_k and metric are Annoy's; the others are
    built as conf/index has them, with builds=all in every way of their build grids, and asked with every value of
    their query argument, up to the first with which all items are looked at. dims= reduces the experiment's vectors to
    other lengths.
    minutes= is for timing: no repeat but the first begins that would not end within it, and a visit of a setting ends
    with its share. Building, a first answer of every setting, and lists at every cut, take their own time. p95, p99
    and p99.9 are told of 100, 500 and 5,000 timed queries; more minutes= or queries= make more.
    threads= is of batches and builds (2 unless the experiment says otherwise, however many cores there are); single
    queries are timed on one.
    Taken is the cheapest setting whose hit rate is at most loss= below exact's, and the lower end of whose interval at
    most bound= (by default as much); for made vectors, the cheapest whose index_recall is at least recall=.

frontier n=105000 | sizes=10000,100000,1000000 [dim=128] [experiment=NAME] [the words above]
    The same on so many made vectors; of several sizes, how cost grows. They lie as the experiment's own vectors do,
    which are measured too, or, without experiment=, as plain clusters of length dim=. The defaults here are
    metric=angular and trees=10,50,100, of several sizes trees=50.

frontier raw=runs/frontier/NAME/STAMP [loss=] [bound=] [recall=] [out=reports]
    That run's report anew, from its raw tables alone: nothing is measured.

weights experiment=NAME [any setting of fashrec.run] [of=RECOMMENDER] [objective=hit_rate@5] [segment=all] [points=500]
        [out=reports]
    The best weights of a fusion's members, looked for on the validation window alone: members are run once over its
    cuts, then weights are tried on their lists: an even grid of at most so many points, and ever smaller steps from its
    best. table.md and table.csv in OUT/weights/NAME/RECOMMENDER/ say what was found, how many were looked at and how
    much of it is luck; runs/weights/NAME/STAMP/ has the same raw.

loss experiment=NAME [any setting of fashrec.run] [out=reports]
    Where hits are lost between the catalogue and the list: the recommenders that need vectors as the experiment has
    them, with exact search, and with exact search of vectors that were not reduced, centred and as they came, at every
    validation cut; beside them the best that items with a vector, and all items, could reach. table.md and table.csv
    in OUT/loss/NAME/, every list's hits in runs/loss/NAME/STAMP/. Takes about four times as long as the experiment's
    own lists; vectors that are not reduced are kept in the store.

photos photos=FOLDER experiment=NAME [any setting of fashrec.run] [classes=FILE.yaml] [k=5] [out=reports]
    How good the search by a photo is: FOLDER holds photos of garments, a sub-folder for each class. Counted are the k
    nearest other photos of the same class, and the k nearest items of the catalogue (at the last validation cut;
    split.catalogue=all: of all items) of a kind that matches the class. Which kinds those are FILE says, with lines
    such as `shoes: {product_group_name: [Shoes]}`; without it, H&M's for dress, hat, longsleeve, outwear, pants,
    shirt, shoes, shorts, skirt and t-shirt. table.md, table.csv and summary.json, which name no photo and no item, go
    to OUT/photos/NAME/, every neighbour to runs/photos/NAME/STAMP/, both below the current folder.

embed [name=resnet18] [weights=none] [size=224] [threads=2] [batch_size=4] [pictures=FOLDER] [n=192] [rounds=5]
      [also=bfloat16,compile]
    Pictures a second beside the bare network on ready tensors, and that network in other forms and batches, on the
    CPU: Markdown on standard output, in about three minutes. Pictures are n of those below FOLDER, or drawn ones.
    also= names forms that are not always tried: bfloat16 is very slow on processors that lack it, torch.compile needs
    a C++ compiler.

full-size out=FOLDER [n_rows=31788324] [n_customers=1371980] [n_items=105542] [seed=0]
    A made-up download as large as H&M's, to measure the ingest with: about 3.8 GB.

ratios [measured=.benchmarks/last.json] [keep=false] [out=reports/ratios]
    What `make bench` measured beside the last baseline, OUT/baseline.json: which hot paths became slower or faster by
    more than their rounds differ, on standard output and in OUT/table.md. keep=true makes it the baseline.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from fashrec.command import answer
from fashrec.errors import ConfigError

# by verb: what makes a request of words, and what does it
VERBS = {
    "frontier": ("fashrec.bench.frontier.request:composed", "fashrec.bench.frontier.command:frontier"),
    "weights": ("fashrec.bench.weights.request:composed", "fashrec.bench.weights.command:weights"),
    "loss": ("fashrec.bench.loss_request:composed", "fashrec.bench.loss:loss"),
    "embed": ("fashrec.bench.plain_request:composed_embed", "fashrec.bench.embedding_page:speed_page"),
    "full-size": ("fashrec.bench.plain_request:composed_full_size", "fashrec.bench.full_size:full_size"),
    "ratios": ("fashrec.bench.ratios.command:composed", "fashrec.bench.ratios.command:compare"),
    "photos": ("fashrec.bench.photos.request:composed", "fashrec.bench.photos.measure:measure"),
}


def main(words: list[str] | None = None) -> int:
    """Do what the verb says; the exit status."""
    return answer(words, __doc__, _measure)


def _measure(words: list[str]) -> int:
    verb, *rest = words
    if verb not in VERBS:
        raise ConfigError(
            f"there is no benchmark {verb}",
            where="the first word after fashrec.bench",
            why=f"the benchmarks are {', '.join(VERBS)}",
            do="python -m fashrec.bench frontier experiment=pca128",
        )
    compose, measure = VERBS[verb]
    request = _named(compose)(rest)
    # what this loads reads the limits on threads that the experiment's configuration has set
    _named(measure)(request)
    return 0


def _named(path: str) -> Callable[..., Any]:
    module, _, name = path.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


if __name__ == "__main__":
    sys.exit(main())
