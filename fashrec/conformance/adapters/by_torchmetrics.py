"""TorchMetrics: flat tensors of scores and relevance, one row a candidate.

It knows candidates and no lists: relevant items that were not shown follow behind the list and k items that nobody
bought, so that they count in |R| and stand at no place that is looked at.
"""

import torch
from torchmetrics import retrieval
from torchmetrics.retrieval.base import RetrievalMetric

from fashrec.conformance.adapters.exchange import Case, Metric, serve

CLASSES = {
    "hit_rate": retrieval.RetrievalHitRate,
    "precision": retrieval.RetrievalPrecision,
    "recall": retrieval.RetrievalRecall,
    "map": retrieval.RetrievalMAP,
    "ndcg": retrieval.RetrievalNormalizedDCG,
    "mrr": retrieval.RetrievalMRR,
}


def metric(kind: type[RetrievalMetric]) -> Metric:
    """The library's own mean."""

    def mean(case: Case) -> float:
        rows = [
            row
            for number, customer in enumerate(sorted(case["relevant"]))
            for row in candidates(case, customer, number)
        ]
        scores, relevant, owners = zip(*rows, strict=True)
        measure = kind(top_k=case["k"])
        return float(measure(torch.tensor(scores), torch.tensor(relevant), indexes=torch.tensor(owners)))

    return mean


def candidates(case: Case, customer: str, number: int) -> list[tuple[float, bool, int]]:
    """Score, relevance and number of the customer, for each candidate."""
    relevant, shown = case["relevant"][customer], case["shown"].get(customer, [])
    listed = [(score, item in relevant, number) for item, score in shown]
    lowest = min((score for _, score in shown), default=0.0)
    fillers = [(lowest - 1 - place, False, number) for place in range(case["k"])]
    unseen = [item for item in relevant if item not in dict(shown)]
    behind = [(lowest - 1 - case["k"] - place, True, number) for place in range(len(unseen))]
    return [*listed, *fillers, *behind]


if __name__ == "__main__":
    serve("torchmetrics", {name: metric(kind) for name, kind in CLASSES.items()})
