"""ir_measures, and trec_eval behind it: dictionaries of judgements and scores."""

import ir_measures

from fashrec.conformance.adapters.exchange import Case, Metric, serve

NAMES = {"hit_rate": "Success", "precision": "P", "recall": "R", "map": "AP", "ndcg": "nDCG", "mrr": "RR"}


def metric(name: str) -> Metric:
    """The library's own mean."""

    def mean(case: Case) -> float:
        measure = ir_measures.parse_measure(f"{name}@{case['k']}")
        relevant = {customer: dict.fromkeys(items, 1) for customer, items in case["relevant"].items()}
        run = {customer: dict(items) for customer, items in case["shown"].items()}
        value: float = ir_measures.calc_aggregate([measure], relevant, run)[measure]
        return value

    return mean


if __name__ == "__main__":
    serve("ir_measures", {ours: metric(theirs) for ours, theirs in NAMES.items()})
