"""Text and numbers that every database can hold."""

from __future__ import annotations

import math
from typing import Any

from lib.text.holdable import clean_text

MAX_DEPTH = 200
"""Values nested deeper than this are refused: writing them back would exhaust the stack."""

_LARGEST = 2**63 - 1


class TooDeep(ValueError):
    """A value is nested more than ``MAX_DEPTH`` levels deep."""


def clean(value: Any) -> tuple[Any, int]:
    """Return ``value`` as every database can hold it, and how many changes that took.

    NUL characters and lone surrogates become U+FFFD, each counting as one change; NaN and the
    infinities become None; whole numbers beyond 64 bits become text. Names of fields are cleaned
    like any text; where two names become the same, the later value stays. Raises TooDeep.
    """
    return _clean(value, 0)


def _clean(value: Any, depth: int) -> tuple[Any, int]:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return (value, 0) if math.isfinite(value) else (None, 1)
    if isinstance(value, int):
        return (value, 0) if -_LARGEST - 1 <= value <= _LARGEST else (str(value), 1)
    if isinstance(value, dict | list) and depth >= MAX_DEPTH:
        raise TooDeep(f"nested more than {MAX_DEPTH} levels deep")
    if isinstance(value, dict):
        return _clean_dict(value, depth + 1)
    if isinstance(value, list):
        return _clean_list(value, depth + 1)
    return value, 0


def _clean_dict(record: dict[str, Any], depth: int) -> tuple[dict[str, Any], int]:
    cleaned: dict[str, Any] = {}
    total = 0
    for name, value in record.items():
        key, in_key = clean_text(name)
        cleaned[key], in_value = _clean(value, depth)
        total += in_key + in_value
    return cleaned, total


def _clean_list(items: list[Any], depth: int) -> tuple[list[Any], int]:
    cleaned: list[Any] = []
    total = 0
    for item in items:
        value, changes = _clean(item, depth)
        cleaned.append(value)
        total += changes
    return cleaned, total
