"""No key of run.json can change unseen: it is compared, or named as not checked."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fashrec.verify.rest import rest
from fashrec.verify.verdict import Verdict
from fashrec.verify.verify import verify
from tests.running import read_run, run_in

pytestmark = pytest.mark.slow  # a whole run, verified once for every kind of key

Place = tuple[str | int, ...]
Kind = tuple[str, ...]
# levels that hold the same things under many names: windows, recommenders, segments, metrics, list lengths, tables
NAMES = {"scores": 4, "beyond": 2, "audit": 3, "floors": 3, "ceilings": 3, "files": 1}
CAUGHT = {
    *(("beyond", name, "value") for name in ("coverage", "gini", "personalisation", "novelty", "cold_share")),
    *(("audit", *name) for name in (("n",), ("hits",), ("hit_rate",))),
    *(("audit", "kinds", kind, "hit_rate") for kind in ("same_item", "same_product", "new_product")),
    *(("audit", "kinds", "same_product", name) for name in ("hits", "share", "relevant")),
    *(("data", "counts", table, "kept") for table in ("items", "customers", "purchases")),
    ("data", "counts", "customers", "noted", "without_age"),
    *(("cuts", "[]", name) for name in ("start", "window", "horizon_days", "items_cold", "purchases_before")),
    *(("scores", name) for name in ("value", "n", "low", "high", "method")),
    *((bound, name) for bound in ("floors", "ceilings") for name in ("value", "low")),
    *((name,) for name in ("headline", "level", "seed", "config_hash")),
    *(("files", name) for name in ("rows", "sha256")),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with two windows and a recommender that has a fallback."""
    made = tmp_path_factory.mktemp("every_key") / "run"
    small = ("data=boutique_tiny", "split.cuts=2", "split.test_cuts=1", "split.window=all")
    fast = ("evaluate.ks=[2,5]", "evaluate.replicates=0", "evaluate.latency=0")
    run_in(made, "experiment=baseline", "recommend=[popular,same_product]", *small, *fast)
    return made


@pytest.fixture(scope="module")
def as_it_is(folder: Path) -> Verdict:
    """Of the run that nobody touched."""
    return verify(folder, store=folder.parent / "store")


def leaves(node: object, at: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Everything in run.json that is no list and no mapping, and where."""
    if isinstance(node, dict | list):
        for name, child in node.items() if isinstance(node, dict) else enumerate(node):
            yield from leaves(child, (*at, name))
    else:
        yield at, node


def kind_of(at: Place) -> Kind:
    """What a leaf has in common with those at other cuts, of other recommenders, at other list lengths."""
    own = at[1 + NAMES.get(str(at[0]), 0) :]
    parts = ("[]" if isinstance(part, int) or part[:2] == "20" else part.partition("@")[0] for part in own)
    return (str(at[0]), *parts)


def another(value: object) -> object:
    """A little off and of the same type; for a text or a null, a text."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case float():
            return value + 1e-5
        case _:
            return "1999-01-01"


def changed(folder: Path, to: Path, at: Place) -> Path:
    """A copy of a run folder with another value for one leaf."""
    shutil.copytree(folder, to)
    run: Any = read_run(folder)
    node = run
    for name in at[:-1]:
        node = node[name]
    node[at[-1]] = another(node[at[-1]])
    (to / "run.json").write_text(json.dumps(run))
    return to


def named(at: Place, verdict: Verdict) -> bool:
    """Whether a leaf is among what is told to be not checked."""
    branch: Any = 0
    for name in reversed(at):
        branch = [branch] if isinstance(name, int) else {name: branch}
    return bool(rest(branch, verdict.compared))


def test_whatever_changes_is_caught_or_told_to_be_unchecked(folder: Path, as_it_is: Verdict, tmp_path: Path) -> None:
    """One leaf of every kind, a hundred-thousandth or one off; those of which it is promised are caught."""
    # a number that is there tells more than a null or a zero
    of_kind = {kind_of(at): at for at, value in sorted(leaves(read_run(folder)), key=lambda leaf: bool(leaf[1]))}
    assert set(of_kind) >= CAUGHT
    del of_kind["status",]  # another status is refused
    caught = set()
    for number, (kind, at) in enumerate(of_kind.items()):
        if named(at, as_it_is):
            assert kind not in CAUGHT
            continue
        spoilt = changed(folder, tmp_path / str(number), at)
        assert not verify(spoilt, store=folder.parent / "store").holds, at
        caught.add(kind)
    assert caught >= CAUGHT


def test_without_the_purchases_less_is_checked_and_more_is_told(folder: Path, tmp_path: Path) -> None:
    """What takes purchases is then named, and what lists and futures tell is compared all the same."""
    shutil.copytree(folder, tmp_path / "run")
    verdict = verify(tmp_path / "run", store=tmp_path)
    assert verdict.holds
    said = " ".join(verdict.unchecked)
    for part in ("novelty@5", "cold_share@2", "same_product", "new_product", "data", "purchases_before"):
        assert part in said
    for part in ("coverage@5", "gini@2", "same_item", "headline", "customers_scored"):
        assert part not in said


def test_a_run_of_an_older_version_is_verified_as_far_as_it_goes(folder: Path, tmp_path: Path) -> None:
    """Keys that it does not have yet are told, and are no difference."""
    shutil.copytree(folder, tmp_path / "run")
    run = read_run(folder)
    for name in ("headline", "level", "beyond", "audit", "files"):
        del run[name]
    (tmp_path / "run" / "run.json").write_text(json.dumps(run))
    verdict = verify(tmp_path / "run", store=folder.parent / "store")
    assert verdict.holds
    assert any(one.startswith("headline, level: ") for one in verdict.unchecked)


def test_an_invented_key_is_named(folder: Path, tmp_path: Path) -> None:
    """At the top and inside a score: whoever adds a number to run.json need not add it here."""
    shutil.copytree(folder, tmp_path / "run")
    run = read_run(folder)
    run["sales"] = {"expected": 1e6}
    run["scores"]["test"]["popular"]["all"]["hit_rate@2"]["median"] = 0.5
    (tmp_path / "run" / "run.json").write_text(json.dumps(run))
    verdict = verify(tmp_path / "run", store=folder.parent / "store")
    assert verdict.holds
    said = " ".join(verdict.unchecked)
    assert "sales" in said
    assert "scores.*.*.all.hit_rate@2.median" in said


def test_a_fallback_of_more_lists_than_there_are_is_caught(folder: Path, tmp_path: Path) -> None:
    """No table says which lists are a fallback's; more than all of them cannot be."""
    shutil.copytree(folder, tmp_path / "run")
    run = read_run(folder)
    run["cuts"][0]["fallback"]["same_product"] = run["cuts"][0]["customers_scored"] + 1
    (tmp_path / "run" / "run.json").write_text(json.dumps(run))
    (difference,) = verify(tmp_path / "run", store=folder.parent / "store").differences
    assert "fallback: same_product has" in difference
