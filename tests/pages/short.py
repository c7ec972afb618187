"""What makes a page's command short enough for a test, where the page does not show what it prints."""

from pathlib import Path

from tests.running import composed
from tests.small_chain import small_chain

SPLIT = {"split.cuts": "2", "split.test_cuts": "1", "evaluate.replicates": "0", "evaluate.latency": "0"}
FEW = {"split.cuts": "1", "split.test_cuts": "0", "index": "exact", "recommend": "[content,popular]"}
OF_BENCH = {
    "frontier": {"trees": "5", "search_k": "100", "repeats": "1", "queries": "20"},
    "weights": {"points": "20"},
}
# targets of the Makefile that are run here, and what a page asks about in the tiny shop
MADE = {"make run": "python -m fashrec.run experiment=pca128"}
NAMES = {"item=0100407003": "item=0100006001", "embed.dim=32,64,128": "embed.dim=2,4"}
# commands that an experiment is given to
COMPOSING = ("run", "bench", "show", "canaries", "submit")


def shortened(name: str) -> list[str]:
    """What makes an experiment short: small pictures, small networks, few epochs, vectors of 8 numbers."""
    embed = composed(f"experiment={name}").embed
    path, source = ("embed.source", embed.source) if "source" in embed else ("embed", embed)
    small = {"embed.dim": 8} if "dim" in embed else {}
    if source._target_.endswith("Backbone"):
        small[f"{path}.size"] = 32
    if source._target_.endswith("Learner"):
        settings = {"height": 32, "width": 32, "hidden": 16, "batch_size": 16, "min_count": 1}
        settings |= {name: min(source[name], most) for name, most in (("epochs", 2), ("frozen_epochs", 1))}
        settings |= {} if source.picture_pca is None else {"picture_pca": 8}
        small |= {f"{path}.{name}": value for name, value in settings.items()}
    return [f"{setting}={value}" for setting, value in small.items()]


def on_the_tiny_shop(name: str, shop: Path, pictures: Path) -> list[str]:
    """The settings that an experiment needs to run here, on made data.

    Args:
        name: of conf/experiment.
        shop: a folder laid out as Kaggle's download, for what asks for one.
        pictures: an empty folder, for who learns from DeepFashion first.
    """
    words = [f"data.root={shop}", "weights=none"] if name.startswith("hm") else ["data=boutique_tiny"]
    return [*shortened(name), *words, *(small_chain(pictures) if name in ("paper", "paper_small") else [])]


def short(words: list[str], shop: Path, pictures: Path) -> list[str]:
    """A command's words after `python -m`, made short.

    What the page sets stays, but for a PATH to what is not here and the number of a sweep's trials.
    """
    module = words[0].removeprefix("fashrec.")
    if module not in COMPOSING or not any("=" in word for word in words):
        return words
    kept = [word for word in words if "=PATH" not in word and not word.startswith("sweep.trials=")]
    given = dict(word.partition("=")[::2] for word in kept[1:])
    if module == "canaries":
        # a network would be trained anew for each of ten variants
        kept = ["experiment=pixels128" if word.startswith("experiment=") else word for word in kept]
        return _with(kept, {"data": "boutique_tiny", "embed.dim": "8", **FEW})
    added = dict(SPLIT)
    if given.get("data") is None:
        small = on_the_tiny_shop(given["experiment"], shop, pictures)
        added |= dict(word.partition("=")[::2] for word in small)
    added |= OF_BENCH.get(words[1], {}) if module == "bench" else {}
    added |= {"sweep.trials": "2"} if "sweep" in given or "hydra/sweeper" in given else {}
    added |= {"embed.source.epochs": "1"} if given.get("experiment") == "table1" else {}
    return _with(kept, added)


def _with(words: list[str], settings: dict[str, str]) -> list[str]:
    """The words, and the settings that are not among them."""
    given = {word.partition("=")[0] for word in words}
    return [*words, *(f"{name}={value}" for name, value in settings.items() if name not in given)]
