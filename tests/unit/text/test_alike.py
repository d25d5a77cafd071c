"""Texts in the order of their likeness to one of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lib.text.alike import most_alike


def test_the_chosen_text_comes_first_then_what_shares_its_words() -> None:
    texts = ["no hand-off to a person", "the price was wrong", "answered in English", "wrong prices quoted"]
    assert most_alike(texts, 1) == [1, 3, *sorted([0, 2], key=most_alike(texts, 1).index)]
    assert most_alike(["", " ", "!"], 2) == [2, 0, 1]


@given(st.lists(st.text(max_size=20), min_size=1, max_size=8), st.data())
def test_every_text_is_placed_once(texts: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.integers(0, len(texts) - 1))
    found = most_alike(texts, chosen)
    assert sorted(found) == list(range(len(texts)))
    assert found[0] == chosen
