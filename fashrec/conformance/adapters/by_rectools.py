"""RecTools: data frames of user, item and rank, with the library's defaults."""

import pandas as pd
from rectools.metrics import MAP, MRR, NDCG, HitRate, Precision, Recall

from fashrec.conformance.adapters.exchange import Case, Metric, serve

CLASSES = {"hit_rate": HitRate, "precision": Precision, "recall": Recall, "map": MAP, "ndcg": NDCG, "mrr": MRR}


def metric(kind: type) -> Metric:
    """The library's own mean."""

    def mean(case: Case) -> float:
        shown = [
            (customer, item, rank)
            for customer, items in case["shown"].items()
            for rank, (item, _) in enumerate(items, 1)
        ]
        bought = [(customer, item) for customer, items in case["relevant"].items() for item in items]
        value: float = kind(k=case["k"]).calc(
            reco=pd.DataFrame(shown, columns=["user_id", "item_id", "rank"]),
            interactions=pd.DataFrame(bought, columns=["user_id", "item_id"]),
        )
        return value

    return mean


if __name__ == "__main__":
    serve("rectools", {name: metric(kind) for name, kind in CLASSES.items()})
