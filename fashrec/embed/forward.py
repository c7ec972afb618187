"""Pictures → vectors of a network, the same way whether it was trained elsewhere or here."""

from collections.abc import Callable, Sequence

import torch
from torch import nn

from fashrec.embed.pictures import Bytes
from fashrec.embed.shards import embed_shards
from fashrec.embed.trunk import normalised
from fashrec.past import Pictures
from fashrec.stages import Checkpoint, Progress
from fashrec.types import Bools, Floats, PictureFile


def embed_with(
    network: nn.Module,
    read: Callable[[Sequence[PictureFile]], Bytes],
    pictures: Pictures,
    *,
    device: str,
    what: str,
    shard: int,
    batch_size: int,
    threads: int,
    checkpoint: Checkpoint,
    progress: Progress,
) -> tuple[Floats, Bools]:
    """The vectors of all items with a picture, as `embed_shards` says; each batch is computed on one thread.

    Args:
        network: in evaluation mode and on `device`; from float32 [n, 3, h, w], normalised, to float32 [n, d].
        read: gives uint8 [n, h, w, 3] for n files; called from several threads at once.
        pictures: where they lie.
        device: a torch device.
        what: what the progress bar says.
        shard: pictures kept at once, a multiple of `batch_size`.
        batch_size: pictures that a thread computes at once.
        threads: batches computed at once.
        checkpoint: where shards are kept.
        progress: told of each batch.

    Raises:
        DataError: where no item has a picture, one cannot be read, or a vector is not finite.
    """
    vectors = forward(network, read, device)
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return embed_shards(
            pictures,
            vectors,
            what=what,
            shard=shard,
            batch_size=batch_size,
            threads=threads,
            checkpoint=checkpoint,
            progress=progress,
        )
    finally:
        torch.set_num_threads(before)


def forward(
    network: nn.Module, read: Callable[[Sequence[PictureFile]], Bytes], device: str
) -> Callable[[Sequence[PictureFile]], Floats]:
    """From n files to float32 [n, d]; network, read and device as in `embed_with`.

    It leaves torch with one thread in the thread that calls it: setting it back would disturb others' calls.
    """

    def outputs(files: Sequence[PictureFile]) -> Floats:
        # threads of a pool take torch's default number of threads, not the one set outside
        torch.set_num_threads(1)
        with torch.inference_mode():
            made: Floats = network(normalised(read(files), device)).cpu().numpy()
        return made

    return outputs
