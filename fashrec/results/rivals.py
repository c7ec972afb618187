"""Who is compared with whom: the recommenders of runs, told apart by name, and the base of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fashrec.errors import ConfigError
from fashrec.results.question import Question
from fashrec.results.runs import Run, differing

Place = tuple[int, str]  # a run, from 0, and a recommender of it
FEW = 4  # names of a list in a refusal
LONGEST = 40  # letters of settings behind a recommender's name


@dataclass(frozen=True, slots=True)
class Rival:
    """A recommender of a run.

    Attributes:
        run: which of the runs, from 0.
        recommender: its name there.
        label: what it is called in tables: its name, with what tells its run apart where that is needed.
    """

    run: int
    recommender: str
    label: str

    @property
    def place(self) -> Place:
        """Where its scores stand."""
        return self.run, self.recommender


@dataclass(frozen=True, slots=True)
class Match:
    """Two recommenders to be compared: is `rival` better than `base`?"""

    rival: Rival
    base: Rival


def matches(runs: Sequence[Run], window: str, question: Question) -> list[Match]:
    """Every comparison of a family, in the order of runs and of their recommenders.

    With a recommender for base everybody is compared with it, as the first run that has it has it; with a run for base,
    each recommender of the other runs is compared with its namesake there. With RUN/RECOMMENDER everybody is
    compared with that one.

    Raises:
        ConfigError: where the base is nobody, or nobody is left to be compared with it.
    """
    rivals = _rivals(runs, window)
    names = list(dict.fromkeys(rival.recommender for rival in rivals))
    for name in question.among:
        if name not in names:
            raise _unknown(f"no run has a recommender {name}", "among", names)
    base = question.base or _default(runs, names)
    wanted = [rival for rival in rivals if not question.among or rival.recommender in question.among]
    if base in names:
        found = _against_recommender(base, rivals, wanted)
    elif "/" in base and not named(base, runs):
        found = _against_one(base, runs, rivals, wanted)
    else:
        found = _against_run(base, runs, rivals, wanted)
    if not found:
        raise _unknown(f"nobody is left to be compared with {base}", "base", names)
    return found


def has_base(runs: Sequence[Run], window: str, base: str) -> bool:
    """Whether among these runs somebody is called so: a recommender, one run, or RUN/RECOMMENDER."""
    rivals = _rivals(runs, window)
    run, _, recommender = base.rpartition("/")
    called = [(at, name) for at in named(run, runs) for name in [recommender]] if run else []
    return (
        any(rival.recommender == base for rival in rivals)
        or (len(named(base, runs)) == 1 and len(runs) > 1)
        or any(rival.place in called for rival in rivals)
    )


def labels(runs: Sequence[Run]) -> list[str]:
    """What tells each run apart: its experiment, the settings that differ, both, or else its folder's name."""
    experiments = [run.name for run in runs]
    settings = [
        " ".join(f"{name}={run.setting(name)}" for name in differing(runs) if name != "experiment") for run in runs
    ]
    both = [f"{name} {said}" for name, said in zip(experiments, settings, strict=True)]
    for said in (experiments, settings, both):
        if len(set(said)) == len(runs) and max(map(len, said)) <= LONGEST:
            return said
    return [run.stamp for run in runs]


def _rivals(runs: Sequence[Run], window: str) -> list[Rival]:
    found = [(at, name) for at, run in enumerate(runs) for name in run.data["scores"][window]]
    names = [name for _, name in found]
    said = labels(runs)
    return [Rival(at, name, name if names.count(name) == 1 else f"{name} [{said[at]}]") for at, name in found]


def _default(runs: Sequence[Run], names: Sequence[str]) -> str:
    if len(runs) > 1:
        return str(runs[0].folder)
    return "popular" if "popular" in names else names[0]


def _against_recommender(base: str, rivals: Sequence[Rival], wanted: Sequence[Rival]) -> list[Match]:
    (first, *_) = (rival for rival in rivals if rival.recommender == base)
    return [Match(rival, first) for rival in wanted if rival != first]


def _against_one(base: str, runs: Sequence[Run], rivals: Sequence[Rival], wanted: Sequence[Rival]) -> list[Match]:
    run, _, recommender = base.rpartition("/")
    at = _called(run, runs, rivals, base)
    found = [rival for rival in rivals if rival.place == (at, recommender)]
    if not found:
        raise _unknown(
            f"run {run} has no recommender {recommender}", "base", [r.recommender for r in rivals if r.run == at]
        )
    return [Match(rival, found[0]) for rival in wanted if rival != found[0]]


def _against_run(base: str, runs: Sequence[Run], rivals: Sequence[Rival], wanted: Sequence[Rival]) -> list[Match]:
    at = _called(base, runs, rivals, base)
    of_base = {rival.recommender: rival for rival in rivals if rival.run == at}
    return [
        Match(rival, of_base[rival.recommender]) for rival in wanted if rival.run != at and rival.recommender in of_base
    ]


def named(base: str, runs: Sequence[Run]) -> list[int]:
    """Which of the runs, from 0, are called so: by path or folder's name, or else by experiment or the beginning of the
    folder's name. A run is also called what its repetitions are.
    """
    places = [(run.folder, *run.repeats) for run in runs]
    exact = [at for at, of in enumerate(places) if any(Path(base) == one or base == one.name for one in of)]
    return exact or [
        at
        for at, (run, of) in enumerate(zip(runs, places, strict=True))
        if base == run.name or any(one.name.startswith(base) for one in of)
    ]


def refused(base: str, runs: Sequence[Run], names: Sequence[str]) -> ConfigError:
    """What to say where the base is nobody, or several runs.

    Args:
        base: as asked for.
        runs: that might be it.
        names: the recommenders that might be it.
    """
    run, _, recommender = base.rpartition("/")
    called, tail = (run, f"/{recommender}") if run and not named(base, runs) and named(run, runs) else (base, "")
    found = [runs[at] for at in named(called, runs)]
    if len(found) == 1 and tail:
        why = f"there are {', '.join(names)}"
        return _refusal(f"run {called} has no recommender {recommender}", why, f"another, such as base={names[0]}")
    if len(found) == 1:
        why = f"no other of the runs that scored the same as {found[0].stamp} has one of its recommenders"
        return _refusal(f"nobody is left to be compared with {base}", why, f"another, such as base={names[0]}")
    if not found:
        experiments = some(list(dict.fromkeys(run.name for run in runs)))
        why = f"there are the recommenders {', '.join(names)}, and the runs {experiments}"
        return _refusal(f"nobody is called {base}", why, f"a recommender or a run, as in base={names[0]}")
    stamps = [_handle(one, runs) for one in found]
    why = f"the base is a recommender or one run; they are {some(stamps)}"
    what = f"{len(found)} runs are called {called}, and no recommender"
    return _refusal(what, why, f"one of them by its folder, as in base={stamps[-1]}{tail}")


def some(names: Sequence[str]) -> str:
    """The names, of many the newest: the last ones, and how many there are before them."""
    more = f"{len(names) - FEW} more and " if len(names) > FEW else ""
    return more + ", ".join(names[-FEW:])


def _handle(run: Run, runs: Sequence[Run]) -> str:
    """What no other run is called."""
    return run.stamp if len(named(run.stamp, runs)) == 1 else str(run.folder)


def _refusal(what: str, why: str, do: str) -> ConfigError:
    return ConfigError(what, where="base=RUN[/RECOMMENDER]", why=why, do=f"give {do}")


def _called(run: str, runs: Sequence[Run], rivals: Sequence[Rival], asked: str) -> int:
    """The one run that is called so; `asked` is all that the base says."""
    found = named(run, runs)
    if len(found) == 1:
        return found[0]
    names = list(dict.fromkeys(rival.recommender for rival in rivals))
    raise refused(asked, runs, names)


def _unknown(what: str, setting: str, known: Sequence[str]) -> ConfigError:
    return ConfigError(
        what,
        where=setting,
        why=f"there are {', '.join(known)}",
        do=f"give one of them, as in {setting}={known[0]}",
    )
