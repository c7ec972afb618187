"""`fashrec.bench embed`: what is measured, and the tables it becomes."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import torch
from rich.console import Console
from torch import Tensor

from fashrec.bench.embedding import (
    Rounds,
    draw_photos,
    embed,
    forward,
    forward_one_by_one,
    in_batches,
    in_turns,
    read_ahead,
    ready,
    some_photos,
)
from fashrec.bench.forms import OURS, Form, forms
from fashrec.bench.plain_request import EmbedRequest
from fashrec.embed.backbone import Backbone
from fashrec.embed.pictures import read_pictures
from fashrec.embed.trunk import normalised
from fashrec.markdown import grid
from fashrec.past import Pictures
from fashrec.record import machine

BARE, EMBEDDING = "the bare network on ready tensors", "embedding (fashrec's)"
NETWORK = "the network"
BATCHES = (1, 2, 4, 8, 16)
SHARD = 64  # pictures; small, so that saving has its part


@dataclass(frozen=True)
class Speed:
    """A benchmark of embedding on the CPU.

    Attributes:
        backbone: the network; its batch size is that of the tables that do not vary it.
        pictures: what is embedded.
        batches: batch sizes to compare.
        rounds: how often everything is measured.
        also: forms of the network that are not always tried.
        command: what was typed.
    """

    backbone: Backbone
    pictures: Pictures
    batches: tuple[int, ...]
    rounds: int
    also: frozenset[str]
    command: str

    def page(self) -> str:
        """Markdown."""
        parts = [f"## {self.backbone.name}", self._whole(), self._steps()]
        parts += ["### The network in other forms", self._forms(), "### Batches", self._batches(), self._how()]
        return "\n\n".join(parts)

    def _how(self) -> str:
        about, own = machine(), self.backbone
        return (
            f"{len(self.pictures.names)} pictures of {own.size} pixels, {own.threads} threads, batches of "
            f"{own.batch_size} where nothing else is said, {self.rounds} rounds in turns, medians; "
            f"{about['processor']}, {about['cores']} cores, load average {os.getloadavg()[0]:.1f}, "
            f"torch {torch.__version__}. Command: `{self.command}`."
        )

    def _whole(self) -> str:
        network, batches = self.backbone.trunk(), self._tensors(self.backbone)
        timed = in_turns(
            {
                BARE: partial(forward, network, batches, self.backbone.threads),
                EMBEDDING: partial(embed, self.backbone, network, self.pictures),
                "one thread reads, the others compute": partial(read_ahead, self.backbone, network, self.pictures),
                "the bare network, each batch on all threads": partial(
                    forward_one_by_one, network, batches, self.backbone.threads
                ),
            },
            self.rounds,
        )
        return self._table("", timed, BARE)

    def _steps(self) -> str:
        """On one thread, in ms a picture."""
        size, network = self.backbone.size, self.backbone.trunk()
        files = in_batches(self.pictures, self.backbone.batch_size)
        read = [read_pictures(batch, size, size) for batch in files]
        batches = [normalised(batch) for batch in read]
        timed = in_turns(
            {
                "reading": lambda: [read_pictures(batch, size, size) for batch in files],
                "normalising": lambda: [normalised(batch) for batch in read],
                NETWORK: partial(forward, network, batches, 1),
            },
            self.rounds,
        )
        cpu_ms = {name: self._ms(rounds.cpu_s) for name, rounds in timed.items()}
        said = ", ".join(f"{name} {ms:.2f} ms" for name, ms in cpu_ms.items())
        share = cpu_ms[NETWORK] / sum(cpu_ms.values())
        return f"A picture takes of the processor's time, on one thread: {said}. The network has **{share:.2f}** of it."

    def _forms(self) -> str:
        batches = self._tensors(self.backbone)
        tried = forms(self.backbone, batches[0], self.also)
        laid = {name: [form.laid_out(batch) for batch in batches] for name, form in tried.items()}
        timed = in_turns(
            {name: partial(forward, form.network, laid[name], self.backbone.threads) for name, form in tried.items()},
            self.rounds,
        )
        apart = _apart(tried, {name: of[0] for name, of in laid.items()})
        return self._table("furthest from torchvision's", timed, OURS, apart)

    def _batches(self) -> str:
        network, own = self.backbone.trunk(), self.backbone.batch_size
        sizes = sorted({*self.batches, own})
        cut = {size: self._tensors(replace(self.backbone, batch_size=size, shard=size)) for size in sizes}
        works = {f"{size}": partial(forward, network, cut[size], self.backbone.threads) for size in sizes}
        return self._table("", in_turns(works, self.rounds), f"{own}")

    def _tensors(self, backbone: Backbone) -> list[Tensor]:
        return [ready(backbone, files) for files in in_batches(self.pictures, backbone.batch_size)]

    def _table(self, last: str, timed: Mapping[str, Rounds], beside: str, told: Mapping[str, str] | None = None) -> str:
        extra = [last] if told else []
        head = ["", "pictures a second", "× by the clock", "processor's ms a picture", "× by the processor"]
        rows = [
            [
                name,
                f"{len(self.pictures.names) / median(rounds.wall_s):.1f}",
                f"{rounds.share_of(timed[beside]):.2f}",
                f"{self._ms(rounds.cpu_s):.2f}",
                f"{rounds.cpu_share_of(timed[beside]):.2f}",
                f"{median(rounds.faults) / len(self.pictures.names):.0f}",
                *([told[name]] if told else []),
            ]
            for name, rounds in timed.items()
        ]
        return grid([*head, "page faults a picture", *extra], rows)

    def _ms(self, seconds: Sequence[float]) -> float:
        return 1000 * median(seconds) / len(self.pictures.names)


def speed_page(request: EmbedRequest) -> None:
    """Measure, and print the page.

    Raises:
        ConfigError: where the network, its weights or the pictures' folder are not there.
        DataError: where a picture cannot be read.
    """
    numbers = request.numbers
    backbone = Backbone(
        name=request.name,
        weights=request.weights,
        size=numbers["size"],
        batch_size=numbers["batch_size"],
        threads=numbers["threads"],
        shard=SHARD - SHARD % numbers["batch_size"] or numbers["batch_size"],
    )
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with TemporaryDirectory() as empty:
            folder, n = Path(request.pictures or empty), numbers["n"]
            pictures = some_photos(folder, n) if request.pictures else draw_photos(folder, n)
            page = Speed(backbone, pictures, BATCHES, numbers["rounds"], request.also, request.command).page()
    finally:
        torch.set_num_threads(before)
    Console(soft_wrap=True, highlight=False).print(page, markup=False)


def _apart(tried: Mapping[str, Form], batch: Mapping[str, Tensor]) -> dict[str, str]:
    """How far a form's vectors lie from the first's at most, as a part of the largest number in those."""
    with torch.inference_mode():
        made = {name: form.network(batch[name]).float() for name, form in tried.items()}
    plain = next(iter(made.values()))
    return {name: f"{float((values - plain).abs().max() / plain.abs().max()):.0e}" for name, values in made.items()}
