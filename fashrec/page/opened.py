"""What takes long, done before the page opens."""

from fashrec.answer.answerer import Answerer
from fashrec.answer.caution import looking, sharing
from fashrec.answer.facts import Facts
from fashrec.answer.moment import cut_at
from fashrec.bench.recorded import making_of
from fashrec.configure import assemble
from fashrec.embed.learner.embedder import TrainedNetwork
from fashrec.errors import ConfigError, FashrecError
from fashrec.page.desk import Desk
from fashrec.page.request import Request
from fashrec.stages import Progress, Ranker
from fashrec.types import InMemory


def opened(request: Request, progress: Progress) -> tuple[Desk, tuple[str, ...]]:
    """The desk, with everything that it needs made, loaded and fitted; and what a person should know of it.

    Raises:
        ConfigError: where a setting or the date is wrong.
        DataError: where something cannot be read.
    """
    config = request.config
    parts = assemble(config)
    making = making_of(parts, config, progress)
    cut = cut_at(parts.split, making.tables, request.day)
    answerer = Answerer.at(making, cut, request.k)
    looks = looking(making, config, cut)
    embedder = making.embedder
    labeller = embedder.labeller() if isinstance(embedder, TrainedNetwork) else None
    desk = Desk(
        answerer=answerer,
        facts=Facts(answerer.past, making.pictures),
        rankers=_rankers(answerer, progress),
        labeller=labeller,
        no_labels="" if labeller else _no_labels(type(embedder).__name__),
        no_photos=_no_photos(answerer),
        seed=parts.seed,
    )
    _warm_up(desk)
    return desk, tuple(filter(None, (looks, sharing(making))))


def _rankers(answerer: Answerer, progress: Progress) -> dict[str, Ranker | FashrecError]:
    """Every recommender of the experiment that these data can serve, fitted; or why it cannot be."""
    making = answerer.making
    chosen = {name: one for name, one in making.parts.recommend.items() if making.truth or "truth" not in one.needs}
    made: dict[str, Ranker | FashrecError] = {}
    with progress.task("fitting recommenders", len(chosen), "recommenders") as step:
        for name, recommender in chosen.items():
            try:
                made[name] = recommender.fit(answerer.past, answerer.tools)
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
