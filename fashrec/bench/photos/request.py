"""What `fashrec.bench photos` is asked: photos and classes in words of its own, the experiment in Hydra's."""

from collections.abc import Sequence
from dataclasses import dataclass

from fashrec.bench.photos.folder import Photos, read_folder
from fashrec.bench.photos.matching import Matching, read_matching
from fashrec.bench.request import Request, benchmark_request
from fashrec.bench.words import chosen, whole_number
from fashrec.errors import ConfigError

DEFAULTS = {"photos": "", "classes": "", "k": "5", "out": "reports"}


@dataclass(frozen=True, slots=True)
class PhotosRequest:
    """A photo search to be measured.

    Attributes:
        asked: the experiment, and where the report goes.
        photos: what is asked about.
        matching: which items each class of photos matches.
        k: so many neighbours are looked at, fewer than there are photos.
    """

    asked: Request
    photos: Photos
    matching: Matching
    k: int


def composed(words: Sequence[str]) -> PhotosRequest:
    """The request that these words make; libraries loaded after this heed its `threads`.

    Raises:
        ConfigError: where a word has a wrong value, photos are missing, or a class of theirs matches nothing.
        HydraException: where the experiment does not compose.
    """
    own, overrides = chosen(words, DEFAULTS)
    k = whole_number("k", own["k"])
    photos = read_folder(own["photos"])
    matching = read_matching(own["classes"]).of(photos.distinct)
    if k >= len(photos.names):
        raise ConfigError(
            f"{len(photos.names)} photos have no {k} neighbours",
            where="k",
            why="a photo is no neighbour of itself",
            do=f"set k to at most {len(photos.names) - 1}",
        )
    return PhotosRequest(benchmark_request("photos", words, overrides, own["out"]), photos, matching, k)
