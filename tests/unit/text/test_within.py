"""Find in a very long trace: which steps have the words, and how often."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.model import Step, StepKind
from lib.text import within

STEPS = (
    Step(1, StepKind.SYSTEM, "A needle in the prompt."),
    Step(2, StepKind.USER, "Needle, NEEDLE.\nNo thread."),
    Step(
        3, StepKind.TOOL, name="look", arguments='{"for": "needle"}', result='{"said": "a \\"needle\\" here"}'
    ),
    Step(4, StepKind.ASSISTANT, "the **calendar**   says"),
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("needle", [(1, 1), (2, 2), (3, 2)]),
        ('"needle"', [(3, 2)]),
        ("calendar says", [(4, 1)]),
        ("The calendar", [(4, 1)]),
        ("prompt.", [(1, 1)]),
        ("prompt. needle", []),
        ("a.needle", []),
        ("look", [(3, 1)]),
        ("", []),
        ("  ", []),
    ],
)
def test_every_step_that_has_the_words_is_named_with_how_often(
    words: str, found: list[tuple[int, int]]
) -> None:
    assert within.hits(STEPS, words) == found


@given(st.lists(st.text("aAbß \n*.", max_size=12), max_size=5), st.text("ab.", min_size=1, max_size=2))
def test_a_word_is_found_as_often_as_it_stands_there(texts: list[str], word: str) -> None:
    steps = [Step(n, StepKind.USER, text) for n, text in enumerate(texts, start=1)]
    counted = [
        (n, len(re.findall(re.escape(word), text.casefold()))) for n, text in enumerate(texts, start=1)
    ]
    assert within.hits(steps, word) == [(n, count) for n, count in counted if count]


def test_broken_json_is_text() -> None:
    broken = json.dumps({"said": 'a "needle"'})[:-1]
    assert within.hits([Step(1, StepKind.TOOL, result=broken)], "needle") == [(1, 1)]
