"""One record as read from a file, before anyone asks what it means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from lib.formats import limits
from lib.formats.roles import is_message

CUT = "The file ends in the middle of this record."


@dataclass(frozen=True, slots=True)
class Row:
    """A record and the line it starts on (1-based, in the unpacked file).

    Exactly one of ``value`` and ``error`` (a reason in words) is set.
    """

    line: int
    value: dict[str, Any] | None
    error: str | None


def _whole_number(digits: str) -> int | str:
    # Python refuses to convert absurdly long numbers; they stay text rather than lose the row.
    return int(digits) if len(digits) < 4000 else digits


DECODER = json.JSONDecoder(strict=False, parse_int=_whole_number)
"""Lenient where real files are sloppy: control characters in text, NaN, numbers of any length."""


def record(line: int, value: Any) -> Row:
    """Return the row for a decoded value: an object, or a bare list of messages; else an error."""
    if isinstance(value, limits.Unfit):
        return Row(line, None, str(value))
    if isinstance(value, dict):
        is_too_wide = len(value) > limits.MOST_FIELDS
        return Row(line, None, limits.TOO_MANY_FIELDS) if is_too_wide else Row(line, value, None)
    if isinstance(value, list) and any(is_message(item) for item in value):
        return Row(line, {"messages": value}, None)
    return Row(line, None, f"A record should be an object in braces {{…}}; here stands {_what(value)}.")


def broken(line: int, error: Exception) -> Row:
    """Return the row that says in words why JSON could not be read."""
    return Row(line, None, in_words(error))


def in_words(error: Exception) -> str:
    """Return what is wrong with a piece of JSON, for someone who has never seen the term."""
    if isinstance(error, RecursionError):
        return limits.TOO_DEEP
    if isinstance(error, limits.Unfit):
        return str(error)
    if isinstance(error, json.JSONDecodeError):
        return f"This is not valid JSON: {error.msg} (character {error.colno} of the line)."
    return "This is not valid JSON."


def _what(value: Any) -> str:
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a text" if isinstance(value, str) else "a list"
