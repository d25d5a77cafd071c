"""Signals about a whole trace, scaled to [-1, 1], never invented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from statistics import median

from lib.formats.values import number_of
from lib.model import Feedback, FeedbackOrigin

WORDS = "words"
"""The scale of a field that holds words, signs or true/false, and no numbers."""

SCALES = (WORDS, "0..1", "-1..1", "1..5", "0..5", "1..10", "0..10", "0..100")
"""The scales to choose from. Any other "lowest..highest" is read as well."""

_UP = [
    "up",
    "thumbs_up",
    "thumb_up",
    "thumbsup",
    "positive",
    "pos",
    "good",
    "great",
    "like",
    "liked",
    "upvote",
    "yes",
    "true",
    "helpful",
    "correct",
    "pass",
    "passed",
    "success",
    "succeeded",
    "satisfied",
    "happy",
    "👍",
    "😀",
    "🙂",
]
_DOWN = [
    "down",
    "thumbs_down",
    "thumb_down",
    "thumbsdown",
    "negative",
    "neg",
    "bad",
    "poor",
    "dislike",
    "disliked",
    "downvote",
    "no",
    "false",
    "unhelpful",
    "not_helpful",
    "incorrect",
    "fail",
    "failed",
    "failure",
    "unsatisfied",
    "unhappy",
    "👎",
    "🙁",
    "😞",
]
_NEUTRAL = ["neutral", "mixed", "😐"]
_WORDS = {**dict.fromkeys(_UP, 1.0), **dict.fromkeys(_DOWN, -1.0), **dict.fromkeys(_NEUTRAL, 0.0)}
_VARIANT = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")
_SEPARATORS = re.compile(r"[\s_-]+")
_ODD = 50
_SCALE = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")

_ORIGINS = (
    (FeedbackOrigin.THUMB, "thumb thumbs vote like liked reaction feedback helpful"),
    (FeedbackOrigin.RATING, "rating ratings stars star csat satisfaction"),
    (FeedbackOrigin.REWARD, "reward rewards success resolved passed solved"),
    (FeedbackOrigin.SCORE, "score scores grade quality"),
)
# A "toxicity score" is better low: only scores that speak of nothing but quality are read.
_OF_A_SCORE = frozenset(
    [
        "score",
        "scores",
        "grade",
        "quality",
        "eval",
        "evaluator",
        "evaluation",
        "judge",
        "overall",
        "final",
        "llm",
    ]
)
_NOT_THE_SIGNAL = frozenset(
    [
        "down",
        "dislike",
        "dislikes",
        "disliked",
        "not",
        "count",
        "comment",
        "comments",
        "text",
        "reason",
        "id",
        "at",
        "time",
        "by",
        "type",
        "source",
    ]
)


def feedback(value: object, origin: FeedbackOrigin, scale: str | None) -> Feedback | None:
    """Return a value as feedback, or None where it cannot be scaled.

    Words, signs and true/false are read whatever the scale; a number only if it lies on the scale.
    """
    scaled = _scaled(value, scale)
    return None if scaled is None else Feedback(scaled, origin, _as_written(value))


def origin_of(name: str) -> FeedbackOrigin | None:
    """Return what kind of signal a field's name (in small letters) speaks of; None if of none.

    A name that counts against ("thumbs_down", "dislikes") is None: what its values mean is open.
    """
    words = set(_SEPARATORS.split(name.rpartition(".")[2]))
    if words & _NOT_THE_SIGNAL:
        return None
    origin = next((origin for origin, names in _ORIGINS if words & set(names.split())), None)
    return None if origin is FeedbackOrigin.SCORE and not words <= _OF_A_SCORE else origin


def scale_of(values: Iterable[object], origin: FeedbackOrigin) -> str | None:
    """Return the narrowest usual scale on which all numbers of a sample lie; None if there is none.

    Whole numbers from 1 up are a rating unless they are all 1: then the origin decides. A few numbers far
    from all the others do not stretch the scale, nor do a few among words make one.
    """
    found = [value for value in values if value is not None and value != ""]
    words = sum(1 for value in found if _word(value) is not None)
    numbers = [n for n in (number_of(v) for v in found if _word(v) is None) if n is not None]
    if not numbers:
        return WORDS if words else None
    usual = _without_odd(numbers)
    scale = _scale_with(usual, origin) if len(set(usual)) > 1 else None
    scale = scale or _scale_with(numbers, origin)
    return WORDS if words > len(numbers) and (scale is None or _is_rating(scale)) else scale


def _without_odd(numbers: list[float]) -> list[float]:
    """Return the numbers without the one in fifty that lie farthest from the middle."""
    middle = median(numbers)
    return sorted(numbers, key=lambda number: abs(number - middle))[: len(numbers) - len(numbers) // _ODD]


def _scale_with(numbers: list[float], origin: FeedbackOrigin) -> str | None:
    low, high = min(numbers), max(numbers)
    if low < 0:
        return "-1..1" if low >= -1 and high <= 1 else None
    if origin is FeedbackOrigin.RATING and low >= 1 and high <= 5:
        return "1..5"
    if high <= 1:
        return "0..1"
    # A reward of 37 may be 37 of anything.
    if origin is FeedbackOrigin.REWARD:
        return None
    for top in (5, 10, 100):
        if high <= top:
            return f"{0 if low < 1 or top == 100 else 1}..{top}"
    return None


def origin_seen(named: FeedbackOrigin, scale: str | None) -> FeedbackOrigin:
    """Return the origin once the scale is known: nobody gives one to five thumbs."""
    return FeedbackOrigin.RATING if named is FeedbackOrigin.THUMB and _is_rating(scale) else named


def _is_rating(scale: str | None) -> bool:
    return scale not in (None, WORDS, "0..1", "-1..1")


def _scaled(value: object, scale: str | None) -> float | None:
    word = _word(value)
    if word is not None:
        return word
    number = number_of(value)
    ends = _SCALE.fullmatch(scale or "")
    if number is None or ends is None:
        return None
    low, high = float(ends[1]), float(ends[2])
    if not low <= number <= high or low == high:
        return None
    return 2 * (number - low) / (high - low) - 1


def _word(value: object) -> float | None:
    if isinstance(value, bool):
        return 1.0 if value else -1.0
    if not isinstance(value, str) or len(value) > 30:
        return None
    return _WORDS.get(_SEPARATORS.sub("_", _VARIANT.sub("", value.strip(" \t\r\n:.!"))).lower())


def _as_written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
