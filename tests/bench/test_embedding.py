"""`python -m fashrec.bench embed`: what is compared computes the same, and the tables hold what was measured."""

import re
from pathlib import Path

import numpy as np
import pytest

from fashrec.bench.__main__ import main
from fashrec.bench.embedding import Rounds, draw_photos, embed, forward, in_batches, in_turns, read_ahead, ready
from fashrec.embed.backbone import Backbone

TABLE_ROW = re.compile(r"^\| (?P<form>[^|]+) \|.* (?P<apart>\S+) \|$", re.MULTILINE)


@pytest.mark.slow
def test_the_page_compares_forms_that_compute_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """Six forms; all but bfloat16 within a part in 10^5 of torchvision's network, which is the stated tolerance."""
    assert main(["embed", "name=mobilenet_v3_small", "size=32", "n=8", "rounds=1", "also=bfloat16"]) == 0
    page = capsys.readouterr().out
    forms = page.partition("### The network in other forms")[2].partition("### Batches")[0]
    apart = {row["form"].strip(): float(row["apart"]) for row in TABLE_ROW.finditer(forms) if row["apart"][0].isdigit()}
    assert len(apart) == 6
    assert all(value <= 1e-5 for form, value in apart.items() if "bfloat16" not in form)
    assert "8 pictures of 32 pixels, 2 threads, batches of 4" in page


def test_all_ways_of_embedding_give_the_same_vectors(tmp_path: Path) -> None:
    """To the bit: the bare network, fashrec's embedding, and one thread that reads for two that compute."""
    backbone = Backbone(size=32, threads=2, shard=4)
    network, pictures = backbone.trunk(), draw_photos(tmp_path, 10)
    bare = forward(network, [ready(backbone, files) for files in in_batches(pictures, 4)], 2)
    assert np.array_equal(embed(backbone, network, pictures), bare)
    assert np.array_equal(read_ahead(backbone, network, pictures), bare)


def test_ratios_are_taken_within_a_round() -> None:
    """A round in which the machine was slow is slow for both; works are begun once more than they are timed."""
    slow, fast = Rounds([2.0, 20.0, 4.0], [1.0] * 3, [0] * 3), Rounds([1.0, 10.0, 1.0], [1.0] * 3, [0] * 3)
    assert (fast.share_of(slow), slow.share_of(fast), slow.cpu_share_of(fast)) == (2, 0.5, 1)
    calls: list[str] = []
    timed = in_turns({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, 2)
    assert calls == ["a", "b"] * 3
    assert len(timed["a"].wall_s) == 2
