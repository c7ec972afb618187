"""The paper's two trainings at a size for a test."""

from pathlib import Path

from fashrec.bench.deepfashion import make_deepfashion


def small_chain(pictures: Path) -> list[str]:
    """What makes two trainings short; DeepFashion's place is taken by a small folder in its format."""
    make_deepfashion(pictures, 32, height=48)
    settings = {"name": "resnet18", "height": 32, "width": 32, "hidden": 16, "epochs": 1, "batch_size": 16}
    words = [f"{step}.{name}={value}" for step in ("first.learner", "learner") for name, value in settings.items()]
    words += [f"first.collection.root={pictures}", "first.learner.workers=0"]
    return ["weights=none", *(f"embed.source.{word}" for word in words)]
