"""Who runs which configuration: nobody runs one that is finished, or that somebody is at."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pytest
from omegaconf import DictConfig, OmegaConf
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers import RandomSampler
from optuna.trial import TrialState

from fashrec.store.manifest import versions
from fashrec.sweep.desk import KILLS, Claim, Desk
from fashrec.sweep.finished import Finished
from fashrec.sweep.space import Space
from fashrec.sweep.study import INTERRUPTED, SESSION, claim_of, desk_lock, open_study, state_of

GRID = Space((), {"dim": IntDistribution(1, 3), "whiten": CategoricalDistribution(["true", "false"])})


def compose(words: Sequence[str]) -> DictConfig:
    """A configuration that holds its overrides and nothing else."""
    return OmegaConf.from_dotlist(list(words))


def desk(folder: Path, space: Space = GRID, trials: int = 99) -> Desk:
    """What one process would have; another call is another process's."""
    study = open_study(folder, "study", RandomSampler(seed=0))
    return Desk(folder, study, space, compose, Finished(folder, "content"), trials)


def run(folder: Path, claim: Claim, value: float = 0.5, facts: Mapping[str, object] = MappingProxyType({})) -> None:
    """Leave the run.json that a finished job would."""
    scores = {"validation": {"content": {"all": {"hit_rate@5": {"value": value}}}}}
    data = {"status": "done", "config_hash": claim.config_hash, "versions": versions(), "headline": "hit_rate@5"}
    made = folder / f"20260101T000000.{claim.trial.number:03d}-0-{claim.config_hash[:8]}"
    made.mkdir(parents=True)
    (made / "run.json").write_text(json.dumps({**data, "scores": scores, **facts}))


def pruned_by(folder: Path, claim: Claim, leader: str) -> None:
    """Leave the run.json of a run that was stopped behind that one."""
    facts = {"leader": leader, "leader_value": 0.5, "recommender": "content", "metric": "hit_rate@5"}
    facts |= {"cuts": 2, "of": 4, "value": 0.125}
    run(folder, claim, facts={"status": "pruned", "scores": {}, "pruned": facts})


def finished(one: Desk) -> str:
    """Finish the next configuration; its run folder's name."""
    claim = taken(one)
    run(one.folder, claim)
    outcome = one.tell(claim)
    assert outcome is not None
    return str(outcome.facts["run"])


def taken(one: Desk) -> Claim:
    """A claim that there must be."""
    claim = one.claim()
    assert claim is not None
    return claim


def all_of(one: Desk) -> list[Claim]:
    """Every configuration that it hands out, held as by a living process."""
    claims = []
    while claim := one.claim():
        claims.append(claim)
    return claims


def states(one: Desk) -> list[TrialState]:
    """Of all trials, those that repeated something aside."""
    return [trial.state for trial in one.study.get_trials() if "repeats" not in trial.user_attrs]


@pytest.mark.slow
def test_a_grid_is_gone_through_once_and_then_nothing_is_left(tmp_path: Path) -> None:
    """Six different configurations, though chance proposes some again, and more were asked for."""
    one, words = desk(tmp_path), []
    while claim := one.claim():
        run(tmp_path, claim)
        assert one.tell(claim)
        words.append(claim.words)
    assert len(set(words)) == len(words) == 6


@pytest.mark.slow
def test_no_more_are_handed_out_than_were_asked_for(tmp_path: Path) -> None:
    """What is finished and what is under way count, whichever process asks; a later command may ask for more."""
    one, other = desk(tmp_path, trials=2), desk(tmp_path, trials=2)
    first, second = taken(one), taken(other)
    assert one.claim() is None
    run(tmp_path, first)
    run(tmp_path, second)
    assert one.tell(first)
    assert other.tell(second)
    assert other.claim() is None
    assert desk(tmp_path, trials=3).claim() is not None


@pytest.mark.slow
def test_processes_share_the_work(tmp_path: Path) -> None:
    """Two that propose the same, as their seeds are, hold different configurations at every moment."""
    desks = [desk(tmp_path), desk(tmp_path)]
    claims = [taken(desks[place % 2]) for place in range(6)]
    assert len({claim.config_hash for claim in claims}) == 6
    assert [one.claim() for one in desks] == [None, None]


@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.slow
def test_what_a_killed_process_was_at_is_settled(*, finished: bool, tmp_path: Path) -> None:
    """Its finished run counts; what it did not finish is asked for again."""
    claim = taken(desk(tmp_path))
    claim.lock.release()  # as the system does when a process ends
    if finished:
        run(tmp_path, claim, value=0.25)
    one = desk(tmp_path)
    hashes = [found.config_hash for found in all_of(one)]
    assert len(hashes) == 6 - finished
    assert (claim.config_hash in hashes) != finished
    assert states(one)[0] == (TrialState.COMPLETE if finished else TrialState.FAIL)
    if finished:
        assert one.study.best_value == 0.25


@pytest.mark.slow
def test_what_was_killed_or_interrupted_is_asked_for_first(tmp_path: Path) -> None:
    """By one of two processes, though the other proposed it, too, while it was under way; nobody asks a third time."""
    killed, one, other = (desk(tmp_path) for _ in range(3))
    first = taken(killed)
    one.study.enqueue_trial(first.trial.params)
    second = taken(one)
    assert one.study.get_trials()[1].user_attrs["repeats"]
    first.lock.release()  # as the system does when a process ends
    assert one.tell(second, INTERRUPTED) is None
    claims = [taken(one), taken(other)]
    assert [claim.words for claim in claims] == [first.words, second.words]
    assert taken(one).words not in (first.words, second.words)


def test_what_kills_its_process_again_and_again_is_left_alone(tmp_path: Path) -> None:
    """Tried three times; the rest of the sweep has its turn then."""
    first = taken(desk(tmp_path))
    first.lock.release()
    for _ in range(KILLS - 1):
        again = taken(desk(tmp_path))
        assert again.words == first.words
        again.lock.release()
    one = desk(tmp_path)
    one.study.enqueue_trial({"dim": first.trial.params["dim"] % 3 + 1, "whiten": "true"})
    assert taken(one).words != first.words


def test_what_was_killed_while_it_was_composed_is_not_running(tmp_path: Path) -> None:
    """Its session's lock tells, before it has a hash; without a session yet, whether anybody asks."""
    one = desk(tmp_path)
    with claim_of(tmp_path, "session"):
        trial = one.study.ask(dict(GRID.swept))
        with desk_lock(tmp_path):
            assert state_of(tmp_path, one.study.get_trials()[0]) == "running"
        assert state_of(tmp_path, one.study.get_trials()[0]) == "killed"
        trial.set_user_attr(SESSION, "session")
        assert state_of(tmp_path, one.study.get_trials()[0]) == "running"
    assert state_of(tmp_path, one.study.get_trials()[0]) == "killed"
    assert taken(one).words == GRID.words(trial.params)


@pytest.mark.slow
def test_a_run_that_is_there_already_is_not_repeated(tmp_path: Path) -> None:
    """Whoever made it: its score goes into the study, and counts as one of those wanted."""
    elsewhere = taken(desk(tmp_path / "elsewhere"))
    run(tmp_path, elsewhere)
    one = desk(tmp_path)
    hashes = [claim.config_hash for claim in all_of(one)]
    assert len(hashes) == 5
    assert elsewhere.config_hash not in hashes
    assert states(one).count(TrialState.COMPLETE) == 1


@pytest.mark.slow
def test_a_pruned_configuration_is_looked_at_and_not_repeated(tmp_path: Path) -> None:
    """It counts as one of those wanted, keeps its score so far, and never leads."""
    one = desk(tmp_path, trials=2)
    leader = finished(one)
    claim = taken(one)
    pruned_by(tmp_path, claim, leader)
    outcome = one.tell(claim)
    assert outcome is not None
    assert outcome.pruned
    assert one.claim() is None
    assert desk(tmp_path, trials=2).claim() is None
    assert states(one) == [TrialState.COMPLETE, TrialState.PRUNED]
    assert one.study.get_trials()[-1].value == 0.125
    assert one.leader() == tmp_path / leader
    other = desk(tmp_path)
    others = [taken(other) for _ in range(4)]
    assert claim.config_hash not in {found.config_hash for found in others}
    assert other.claim() is None


@pytest.mark.parametrize("known", [True, False])
def test_a_killed_process_left_a_pruned_run(*, known: bool, tmp_path: Path) -> None:
    """It counts where this study has finished the run that it was behind; the leader of another study says nothing."""
    one = desk(tmp_path)
    leader = finished(one)
    claim = taken(one)
    claim.lock.release()  # as the system does when a process ends
    pruned_by(tmp_path, claim, leader if known else "elsewhere")
    other = desk(tmp_path, trials=1)
    assert other.claim() is None
    assert states(other)[1] == (TrialState.PRUNED if known else TrialState.FAIL)


@pytest.mark.parametrize(
    "facts", [{"status": "failed"}, {"status": "running"}, {"versions": {"fashrec": "0.0.0"}}, {"kind": "frontier"}]
)
def test_a_run_that_says_nothing_about_the_configuration_does_not_count(
    facts: dict[str, object], tmp_path: Path
) -> None:
    """Unfinished, of another version, or no experiment's."""
    one = desk(tmp_path)
    claim = taken(one)
    run(tmp_path, claim, facts=facts)
    assert one.tell(claim, "exit status 1") is None
    assert one.study.get_trials()[0].user_attrs["why"] == "exit status 1"
    assert states(one) == [TrialState.FAIL]


def test_an_interval_has_no_grid_and_always_another_value(tmp_path: Path) -> None:
    """Values come from the sampler, within the ends."""
    one = desk(tmp_path, Space((), {"days": FloatDistribution(3, 30, log=True)}), trials=5)
    claims = [taken(one) for _ in range(5)]  # held, as by a living process
    days = [claim.trial.params["days"] for claim in claims]
    assert len(set(days)) == 5
    assert 3 <= min(days) <= max(days) <= 30
    assert one.claim() is None
