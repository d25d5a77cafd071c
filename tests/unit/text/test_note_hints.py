"""Which notes get a hint, and which do not: a hint on a good note would teach the wrong thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.text.note_hints import DIAGNOSIS, VAGUE, about, same_before


@pytest.mark.parametrize(
    "text",
    ["bad answer", "Wrong", "not good.", "Bad!!", "the answer is wrong", "it didn’t work", "meh", "fail"],
)
def test_a_note_that_only_says_something_is_wrong_is_vague(text: str) -> None:
    assert about(text) == VAGUE


@pytest.mark.parametrize(
    "text",
    [
        "the model misunderstood the question",
        "Hallucinated a policy",
        "the model was confused",
        "it didn’t understand the user",
        "got confused by the dates",
        "misread the calendar",
    ],
)
def test_a_note_about_the_model_s_mind_is_a_diagnosis(text: str) -> None:
    assert about(text) == DIAGNOSIS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "...",
        "said 6 pm, the policy says 9 pm",
        "wrong price",
        "no tour slot was offered",
        "offered a slot the calendar did not return",
        "hallucinated: said 9:00 is free, the calendar has 10:30",
        "misread “net” as “gross”",
        "the customer was left waiting",
        "did not look at the calendar",
    ],
)
def test_a_note_that_says_what_was_seen_gets_no_hint(text: str) -> None:
    assert about(text) is None


KNOWN = [
    "late",
    "offered a slot that was not free",
    "quoted last year's price",
    "charged the fee of 50 twice",
]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Offered a slot that was not free.", 1),
        ("offered slots that were not free", 1),
        ("quoted last years price", 2),
        ("charged twice the fee of 50", 3),
        ("charged the fee of 60 twice", None),
        ("offered a slot that was free", None),
        ("offered a slot that was not free", None),
        ("asked for the same thing again", None),
        ("Late", None),
        ("", None),
    ],
)
def test_the_same_in_other_words_is_found(text: str, place: int | None) -> None:
    assert same_before(text, KNOWN) == place


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=5))
def test_whatever_is_typed_the_rules_answer(text: str, known: list[str]) -> None:
    assert about(text) in (None, VAGUE, DIAGNOSIS)
    found = same_before(text, known)
    assert found is None or known[found] != text
