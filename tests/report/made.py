"""Run folders with made-up scores."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf

CUTS = [
    {"start": "2020-08-12", "window": "validation"},
    {"start": "2020-08-19", "window": "validation"},
    {"start": "2020-08-26", "window": "test"},
]
SETTINGS = {
    "name": "${run_name:}",
    "threads": 2,
    "weights": "none",
    "embed": {"_target_": "fashrec.embed.pca.Pca", "dim": 8},
    "profile": {"_target_": "fashrec.profile.Mean", "by": "units"},
    "store": {"root": "/somewhere/.store"},
}
Scores = Mapping[str, Mapping[str, float]]
# by recommender and segment
RIVALS: Scores = {
    "chance": {"all": 0.011, "cold": 0.012},
    "popular": {"all": 0.25, "cold": 0.0},
    "repurchase": {"all": 0.125, "cold": 0.0},
    "oracle": {"all": 0.75, "cold": 0.5},
}
N = {"all": 1200, "cold": 40}


def write(folder: Path, scores: Scores, settings: Mapping[str, Any] | None = None, /, **facts: Any) -> Path:
    """A run folder.

    Args:
        folder: where.
        scores: hit_rate@5 of the recommenders beside the rivals, or instead of one.
        settings: what differs from `SETTINGS`, by dotted path.
        facts: what differs in run.json.
    """
    data: dict[str, Any] = {
        "schema": 1,
        "status": "done",
        "name": folder.parent.name,
        "ks": [5, 12],
        "cuts": CUTS,
        "scores": {"validation": {name: _cells(by) for name, by in {**scores, **RIVALS}.items()}},
        "floors": {"validation": _cells({"all": 0.01, "cold": 0.02})},
        "ceilings": {"validation": _cells({"all": 0.9, "cold": 1.0})},
        **facts,
    }
    (folder / ".hydra").mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps(data))
    config = OmegaConf.create(SETTINGS)
    for path, value in (settings or {}).items():
        OmegaConf.update(config, path, value)
    OmegaConf.save(config, folder / ".hydra" / "config.yaml")
    return folder


def _cells(by_segment: Mapping[str, float]) -> dict[str, Any]:
    return {
        segment: {
            "hit_rate@5": {"value": value, "n": N[segment], "low": None, "high": None},
            "hit_rate@12": {"value": min(1.0, 2 * value), "n": N[segment], "low": None, "high": None},
        }
        for segment, value in by_segment.items()
    }


def table(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without the line that aligns them."""
    block = next(b for b in text.split(heading, 1)[1].split("\n\n") if b.startswith("|"))
    lines = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in block.splitlines()]
    return [lines[0], *lines[2:]]
