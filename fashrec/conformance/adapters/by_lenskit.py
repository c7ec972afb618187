"""LensKit: item lists by user, measured by RunAnalysis, whose means fill in its defaults."""

from lenskit.data import ItemList, ItemListCollection
from lenskit.metrics import NDCG, Hit, Precision, Recall, RecipRank, RunAnalysis
from lenskit.metrics.ranking import AveragePrecision

from fashrec.conformance.adapters.exchange import Case, Metric, serve

CLASSES = {
    "hit_rate": Hit,
    "precision": Precision,
    "recall": Recall,
    "map": AveragePrecision,
    "ndcg": NDCG,
    "mrr": RecipRank,
}


def metric(kind: type) -> Metric:
    """The library's own mean over lists."""

    def mean(case: Case) -> float:
        shown, relevant = (ItemListCollection.empty(["user_id"]) for _ in range(2))
        for customer, items in case["shown"].items():
            scores = [score for _, score in items]
            shown.add(ItemList([item for item, _ in items], scores=scores, ordered=True), user_id=customer)
        for customer, bought in case["relevant"].items():
            relevant.add(ItemList(bought), user_id=customer)
        result = RunAnalysis(kind(case["k"])).measure(shown, relevant)
        return float(result.list_summary()["mean"].iloc[0])

    return mean


if __name__ == "__main__":
    serve("lenskit", {name: metric(kind) for name, kind in CLASSES.items()})
