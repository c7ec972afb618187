"""A comparison as Markdown."""

from collections.abc import Sequence

from fashrec.bench.ratios.compared import Change, summary, wavering
from fashrec.bench.ratios.measured import Measured, Ratio
from fashrec.markdown import grid

_HOW = (
    "A ratio is the median over rounds of the seconds of a hot path over the seconds of what stands beside it, both "
    "measured in the same round: below 1 is faster than that. It says more than seconds do on a machine that does "
    "other things too, and less across processors. Slower or faster is what moved by more than the tolerance, "
    "exp(2 √(s² + s'²)) − 1 and at least 10 %, where s and s' are the deviations of the logarithms of both runs' "
    "rounds, 1.4826 times the median absolute one."
)


def markdown(changes: Sequence[Change], before: Measured | None, now: Measured) -> str:
    """The report; its first line names the command that makes it again."""
    cells = [_cells(change) for change in changes]
    head = ["", "hot path", "beside", "baseline", "now", "change", "tolerance"]
    parts = [
        "<!-- made by `python -m fashrec.bench ratios` of what `make bench` measured: do not edit -->",
        "# Hot paths beside the last baseline",
        f"**{summary(changes).capitalize()}.** " + (_HOW if before else f"There was no baseline. {_HOW}"),
        grid(head, cells, n_left=3),
        *_unsteady(changes),
        *_differing(before, now),
    ]
    return "\n\n".join(parts) + "\n"


def spoken(changes: Sequence[Change]) -> str:
    """For a terminal: one line for each that is not the same, and how many of each."""
    lines = [
        f"{change.verdict:>6}  {title(change.name)}: {_shown(change.before)} -> {_shown(change.now)}"
        + (f" ({change.change:+.0%}, {change.tolerance:.0%} is tolerated)" if change.verdict in _MOVED else "")
        for change in changes
        if change.verdict != "same"
    ]
    return "\n".join([*lines, summary(changes), *_unsteady(changes)]) + "\n"


_MOVED = ("slower", "faster")


def title(name: str) -> str:
    """`test_embed.py::test_the_pca_is_fast[x]` as `embed: the pca is fast [x]`."""
    file, _, test = name.partition("::")
    words, bracket, which = test.removeprefix("test_").partition("[")
    return f"{file.removeprefix('test_').removesuffix('.py')}: {words.replace('_', ' ')} {bracket}{which}".rstrip()


def _cells(change: Change) -> list[str]:
    ratio = change.now or change.before
    assert ratio is not None, "a change has a before or a now"
    moved = change.change is not None and change.verdict != "new"
    return [
        f"**{change.verdict}**" if change.verdict == "slower" else change.verdict,
        title(change.name),
        ratio.to,
        _shown(change.before),
        _shown(change.now),
        f"{change.change:+.0%}" if moved else "",
        f"{change.tolerance:.0%}" if moved else "",
    ]


def _shown(ratio: Ratio | None) -> str:
    return f"{ratio.median:.3g}" if ratio else "-"


def _unsteady(changes: Sequence[Change]) -> list[str]:
    n = wavering(changes)
    said = f"So unsteady that half as much again counts as the same: {n}. Measure on a quieter machine."
    return [said] if n else []


def _differing(before: Measured | None, now: Measured) -> list[str]:
    """What a reader has to know before he believes a difference."""
    machine = ", ".join([now.machine["processor"], f"{now.machine['cores']} cores", f"Python {now.machine['python']}"])
    lines = [f"Measured on {machine}."]
    if before and dict(before.machine) != dict(now.machine):
        earlier = ", ".join(f"{name} {value}" for name, value in before.machine.items() if now.machine[name] != value)
        lines.append(f"The baseline had another machine: {earlier}.")
    if before and dict(before.sizes) != dict(now.sizes):
        lines.append(f"Sizes differ: {dict(before.sizes) or 'the defaults'} then, {dict(now.sizes) or 'those'} now.")
    return lines
