"""The numbers of docs/explanations/intervals.md are computed."""

from itertools import product
from pathlib import Path
from statistics import NormalDist

import numpy as np

from fashrec.infer.customers import by_customer
from fashrec.infer.paired import effect, needed_for, sign_flip
from fashrec.infer.wilson import wilson
from tests.infer.worlds import keys_of

# a line may end between any two words
PAGE = " ".join((Path(__file__).parents[2] / "docs" / "explanations" / "intervals.md").read_text("utf-8").split())
POPULAR = np.array([[0, 0], [0, 0], [0, 0], [0, 1]], float)
CONTENT = np.array([[1, 1], [1, 0], [0, 0], [0, 0]], float)
APART = CONTENT - POPULAR


def test_the_worked_example_is_worked() -> None:
    """Means, a replicate, all flips, d_z and what could have been seen."""
    customers = by_customer(np.repeat(keys_of(4), 2), APART.reshape(-1, 1))
    difference = customers.values[0]
    assert f"hit rates are {CONTENT.mean():.3f} and {POPULAR.mean():.3f}; the difference is {difference:.3f}" in PAGE
    weights, sums = np.array([2, 0, 1, 1]), APART.sum(axis=1)
    assert f"(2·2 + 0·2 + 1·2 + 1·2) = {weights @ sums / (weights @ [2, 2, 2, 2]):.3f}" in PAGE
    worlds = np.array([np.dot(signs, sums) for signs in product((-1, 1), repeat=4)])
    as_far = np.count_nonzero(np.abs(worlds) >= abs(sums.sum()))
    assert f"of the 16 worlds of flipped signs, {as_far} are as far from 0 as ours. So p = {as_far / 16:.3f}" in PAGE
    assert abs(sign_flip(customers, 10_000, 0)[0] - as_far / 16) < 0.02
    sizes, means = effect(customers), sums / 2
    spread = means.std(ddof=1)
    assert f"mean {means.mean():.3f} and the standard deviation {spread:.3f}: d_z = {sizes.d_z[0]:.3f}" in PAGE
    normal = NormalDist()
    z = f"({normal.inv_cdf(0.975):.3f} + {normal.inv_cdf(0.8):.3f})"
    assert f"{z} · {spread:.3f} / √4 = {sizes.detectable[0]:.3f} or more" in PAGE
    for name, popular, content, mean in zip(
        ("Ann", "Ben", "Cleo", "Dan"), POPULAR.sum(axis=1), CONTENT.sum(axis=1), means, strict=True
    ):
        assert f"| {name} | {popular:.0f} | {content:.0f} | " in PAGE
        assert f" | {mean:+.1f} |".replace("-", "−").replace("+0.0", "0.0") in PAGE


def test_what_two_points_need_is_computed() -> None:
    """Customers by the deviation of their differences."""
    for spread in (0.1, 0.15, 0.2, 0.3, 0.5):
        assert f"| {spread:.2f} | {needed_for(0.02, spread):,} |" in PAGE


def test_wilsons_ends_are_computed() -> None:
    """Nothing in 100 lists, as lists and as twenty customers."""
    none, first = np.zeros((100, 1)), np.array([0])
    ((_, by_list),) = wilson(by_customer(keys_of(100), none), first, 0.95)
    ((_, by_whom),) = wilson(by_customer(np.repeat(keys_of(20), 5), none), first, 0.95)
    assert f"which would put the end at {by_list:.3f}, but 0 of 20, and the end at {by_whom:.3f}" in PAGE
    assert f"`0.0000≤{by_whom:.3f}`".replace("≤0.", "≤.") in PAGE
