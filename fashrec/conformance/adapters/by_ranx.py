"""ranx: dictionaries of judgements and scores."""

import ranx

from fashrec.conformance.adapters.exchange import Case, Metric, serve


def metric(name: str) -> Metric:
    """ranx's own mean."""

    def mean(case: Case) -> float:
        relevant = {customer: dict.fromkeys(items, 1) for customer, items in case["relevant"].items()}
        run = {customer: dict(items) for customer, items in case["shown"].items()}
        # what ranx says to do where customers of the two differ; without it, it refuses
        value: float = ranx.evaluate(ranx.Qrels(relevant), ranx.Run(run), f"{name}@{case['k']}", make_comparable=True)
        return value

    return mean


if __name__ == "__main__":
    serve("ranx", {name: metric(name) for name in ("hit_rate", "precision", "recall", "map", "ndcg", "mrr")})
