"""RePlay: data frames of user, item and score."""

import pandas as pd
from replay.metrics import MAP, MRR, NDCG, HitRate, Precision, Recall

from fashrec.conformance.adapters.exchange import Case, Metric, serve

CLASSES = {"hit_rate": HitRate, "precision": Precision, "recall": Recall, "map": MAP, "ndcg": NDCG, "mrr": MRR}


def metric(kind: type) -> Metric:
    """The library's own mean."""

    def mean(case: Case) -> float:
        shown = [(customer, item, score) for customer, items in case["shown"].items() for item, score in items]
        bought = [(customer, item) for customer, items in case["relevant"].items() for item in items]
        means = kind(case["k"])(
            pd.DataFrame(shown, columns=["query_id", "item_id", "rating"]),
            pd.DataFrame(bought, columns=["query_id", "item_id"]),
        )
        return float(next(iter(means.values())))

    return mean


if __name__ == "__main__":
    serve("replay-rec", {name: metric(kind) for name, kind in CLASSES.items()})
