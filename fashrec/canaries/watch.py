"""Fits an experiment once as it is and once for every variant of the future, and says what moved."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from fashrec.canaries.altered import VARIANTS, Altered
from fashrec.canaries.digest import digest
from fashrec.canaries.fitted import fitted
from fashrec.configure import Parts
from fashrec.making import Making
from fashrec.progress import Quiet
from fashrec.stages import Progress
from fashrec.store import Store
from fashrec.types import Cut

CONTROL = "unchanged"
Fit = Callable[[Making], Iterable[tuple[str, str]]]
"""Name and digest of each thing that is fitted."""
# made without a purchase, so that variants find them where the experiment left them
SHARED = ("fingerprints", "pretrained")


@dataclass(frozen=True, slots=True)
class Watched:
    """What became of everything fitted at one cut under one variant.

    Attributes:
        cut: the moment.
        variant: one of VARIANTS.
        moved: by artefact, whether it is another one.
        changed: whether the variant changed anything at all: where it did not, that nothing moved proves nothing.
    """

    cut: Cut
    variant: str
    moved: dict[str, bool]
    changed: bool


def watch(parts: Parts, store: Store, progress: Progress) -> list[Watched]:
    """Fit at the earliest and at the last cut of the open window, once for each variant.

    What is changed lies at or after the cut; a network that is trained at the earliest cut is among what is fitted at
    the later one. Variants live in a store of their own that is gone afterwards.
    """
    making = Making(parts, store, progress)
    cuts = parts.split.opened(making.tables)
    found = []
    with progress.task("canaries", len(VARIANTS) * len({cuts[0], cuts[-1]}), "variants") as step:
        for cut in dict.fromkeys((cuts[0], cuts[-1])):
            found += compared(making, cut, partial(fitted, cut=cut), step)
    return found


def compared(making: Making, cut: Cut, fit: Fit, step: Callable[[int], None]) -> list[Watched]:
    """Fit once as it is and once for each variant of what lies at or after the cut.

    Args:
        making: the experiment.
        cut: from when on things are changed.
        fit: what is fitted, and must not notice.
        step: told of each variant done.
    """
    as_it_is, found = dict(fit(making)), []
    for variant in VARIANTS:
        found.append(_compare(making, cut, variant, fit, as_it_is))
        step(1)
    return found


def leaks(found: Sequence[Watched]) -> list[tuple[Cut, str, str]]:
    """Cut, variant and artefact of everything that moved."""
    return [(one.cut, one.variant, name) for one in found for name, moved in one.moved.items() if moved]


def _compare(making: Making, cut: Cut, variant: str, fit: Fit, as_it_is: dict[str, str]) -> Watched:
    with TemporaryDirectory() as folder:
        other = _other(making, cut, variant, Path(folder))
        here = dict(fit(other))
        changed = digest(*_tables(other)) != digest(*_tables(making))
    moved = {name: here.get(name) != as_it_is.get(name) for name in {**as_it_is, **here}}
    return Watched(cut, variant, moved, changed)


def _tables(making: Making) -> tuple[object, ...]:
    return making.tables.items, making.tables.purchases


def _other(making: Making, cut: Cut, variant: str, folder: Path) -> Making:
    """The experiment on a shop that changed, with a store in `folder`."""
    shop = Altered(making.parts.data, making.ingested.folder, making.ingested.hash, str(cut), variant)
    shared = SHARED if making.trained_recipe else (*SHARED, "vectors")
    for kind in shared:
        ours = (making.store.root / kind).absolute()
        ours.mkdir(parents=True, exist_ok=True)
        (folder / kind).symlink_to(ours)
    return Making(replace(making.parts, data=shop), Store(folder, Quiet()), Quiet())
