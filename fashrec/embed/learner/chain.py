"""The paper's two steps: a network learns what garments are from many labelled pictures, then what this shop sells."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from fashrec.embed.learner.learner import Learner
from fashrec.embed.learner.network import TRUNK
from fashrec.embed.learner.pretrain import Pretrain
from fashrec.errors import require


@dataclass(frozen=True)
class Chain:
    """A Chained: the second training starts from the first one's trunk, with a new head for other labels.

    Attributes:
        first: the training on pictures from elsewhere.
        learner: the training on the shop's own pictures; its `weights` are what the first leaves.
    """

    version: ClassVar[int] = 1

    first: Pretrain
    learner: Learner

    def __post_init__(self) -> None:
        own = self.learner.weights == "none"
        require(own, "learner.weights", self.learner.weights, "none, since it starts from the first training's trunk")
        same = self.first.learner.name == self.learner.name
        require(same, "learner.name", self.learner.name, f"the first training's, {self.first.learner.name}")

    def after(self, folder: Path) -> Learner:
        """The second training, from what the first wrote into `folder`; the file is not read before it is fitted."""
        return replace(self.learner, weights=str(folder / TRUNK))
