"""Any value to feedback in [-1, 1]."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.formats.feedback import SCALES, WORDS, feedback, origin_of, origin_seen, scale_of
from lib.model import Feedback, FeedbackOrigin

THUMB, RATING, REWARD, SCORE = FeedbackOrigin


@pytest.mark.parametrize(
    ("values", "origin", "scale", "scaled"),
    [
        ([True, False], THUMB, WORDS, [1, -1]),
        ([1, -1, 0], THUMB, "-1..1", [1, -1, 0]),
        ([-1, -1], THUMB, "-1..1", [-1, -1]),
        ([1, 0], THUMB, "0..1", [1, -1]),
        ([1.0, 0.0], REWARD, "0..1", [1, -1]),
        (["1", "0", ""], THUMB, "0..1", [1, -1, None]),
        (["up", "DOWN", "Thumbs Up", "thumbs-down"], THUMB, WORDS, [1, -1, 1, -1]),
        (["positive", "Negative", "neutral"], THUMB, WORDS, [1, -1, 0]),
        (["True", "false"], THUMB, WORDS, [1, -1]),
        (["👍", "👎", "👍🏽", "👍\ufe0f"], THUMB, WORDS, [1, -1, 1, 1]),
        ([1, 3, 5], RATING, "1..5", [-1, 0, 1]),
        ([1, 1], RATING, "1..5", [-1, -1]),
        ([2, 4.5], RATING, "1..5", [-0.5, 0.75]),
        ([0, 5], RATING, "0..5", [-1, 1]),
        ([0.25, 0.75], SCORE, "0..1", [-0.5, 0.5]),
        ([1, 10], RATING, "1..10", [-1, 1]),
        ([0, 8], SCORE, "0..10", [-1, 0.6]),
        ([50, 100], SCORE, "0..100", [0, 1]),
        ([12, 37], REWARD, None, [None, None]),
        ([1, 4000], SCORE, None, [None, None]),
        (["the bot was rude", "ok then"], THUMB, None, [None, None]),
        ([None, ""], THUMB, None, [None, None]),
        ([{"a": 1}, [1]], THUMB, None, [None, None]),
    ],
)
def test_scales(values: list[Any], origin: FeedbackOrigin, scale: str | None, scaled: list[Any]) -> None:
    assert scale_of(values, origin) == scale
    found = [feedback(value, origin, scale) for value in values]
    assert [f and f.value for f in found] == [s if s is None else pytest.approx(s) for s in scaled]


def test_origin_and_raw_are_kept() -> None:
    assert feedback(1.0, REWARD, "0..1") == Feedback(1.0, REWARD, "1.0")
    assert feedback(True, THUMB, WORDS) == Feedback(1.0, THUMB, "true")
    assert feedback(" Up ", THUMB, WORDS) == Feedback(1.0, THUMB, " Up ")


@pytest.mark.parametrize("value", [6, 0, -1, "six", None, [], "nan", "inf", 10**400])
def test_what_is_off_the_scale_is_not_invented(value: object) -> None:
    assert feedback(value, RATING, "1..5") is None


@pytest.mark.parametrize("scale", [None, "words", "nonsense", "3..3", "5..1"])
def test_a_number_without_a_scale_is_nothing(scale: str | None) -> None:
    assert feedback(3, RATING, scale) is None
    assert feedback("up", RATING, scale) is not None


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("thumb", THUMB),
        ("thumbs_up", THUMB),
        ("feedback", THUMB),
        ("user_feedback", THUMB),
        ("rating", RATING),
        ("stars", RATING),
        ("user_rating", RATING),
        ("reward", REWARD),
        ("success", REWARD),
        ("score", SCORE),
        ("eval_score", SCORE),
        ("metadata.score", SCORE),
        ("toxicity_score", None),
        ("thumbs_down", None),
        ("feedback_comment", None),
        ("rating_id", None),
        ("underscore", None),
        ("id", None),
    ],
)
def test_names_decide_the_origin(name: str, origin: FeedbackOrigin | None) -> None:
    assert origin_of(name) is origin


def test_five_thumbs_are_a_rating() -> None:
    assert origin_seen(THUMB, "1..5") is RATING
    assert origin_seen(THUMB, "0..1") is THUMB
    assert origin_seen(SCORE, "1..5") is SCORE


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()), st.sampled_from(SCALES))
def test_feedback_lies_between_minus_one_and_one(value: object, scale: str) -> None:
    found = feedback(value, SCORE, scale)
    assert found is None or -1 <= found.value <= 1
