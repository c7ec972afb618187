"""Answers for the page, beside those of the parts that it is made of."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from fashrec.embed.learner.labeller import Labeller
from fashrec.embed.learner.labels import Vocabulary
from fashrec.errors import ConfigError, DataError, FashrecError
from fashrec.page.desk import Desk
from fashrec.page.view import Bar, List, View
from fashrec.types import InMemory
from tests.page.made import photo_of, png, some_item


def test_a_photo_is_answered_with_what_looks_like_it(desk: Desk) -> None:
    """An item's own picture finds the item first, at cosine 1, and then its neighbours."""
    row = some_item(desk)
    ids = desk.facts.pictures.item_ids
    photo = desk.photo(InMemory("a.jpg", photo_of(desk, row)))
    (near,) = photo.lists
    (neighbours,) = desk.item(ids[row]).lists
    assert [card.id for card in near.cards[1:]] == [card.id for card in neighbours.cards[:4]]
    assert (near.cards[0].id, near.cards[0].cosine) == (ids[row], "1.000")
    assert photo.photo.startswith("data:image/webp;base64,")
    assert (photo.title, photo.labels) == ("What looks like a.jpg?", ())
    assert "Pixels" in photo.no_labels


def test_an_item_may_be_asked_about_in_words(desk: Desk) -> None:
    """Every word has to be found; what is on sale comes first, and a word that nobody has is refused."""
    row = some_item(desk)
    words = f"{desk.facts.fact(row, 'colour_group_name')} {desk.facts.fact(row, 'product_type_name')}".upper()
    found = desk.facts.called(words)
    past = desk.answerer.past
    assert row in found
    assert all(desk.facts.kind(one) == desk.facts.kind(row) for one in found.tolist())
    assert past.catalogue[found].tolist() == sorted(past.catalogue[found].tolist(), reverse=True)
    assert past.launched[found].all()
    (cards,) = desk.item(words).lists
    assert desk.facts.pictures.item_ids[row] in {card.id for card in cards.cards}
    assert not cards.ranked
    for nothing in ("wheelbarrow", "", "  "):
        with pytest.raises(ConfigError, match="there is no item"):
            desk.item(nothing)


def test_a_card_says_what_is_known_of_an_item(desk: Desk) -> None:
    """The price paid last, and cold only where nobody had bought it."""
    past, bought = desk.answerer.past, desk.answerer.past.purchases
    for row in (some_item(desk), int(np.flatnonzero(past.catalogue & ~past.warm)[0])):
        card = desk._card(row)
        of_it = bought.item == row
        newest = bought.price[of_it & (bought.day == bought.day[of_it].max(initial=0))]
        assert card.cold == (not of_it.any())
        assert card.price in ({f"{price:.3g}" for price in newest.tolist()} or {""})
        assert (card.name, card.kind) == (desk.facts.name(row), desk.facts.kind(row))


@pytest.mark.parametrize("n_least", [0, 5])
def test_a_customer_is_shown_what_each_recommender_ranks(desk: Desk, n_least: int) -> None:
    """Beside what was bought, newest first, each item once."""
    answerer = desk.answerer
    counts = answerer.past.owned(np.arange(answerer.past.n_customers, dtype=np.int32)).counts()
    row = int(np.flatnonzero(counts == 0 if n_least == 0 else counts >= n_least)[0])
    asked = str(answerer.making.tables.customers["customer_id"][row])
    view = desk.customer(asked, ("popular", "content"))
    bought, popular, content = view.lists
    days = [card.day for card in bought.cards]
    assert len({card.id for card in bought.cards}) == len(bought.cards) == min(24, counts[row])
    assert days == sorted(days, reverse=True)
    assert all(day < str(answerer.past.cut) for day in days)
    answers = answerer.customer(row).items.tolist()
    assert [card.id for card in content.cards] == [desk.facts.pictures.item_ids[item] for item in answers]
    assert (popular.title, content.title, len(popular.cards)) == ("popular", "content", 5)
    assert bool(content.note) == (n_least == 0)
    assert view.by == ("popular", "content")


def test_one_item_is_no_items(desk: Desk) -> None:
    """In what a screen reader says."""
    cards = desk.begin().lists[0].cards
    lists = (List("Near", cards[:1]), List("Far", cards[:2]))
    assert View("Asked", lists=lists).said == "Asked Near: 1 item. Far: 2 items."


def test_nobody_says_who_is_asked_and_three_are(desk: Desk) -> None:
    """None of them a bound that is there to be compared with."""
    asked = str(desk.answerer.making.tables.customers["customer_id"][0])
    assert desk.customer(asked, ()).by == ("content", "popular", "repurchase")


def test_a_recommender_that_cannot_be_asked_says_why(desk: Desk) -> None:
    """And stands in nobody's way; a name that the experiment does not have is refused."""
    trouble = DataError("no lists", where="a", why="b", do="c")
    broken = replace(desk, rankers={**desk.rankers, "popular": trouble})
    asked = str(desk.answerer.making.tables.customers["customer_id"][0])
    _, popular, content = broken.customer(asked, ("popular", "content")).lists
    assert popular.error is trouble
    assert content.cards
    with pytest.raises(ConfigError, match="no recommender nobody"):
        desk.customer(asked, ("nobody",))


def test_labels_stand_by_column_the_likeliest_first(desk: Desk) -> None:
    """Columns by their likeliest label; what is unlikely is left out, but for a column's first."""
    known = Vocabulary(
        ("colour_group_name",) * 6 + ("product_type_name",) * 2 + ("section_name",),
        ("Red", "Blue", "Pink", "Grey", "Black", "White", "Dress", "Skirt", "Kids"),
        (9,) * 9,
    )
    likely = np.array([[0.3, 0.4, 0.05, 0.02, 0.011, 0.001, 0.9, 0.004, 0.003]], np.float32)
    labelled = replace(desk, labeller=Labeller(known, lambda _: likely))
    view = labelled.photo(InMemory("a.jpg", photo_of(desk, some_item(desk))))
    assert [(bars.column, [bar.label for bar in bars.bars]) for bars in view.labels] == [
        ("product type", ["Dress"]),
        ("colour group", ["Blue", "Red", "Pink", "Grey"]),
        ("section", ["Kids"]),
    ]
    assert [bar.percent for bar in view.labels[1].bars] == ["40 %", "30 %", "5 %", "2 %"]
    assert Bar("Kids", 0.003).percent == "< 1 %"


def test_where_photos_have_no_vectors_it_is_said(desk: Desk) -> None:
    """The reason was found when the page was opened."""
    why = ConfigError("from a table", where="a", why="b", do="c")
    with pytest.raises(FashrecError, match="from a table"):
        replace(desk, no_photos=why).photo(InMemory("a.png", png(Image.new("RGB", (9, 9)))))


def test_what_it_begins_with_can_be_asked(desk: Desk) -> None:
    """Ten items with vectors, some customers who bought something; the same each time."""
    (cards,) = desk.begin().lists
    assert len(cards.cards) == 10
    assert desk.begin() == desk.begin()
    assert desk.item(cards.cards[0].id).lists[0].cards
    people = desk.customers()
    assert len(people) == 6
    assert all(n > 0 for _, n in people)
    assert desk.customer(people[0][0], ("content",)).lists[0].cards
