"""Every Protocol on one page. A stage takes plain arguments and gives a frozen artefact.

A stage is a frozen dataclass: its fields are its settings, checked when it is made and read from nowhere else.
`version` is raised by its author whenever its result changes; with the fields it names the artefact (store.py).
Fields that cannot change the result (batch sizes, devices) are declared with `metadata={"hashed": False}`.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import ClassVar, Literal, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from fashrec.interactions import Interactions
from fashrec.past import Past, Pictures
from fashrec.types import Bools, Cut, Floats, Ints, ItemLists, ItemVectors, Labelled, PictureFile, Profiles, Shown

Need = Literal["vectors", "truth"]


class Progress(Protocol):
    """Tells a person how far long work is."""

    def task(self, what: str, total: int | None, unit: str = "") -> AbstractContextManager[Callable[[int], None]]:
        """A bar with an estimate; call what it gives with the number of units just done."""
        ...

    def say(self, line: str) -> None:
        """One line in the log and, plainly, on the screen."""
        ...


class Checkpoint(Protocol):
    """Where long work keeps what it has done, so that killed work goes on and ends in the same bytes."""

    @property
    def folder(self) -> Path:
        """The unfinished artefact's folder: files left here are the result."""
        ...

    def has(self, shard: str) -> bool:
        """Whether that shard was saved, whole, by this or an earlier try."""
        ...

    def save(self, shard: str, values: npt.NDArray[np.generic]) -> None:
        """Save a shard atomically; it is gone once the artefact is finished."""
        ...

    def load(self, shard: str) -> npt.NDArray[np.generic]:
        """A shard saved before."""
        ...


class Truth(Protocol):
    """What only a simulated shop can tell."""

    def probabilities(self, cut: Cut, customers: Ints) -> Floats:
        """float32 [n, n_items]: each customer's probability of buying each item at least once in `[T, T + H)`,
        given the shop's hidden state at T. Purchases are independent given that state.

        Raises:
            ConfigError: where the cut is not one of the shop's own weeks.
        """
        ...


class Dataset(Protocol):
    """Purchases, items, customers and pictures, from files or from a generator."""

    version: ClassVar[int]

    def fingerprint(self, fingerprint_files: Callable[[list[Path]], str]) -> str:
        """What the tables are made from, as a hash: the content of source files (through `fingerprint_files`,
        which remembers what it has read), or the generator's settings.

        Raises:
            DataError: where the source is not there.
        """
        ...

    def ingest(self, checkpoint: Checkpoint, progress: Progress) -> None:
        """Write the tables of frames.py and `counts.json` into `checkpoint.folder`.

        Raises:
            DataError: where the source cannot be used as it is.
        """
        ...

    def pictures_folder(self, tables: Path) -> Path:
        """The folder that the `picture` column is relative to; `tables` is the finished artefact's folder."""
        ...

    def truth(self, tables: Path) -> Truth | None:
        """The truth behind the purchases, None where only nature knows it."""
        ...


class Embedder(Protocol):
    """Turns items' pictures (or ids) into vectors. It never sees a purchase, so one run serves every cut."""

    version: ClassVar[int]

    def embed(self, pictures: Pictures, checkpoint: Checkpoint, progress: Progress) -> tuple[Floats, Bools]:
        """float32 [n_items, d] and bool [n_items], as in ItemVectors.

        Raises:
            DataError: where a picture or a table of vectors cannot be read.
        """
        ...

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:
        """Content hashes of files of its own (weights, a table of vectors), by setting."""
        ...


@runtime_checkable
class FromPictures(Protocol):
    """An Embedder that looks at pictures, and can be kept ready for those that come one at a time."""

    def ready(self) -> Callable[[Sequence[PictureFile]], Floats]:
        """Load what it takes, once. What comes back gives float32 [n, d], raw, of n pictures, as `embed` would.

        Raises:
            ConfigError: where weights are not there.
            DataError: where weights cannot be read; and, of what comes back, where a picture cannot.
        """
        ...


@runtime_checkable
class Classifier(Protocol):
    """What has to be trained before it can embed: once, on the past of the earliest cut in use, for all of them."""

    version: ClassVar[int]

    def fit(self, past: Past, pictures: Pictures, checkpoint: Checkpoint, progress: Progress) -> None:
        """Train on pictures of items that are warm in `past`, and write what was learnt into `checkpoint.folder`.

        `epochs.parquet` (frames.EPOCHS) and `counts.json` (of pictures and labels) are among it; killed training goes
        on from the checkpoint's shards.

        Raises:
            DataError: where there is too little to learn from, or a picture or weights cannot be read.
        """
        ...

    def trained(self, folder: Path) -> Embedder:
        """The embedder from what `fit` wrote into `folder`; nothing is read before it embeds."""
        ...

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:
        """Content hashes of files of its own (the weights that it starts from), by setting."""
        ...


class Collection(Protocol):
    """Labelled pictures from elsewhere, for a network's first lessons."""

    version: ClassVar[int]

    def read(self, progress: Progress) -> Labelled:
        """Files, labels, and which pictures are held out.

        Raises:
            DataError: where a file is missing or is not what it is published as.
        """
        ...

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:
        """Content hashes of its files, by what they are."""
        ...


class Pretraining(Protocol):
    """Training that knows nothing of the shop, neither its items nor its past: one serves all cuts and all data."""

    version: ClassVar[int]

    def learn(self, checkpoint: Checkpoint, progress: Progress) -> None:
        """Train, and write what was learnt into `checkpoint.folder`, `epochs.parquet` and `counts.json` among it.

        Raises:
            DataError: where pictures, labels or weights cannot be read.
        """
        ...

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:
        """Content hashes of what it learns from and starts from."""
        ...


@runtime_checkable
class Chained(Protocol):
    """A Classifier that starts from what a Pretraining left."""

    @property
    def first(self) -> Pretraining:
        """What is trained before."""
        ...

    def after(self, folder: Path) -> Classifier:
        """The Classifier that starts from what `first` wrote into `folder`; nothing is read before it is fitted."""
        ...


class Reduction(Protocol):
    """What a Reducer has been fitted to at one cut."""

    def __call__(self, values: Floats) -> tuple[Floats, Bools]:
        """float32 [n, d'] and bool [n], of vectors of the source, float32 [n, d]; no row depends on the others."""
        ...


@runtime_checkable
class Reducer(Protocol):
    """Turns an embedder's vectors into others, fitted on the past of one cut."""

    version: ClassVar[int]

    @property
    def source(self) -> Embedder | Classifier | Chained:
        """Where the vectors come from."""
        ...

    def check(self, past: Past) -> None:
        """Look at what can be told of this past without vectors, which may take hours to make.

        Raises:
            ConfigError: where `reduce` would refuse it, however many of its items have a vector.
        """
        ...

    def fit(self, past: Past, vectors: ItemVectors) -> Reduction:
        """Fit on the vectors of warm items, to reduce any vector as `reduce` does an item's, to the bit."""
        ...

    def reduce(self, past: Past, vectors: ItemVectors) -> tuple[Floats, Bools]:
        """float32 [n_items, d'] and bool [n_items], as in ItemVectors."""
        ...


class Profiler(Protocol):
    """Pools the vectors of what customers bought."""

    version: ClassVar[int]

    def pool(self, past: Past, vectors: ItemVectors, customers: Ints) -> Profiles:
        """One unit-length vector for each of `customers` (int32 [n], ascending)."""
        ...


class Searcher(Protocol):
    """An index made over some items, ready for queries."""

    def search(self, queries: Profiles, k: int, exclude: ItemLists | None = None) -> tuple[Ints, Floats]:
        """The k best items for each query by cosine, best first, equal scores by item row.

        Args:
            queries: n profiles of the index's own space.
            k: length of the lists.
            exclude: for each query, items that may not be answered.

        Returns:
            items int32 [n, k] padded with -1, and scores float32 [n, k] padded with -inf. Fewer than k only
            where fewer than k items are left; nothing for a query whose `has` is false.

        Raises:
            SpaceError: where the queries live in another space.
        """
        ...


class Index(Protocol):
    """Finds the items nearest to a profile."""

    version: ClassVar[int]

    def calibrate(self, vectors: ItemVectors, among: Bools, queries: Profiles, k: int, folder: Path) -> "Index":
        """This index with every `auto` setting chosen on these queries; itself where there is none.

        Args:
            vectors: the items' vectors.
            among: bool [n_items]; items that may be answered.
            queries: a seeded sample of profiles.
            k: length of the lists.
            folder: an empty folder for what it has to build on the way, and for what `calibrated` reads.
        """
        ...

    def calibrated(self, folder: Path) -> "Index":
        """This index with the settings that `calibrate` chose earlier, as it wrote them into `folder`."""
        ...

    def build(self, vectors: ItemVectors, among: Bools, folder: Path) -> None:
        """Write the index over the items that are in `among` and have a vector into `folder`."""
        ...

    def open(self, vectors: ItemVectors, among: Bools, folder: Path) -> Searcher:
        """The index that `build` wrote, given the same vectors and items."""
        ...


class Tools(Protocol):
    """What experiment.py hands to a recommender at one cut: made when first asked for, shared by all."""

    @property
    def vectors(self) -> ItemVectors:
        """The items' vectors, as `embed` says; none for an item not launched before T."""
        ...

    @property
    def truth(self) -> Truth | None:
        """The truth of a simulated shop: for `oracle` alone."""
        ...

    @property
    def interactions(self) -> Interactions:
        """Who bought what, as sparse matrices."""
        ...

    def profiles(self, customers: Ints) -> Profiles:
        """Profiles of these customers, as `profile` says."""
        ...

    def searcher(self, among: Bools) -> Searcher:
        """The index, as `index` says, over these items (bool [n_items]) that have a vector."""
        ...

    def at(self, earlier: Past) -> "Tools":
        """The tools of an earlier past of this cut (`Past.before`), for who learns from what followed it.

        Vectors are this cut's: no row later than this cut made them. Items not launched at the earlier one have none.
        """
        ...


class Ranker(Protocol):
    """A recommender that has been fitted on one past."""

    def rank(self, customers: Ints, k: int, among: Bools, tie_ks: tuple[int, ...] = ()) -> Shown:
        """The best k items for each customer.

        Args:
            customers: int32 [n], ascending customer rows. A customer's list never depends on the others asked for.
            k: length of the lists.
            among: bool [n_items]; items that may be shown, a subset of `past.catalogue`. Items that the
                customer owns are left out too where `past.seen` is `remove`.
            tie_ks: the list lengths, at most k, whose tied blocks are wanted in `Shown.ties`.
        """
        ...


@runtime_checkable
class Recommender(Protocol):
    """A way to choose what a customer is shown."""

    version: ClassVar[int]

    @property
    def needs(self) -> frozenset[Need]:
        """What it uses of the Tools that not every run has; of one made of others, what any of them uses.

        `vectors` (and with them profiles and searchers) are made only where somebody needs them, and who needs the
        `truth` is left out where there is none.
        """
        ...

    def fit(self, past: Past, tools: Tools) -> Ranker:
        """Learn from the past, and from nothing else.

        Raises:
            ConfigError: where it needs what this data cannot give (`oracle` without a truth).
        """
        ...


@runtime_checkable
class FromFiles(Protocol):
    """A recommender that reads files of its own."""

    def inputs(self, fingerprint_files: Callable[[list[Path]], str]) -> dict[str, str]:
        """Content hashes of them, by setting, for run.json.

        Raises:
            DataError: where one is missing or is not what it has to be.
        """
        ...


@runtime_checkable
class Counting(Protocol):
    """A fitted recommender that leaves some of what it was given out."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How much of what, for run.json."""
        ...
