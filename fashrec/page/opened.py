"""What takes long, done before the page opens."""

from pathlib import Path

from fashrec.answer.answerer import Answerer
from fashrec.answer.facts import Facts
from fashrec.answer.moment import cut_at
from fashrec.configure import assemble
from fashrec.embed.learner.embedder import TrainedNetwork
from fashrec.errors import ConfigError, FashrecError
from fashrec.ledger import look
from fashrec.making import Making
from fashrec.naming import config_hash
from fashrec.page.desk import Desk
from fashrec.page.request import Request
from fashrec.past import Past
from fashrec.stages import Progress, Ranker
from fashrec.store import Store
from fashrec.tools import CutTools
from fashrec.types import InMemory


def opened(request: Request, progress: Progress) -> tuple[Desk, tuple[str, ...]]:
    """The desk, with everything that it needs made, loaded and fitted; and what a person should know of it.

    Raises:
        ConfigError: where a setting or the date is wrong.
        DataError: where something cannot be read.
    """
    config = request.config
    parts = assemble(config)
    making = Making(parts, Store(Path(config.store.root), progress, config.store.verify), progress)
    cut = cut_at(parts.split, making.tables, request.day)
    past, _ = parts.split.at(making.tables, cut)
    index, _ = making.calibrated(making.earliest)
    answerer = Answerer(making, past, making.tools(past, index), request.k)
    looks = look(making.store.root, config_hash(config), making.ingested.hash, [cut])
    embedder = making.embedder
    labeller = embedder.labeller() if isinstance(embedder, TrainedNetwork) else None
    desk = Desk(
        answerer=answerer,
        facts=Facts(past, making.pictures),
        rankers=_rankers(making, past, answerer.tools, progress),
        labeller=labeller,
        no_labels="" if labeller else _no_labels(type(embedder).__name__),
        no_photos=_no_photos(answerer),
        seed=parts.seed,
    )
    _warm_up(desk)
    notes = [f"look number {looks} at the test window of these data"] if looks else []
    if making.truth is None:
        notes.append("real pictures and purchases: look at them, do not share or commit them")
    return desk, tuple(notes)


def _rankers(making: Making, past: Past, tools: CutTools, progress: Progress) -> dict[str, Ranker | FashrecError]:
    """Every recommender of the experiment that these data can serve, fitted; or why it cannot be."""
    chosen = {name: one for name, one in making.parts.recommend.items() if making.truth or "truth" not in one.needs}
    made: dict[str, Ranker | FashrecError] = {}
    with progress.task("fitting recommenders", len(chosen), "recommenders") as step:
        for name, recommender in chosen.items():
            try:
                made[name] = recommender.fit(past, tools)
            except FashrecError as error:
                made[name] = error
            step(1)
    return made


def _no_photos(answerer: Answerer) -> FashrecError | None:
    """Load what photos take; what is in the way of asking about one, where its vectors come from elsewhere."""
    try:
        _ = answerer.photos
    except ConfigError as error:
        return error
    return None


def _no_labels(embedder: str) -> str:
    return (
        f"These vectors come from {embedder}, which has learnt no labels. An experiment that trains a classifier "
        "(embed/source=learner, as experiment=pca128 does) says how likely each label is."
    )


def _warm_up(desk: Desk) -> None:
    """Ask once of everything, so that the first person waits no longer than the second."""
    files = (desk.facts.picture(row) for row in desk.begun.tolist())
    file = next((one for one in files if one is not None), None)
    if file is not None and desk.no_photos is None:
        desk.photo(InMemory(file.name, file.read_bytes()))
    desk.begin()
