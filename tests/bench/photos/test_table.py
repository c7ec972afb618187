"""A photo search as a person and as a program read it."""

import json
from pathlib import Path

import pytest

from fashrec.bench.photos.figures import Figures
from fashrec.bench.photos.table import flat, markdown, summary
from tests.bench.photos.made_search import FACTS, ITEMS, PHOTOS, write


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    """The figures of the made-up search."""
    return Figures.read(write(tmp_path))


def test_the_reader_learns_what_was_measured_on_what(figures: Figures) -> None:
    """Photos, classes, items, catalogue, cut, length, what was left out, commit, command."""
    text = markdown(figures)
    for said in ("5 photos of 2 classes", "10 items", "`all` on 2020-08-19", "length 3", "commit", "0123456789ab"):
        assert said.lower() in text.lower()
    assert "1 photos without a vector count as failures." in text
    assert "1 files that are no pictures by their name were left out." in text
    assert text.startswith(f"<!-- made by `{FACTS['command']}`")


def test_measures_stand_beside_their_chance(figures: Figures) -> None:
    """Of all photos with an interval, of each class without."""
    text = markdown(figures)
    assert "| `type_share@2` | share of the 2 nearest items that match | 0.4000 | " in text
    assert " | 0.2200 |\n" in text
    assert "| b | 2 | 0.2500 | 0.3333 | 0.5000 | 0.3333 | 1.0000 | 0.2000 | 0.7500 | 0.1000 |" in text
    assert "| a | Belt 50%, **Coat** 25%, Scarf 25% |" in text
    assert "| a | product_type_name: Coat, Hat | 3 |" in text


def test_no_report_names_an_item_or_a_photo(figures: Figures) -> None:
    """Reports are committed, and items may not be."""
    ids = {found for table in (PHOTOS, ITEMS) for rows in table.values() for found, _, _ in rows}
    for text in (markdown(figures), flat(figures).write_csv(), json.dumps(summary(figures))):
        assert not [name for name in ids if name in text]


def test_the_csv_has_all_photos_first(figures: Figures) -> None:
    """With the ends of the intervals, which classes do not have."""
    everything, a, b = flat(figures).rows(named=True)
    assert (everything["class"], everything["n"], everything["type_any"]) == ("all", 5, pytest.approx(0.6))
    assert everything["type_any_low"] <= 0.6 <= everything["type_any_high"]
    assert (a["class"], b["class"], a["type_any_low"]) == ("a", "b", None)


def test_the_summary_says_it_all_in_numbers(figures: Figures) -> None:
    """Measures and classes by name; JSON without NaN."""
    told = json.loads(json.dumps(summary(figures), allow_nan=False))
    assert (told["n_photos"], told["n_photos_without_vector"], told["n_files_left_out"]) == (5, 1, 1)
    assert told["measures"]["label_nearest"]["value"] == pytest.approx(0.4)
    assert set(told["measures"]["label_nearest"]) == {"value", "low", "high", "chance"}
    assert told["classes"]["b"]["n"] == 2
