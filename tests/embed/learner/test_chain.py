"""Two trainings in a row: the first knows nothing of the shop, the second starts from its trunk."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch
from safetensors.torch import load_file

from fashrec.bench.deepfashion import make_deepfashion
from fashrec.configure import assemble
from fashrec.data.deepfashion import Benchmark, DeepFashion
from fashrec.embed.learner import Chain, Learner, Pretrain
from fashrec.embed.learner.lesson import Lesson
from fashrec.embed.learner.loss import MaskedLoss
from fashrec.embed.learner.metrics import metrics
from fashrec.embed.learner.network import HEAD, TRUNK
from fashrec.embed.learner.pretrain import lesson_of
from fashrec.embed.learner.ranked import RANKED, ranked
from fashrec.errors import ConfigError, DataError
from fashrec.frames import EPOCHS
from fashrec.making import Making
from fashrec.progress import Quiet
from fashrec.stages import Chained, Progress
from fashrec.store import Artefact, FolderCheckpoint, Recipe, Store, settings_of
from tests.embed.learner.lessons import draw, past, small
from tests.running import TINY, command, composed, run_in, table

N_PICTURES = 48


@dataclass(frozen=True, slots=True)
class Interrupting:
    """A Progress that interrupts training once it has looked at more than `after` pictures.

    Attributes:
        after: pictures, over all trainings.
        done: the steps so far.
    """

    after: int
    done: list[int] = field(default_factory=list)

    @contextmanager
    def task(self, what: str, total: int | None, unit: str = "") -> Iterator[Callable[[int], None]]:
        """Steps, of which one is the last."""
        del total, unit
        yield self._step if what.startswith("training") else (lambda _: None)

    def say(self, line: str) -> None:
        """Nothing."""

    def _step(self, n: int) -> None:
        self.done.append(n)
        if sum(self.done) > self.after:
            raise KeyboardInterrupt


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small folder as DeepFashion's is published."""
    return tmp_path_factory.mktemp("deepfashion")


@pytest.fixture(scope="module")
def data(root: Path) -> DeepFashion:
    """What is in it: a fifth of the attributes are unknown."""
    return make_deepfashion(root, N_PICTURES, height=48, share_unknown=0.2)


@pytest.fixture(scope="module")
def lesson(data: DeepFashion, root: Path) -> Lesson:
    """The first step's lesson."""
    assert len(data) == N_PICTURES
    return lesson_of(Benchmark(str(root)).read(Quiet()))


def chain(root: Path, **of_second: Any) -> Chain:
    """Two trainings of a second each."""
    first = Pretrain(Benchmark(str(root)), small(epochs=2, seed=1, labels=Learner.labels))
    return Chain(first, small(**of_second))


def asked(root: Path) -> tuple[str, ...]:
    """A run's words: both trainings small, and short."""
    small_ones = {"height": 32, "width": 32, "hidden": 16, "epochs": 1, "batch_size": 16}
    words = [f"{step}.{name}={n}" for step in ("first.learner", "learner") for name, n in small_ones.items()]
    words.append(f"first.collection.root={root}")
    return "experiment=paper_small", *TINY, "embed.dim=8", *(f"embed.source.{word}" for word in words)


def making(root: Path, store: Path, *overrides: str) -> Making:
    """What a run would make."""
    return Making(assemble(composed(*asked(root), *overrides)), Store(store, Quiet()), Quiet())


def pretrain(folder: Path, of: Chain, progress: Progress | None = None) -> Artefact:
    """The first training's artefact, in a store in `folder`."""
    recipe = Recipe("pretrained", settings_of(of.first))
    return Store(folder, Quiet()).get(recipe, lambda checkpoint: of.first.learn(checkpoint, progress or Quiet()))


def both(folder: Path, of: Chain, progress: Progress | None = None) -> Mapping[str, bytes]:
    """Train both, going on from what lies in `folder`; what is in the second's files."""
    second = of.after(pretrain(folder, of, progress).folder)
    shop = past()
    checkpoint = FolderCheckpoint(folder / "second")
    checkpoint.begin()
    second.fit(shop, draw(folder / "pictures", shop), checkpoint, progress or Quiet())
    return {file.name: file.read_bytes() for file in checkpoint.folder.iterdir() if file.is_file()}


def test_the_official_partition_decides_what_is_learnt_and_what_is_examined(data: DeepFashion, lesson: Lesson) -> None:
    """Of `train` and `val` every picture, of `test` none."""
    base = data.folder
    files = np.array([file.relative_to(base).as_posix() for file in lesson.files])
    examined = files[lesson.held_out].tolist()
    assert files[~lesson.held_out].tolist() == [data.pictures[row] for row in data.rows("train")]
    assert examined == [data.pictures[row] for row in data.rows("val")]


def test_unknown_is_neither_present_nor_absent(data: DeepFashion, lesson: Lesson) -> None:
    """Marks are 1, 0 and -1 where DeepFashion says 1, -1 and 0."""
    rows = np.sort(np.concatenate([data.rows("train"), data.rows("val")]))
    targets, known = data.targets(rows)
    assert (lesson.marks[known] == targets[known]).all()
    assert (lesson.marks[~known] == -1).all()
    assert 0.1 < (~known[:, 50:]).mean() < 0.3
    assert lesson.vocabulary.groups == data.label_kinds()


def test_unknown_labels_move_neither_loss_nor_metric(lesson: Lesson) -> None:
    """Whatever is said where nobody knows, every number stays the same; said where somebody knows, they move."""
    marks = lesson.marks[lesson.held_out]
    random = np.random.default_rng(0)
    logits = random.normal(size=marks.shape)
    elsewhere = np.where(marks == -1, random.normal(size=marks.shape), logits)
    other = np.where(marks != -1, random.normal(size=marks.shape), logits)
    told = [_numbers(said, lesson) for said in (logits, elsewhere, other)]
    assert told[0] == told[1]
    assert all(told[0][name] != told[2][name] for name in ("loss", "loss_valid", "map_macro"))


def _numbers(logits: np.ndarray[Any, np.dtype[np.float64]], lesson: Lesson) -> dict[str, float | None]:
    marks = lesson.marks[lesson.held_out]
    loss = float(MaskedLoss()(torch.from_numpy(logits), torch.from_numpy(marks).double()))
    probabilities = 1 / (1 + np.exp(-logits))
    return {"loss": loss, **metrics(probabilities, marks), **ranked(probabilities, marks, lesson.vocabulary)}


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"root": ""}, "root"),
        ({"root": "x", "labels": "rough"}, "labels"),
        ({"root": "x", "kinds": ()}, "kinds"),
        ({"root": "x", "kinds": ("category", "landmark")}, "kinds"),
        ({"root": "x", "crop": "yes"}, "crop"),
    ],
)
def test_a_wrong_value_of_the_benchmark_is_refused(wrong: dict[str, Any], where: str) -> None:
    """When it is made, with the setting's name."""
    with pytest.raises(ConfigError) as caught:
        Benchmark(**wrong)
    assert caught.value.where == where


@pytest.mark.parametrize("wrong", [{"name": "resnet34"}, {"weights": "imagenet"}], ids=str)
def test_the_second_starts_from_nothing_but_the_firsts_trunk(wrong: dict[str, Any]) -> None:
    """Another network, or weights of its own, are refused."""
    with pytest.raises(ConfigError, match=r"learner\.(name|weights)"):
        chain(Path("nowhere"), **wrong)


def test_a_chain_is_one() -> None:
    """And its second training, which a learner is, is none."""
    of = chain(Path("nowhere"))
    assert isinstance(of, Chained)
    assert not isinstance(of.learner, Chained)
    assert of.after(Path("there")) == replace(of.learner, weights=str(Path("there") / TRUNK))


def test_a_folder_that_is_not_there_is_told() -> None:
    """Before anything is read from it."""
    with pytest.raises(DataError, match="6 of 6 files of DeepFashion are missing"):
        Benchmark("nowhere").inputs(str)


@pytest.mark.slow
def test_the_folder_has_to_be_named(tmp_path: Path) -> None:
    """By the setting's whole path, which the error gives."""
    done = command(tmp_path, "experiment=paper")
    assert done.returncode == 2
    assert "give it on the command line: embed.source.first.collection.root=VALUE" in done.stderr


@pytest.mark.slow
def test_the_first_training_knows_nothing_of_the_shop(data: DeepFashion, root: Path, tmp_path: Path) -> None:
    """Another cut, shop or second training leaves its name as it is; the second's names change with each."""
    assert len(data)
    changes = ("split.cuts=3", "data.seed=5", "embed.source.learner.lr=0.1")
    plain, *others = (making(root, tmp_path, *change) for change in ((), *([one] for one in changes)))
    assert plain.pretrained_recipe is not None
    assert all(other.pretrained_recipe == plain.pretrained_recipe for other in others)
    assert str(plain.earliest.cut) not in json.dumps(plain.pretrained_recipe.settings)
    names = [recipe.hash for one in (plain, *others) if (recipe := one.trained_recipe) is not None]
    assert len(set(names)) == len(names) == 4


@pytest.mark.parametrize(
    "change", ["first.collection.crop=false", "first.collection.kinds=[attribute]", "first.learner.lr=0.1"]
)
@pytest.mark.slow
def test_another_first_training_is_another_second(change: str, data: DeepFashion, root: Path, tmp_path: Path) -> None:
    """Since it starts from another trunk."""
    assert len(data)
    plain, other = making(root, tmp_path), making(root, tmp_path, f"embed.source.{change}")
    for of in ("pretrained_recipe", "trained_recipe"):
        assert getattr(plain, of).hash != getattr(other, of).hash


def test_a_moved_folder_has_the_same_name_and_another_label_another(tmp_path: Path) -> None:
    """What is in the files counts, not where they lie."""
    for name, seed in (("here", 0), ("there", 0), ("other", 1)):
        make_deepfashion(tmp_path / name, 8, height=32, seed=seed)
    made = [making(tmp_path / name, tmp_path / "store").pretrained_recipe for name in ("here", "there", "other")]
    assert made[0] == made[1] != made[2]


@pytest.mark.slow
def test_the_second_starts_from_exactly_the_firsts_trunk(data: DeepFashion, root: Path, tmp_path: Path) -> None:
    """Where only the head is trained, the trunk is the first's to the bit, and not the one the first started from."""
    assert len(data)
    of = chain(root, frozen_epochs=1, epochs=0)
    both(tmp_path, of)
    first, second = (load_file(folder / TRUNK) for folder in (pretrain(tmp_path, of).folder, tmp_path / "second"))
    assert first.keys() == second.keys()
    assert all(torch.equal(first[key], second[key]) for key in first)
    untrained = load_file(pretrain(tmp_path / "untrained", _untrained(of)).folder / TRUNK)
    assert not torch.equal(first["conv1.weight"], untrained["conv1.weight"])


def _untrained(of: Chain) -> Chain:
    """The same chain, whose first training leaves the trunk as it was drawn."""
    head_alone: Learner = replace(of.first.learner, frozen_epochs=1, epochs=0)
    return replace(of, first=replace(of.first, learner=head_alone))


@pytest.mark.slow
@pytest.mark.parametrize("after", [40, 100, 150])
def test_interrupted_chains_end_in_the_same_weights(after: int, data: DeepFashion, root: Path, tmp_path: Path) -> None:
    """In the first training or in the second, after one epoch or none: the files are the same to the byte."""
    assert len(data)
    of = chain(root)
    with pytest.raises(KeyboardInterrupt):
        both(tmp_path / "interrupted", of, Interrupting(after))
    resumed, whole = both(tmp_path / "interrupted", of), both(tmp_path / "whole", of)
    assert {TRUNK, HEAD, "epochs.parquet"} <= whole.keys()
    assert resumed == whole


@pytest.mark.slow
def test_a_run_tells_of_both_trainings_and_the_next_shares_the_first(
    data: DeepFashion, root: Path, tmp_path: Path
) -> None:
    """DeepFashion's metrics stand in a table of their own, beside the baselines; at other cuts the first is reused."""
    assert len(data)
    run = run_in(tmp_path / "run", *asked(root))
    epochs = table(tmp_path / "run", "pretraining")
    assert dict(epochs.schema) == EPOCHS | dict.fromkeys(RANKED, pl.Float64)
    assert run["pretraining"].keys() >= {"network", "none", "majority", "prior", "n_training", "n_validation"}
    assert all(0 <= run["pretraining"][who][name] <= 1 for who in ("network", "none", "prior") for name in RANKED)
    assert run["pretraining"]["n_validation"] == len(data.rows("val"))
    later = run_in(tmp_path / "later", *asked(root), "split.cuts=2")
    assert later["artefacts"]["pretrained"] == run["artefacts"]["pretrained"]
    assert later["artefacts"]["trained"] != run["artefacts"]["trained"]
    assert len(list((tmp_path / "store" / "pretrained").glob("[0-9a-f]*/manifest.json"))) == 1


@pytest.mark.parametrize("setting", [{"labels": ("colour_group_name",)}, {"min_count": 2}, {"valid_share": 0.5}])
def test_the_first_training_takes_its_labels_and_partition_from_the_collection(
    setting: dict[str, Any], tmp_path: Path
) -> None:
    """So the learner's own settings for these would be ignored in silence."""
    with pytest.raises(ConfigError, match=f"learner.{next(iter(setting))}"):
        Pretrain(Benchmark(str(tmp_path)), Learner(**setting))
