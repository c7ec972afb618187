"""The default shop beside H&M."""

from pathlib import Path

import pytest

from fashrec.data.boutique import Boutique
from fashrec.data.boutique.__main__ import BEGIN, END, measure, write_table
from fashrec.data.boutique.target import TARGETS, Target, table
from fashrec.errors import DataError
from fashrec.progress import Quiet

PAGE = Path(__file__).parents[3] / "docs" / "explanations" / "boutique.md"


@pytest.fixture(scope="module")
def made() -> dict[str, float]:
    """The default shop's figures."""
    return measure(Boutique(), Quiet())


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.label)
def test_the_default_resembles_hm_except_where_size_forbids_it(target: Target, made: dict[str, float]) -> None:
    """Every figure is within its tolerance, or is missed for the reason given, and then it is missed."""
    assert bool(target.missed(made)) == bool(target.forbidden), {name: made[name] for name in target.values}


@pytest.mark.slow
def test_the_page_shows_the_default_as_it_is(made: dict[str, float]) -> None:
    """The table in the docs is what `python -m fashrec.data.boutique` would write now."""
    assert table(made) in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "value", "near", "far"),
    [
        ("count", 2.0, 3.0, 3.1),
        ("count", 100.0, 80.0, 79.0),
        ("share", 0.1, 0.124, 0.126),
        ("share", 0.5, 0.549, 0.551),
        ("lift", 2.0, 1.76, 1.74),
        ("ratio", -0.5, -0.41, -0.39),
    ],
)
def test_tolerances_are_those_of_the_definitions(kind: str, value: float, near: float, far: float) -> None:
    """±1 or 20 %, 25 % of a small share, 0.05 of another, 25 % of a lift minus one."""
    target = Target("", {"x": value}, kind)  # type: ignore[arg-type]
    assert target.missed({"x": near}) == []
    assert target.missed({"x": far}) == ["x"]


def test_the_table_is_written_between_the_markers_alone(tmp_path: Path) -> None:
    """What stands around the markers stays; a page without them is refused."""
    made = {name: value for target in TARGETS for name, value in target.values.items()}
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_table(page, made)
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\n{table(made)}\n\n{END}\nafter\n"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(DataError, match=r"page\.md"):
        write_table(page, made)
