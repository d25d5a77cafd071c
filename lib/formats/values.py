"""Single values: ids, times, durations, amounts; and fields by their dotted path."""

from __future__ import annotations

import ast
import json
import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from lib.model import Scalar

LONGEST_ID = 200
LONGEST_METADATA = 200

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Seconds, and in what powers of a thousand a clock may count instead; before 1973 nothing is read.
_EARLIEST, _THOUSANDS = 1e8, 4
_AMOUNT = re.compile(r"[$€£]?\s*([+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?)\s*(ms|msec|s|sec|seconds|usd)?", re.I)
_LITERAL_AT_MOST = 1_000_000


def id_text(value: object) -> str:
    """Return an id as text: 1, 1.0 and "1" are "1". Returns "" for none, or one that cannot be an id."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    text = str(value).strip() if isinstance(value, str | int) else ""
    return text if len(text) <= LONGEST_ID else ""


def time_of(value: object) -> datetime | None:
    """Return a time in UTC, or None where it cannot be read.

    Reads ISO 8601 (without a zone it is taken as UTC) and the time since 1970 in seconds,
    milliseconds, microseconds or nanoseconds, as a number or as text.
    """
    seconds = number_of(value)
    try:
        if seconds is not None and seconds >= _EARLIEST:
            return _EPOCH + timedelta(seconds=_as_seconds(seconds))
        if not isinstance(value, str):
            return None
        read = datetime.fromisoformat(value.strip())
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _as_seconds(number: float) -> float:
    for power in range(_THOUSANDS):
        if number < _EARLIEST * 1000 ** (power + 1):
            return float(number / 1000**power)
    raise OverflowError("no clock counts that far")


def number_of(value: object) -> float | None:
    """Return a finite number written as a number or as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def seconds_of(value: object, field: str) -> float | None:
    """Return a duration in seconds; a unit in the value or at the end of the field's name counts.

    Negative or unreadable durations are None.
    """
    number, unit = _amount(value)
    if number is None or number < 0:
        return None
    in_ms = unit.startswith("ms") if unit else bool(re.search(r"(_ms|Ms|_millis|milliseconds)$", field))
    return number / 1000 if in_ms else number


def dollars_of(value: object) -> float | None:
    """Return a cost; negative or unreadable ones are None."""
    number, _ = _amount(value)
    return number if number is not None and number >= 0 else None


def _amount(value: object) -> tuple[float | None, str]:
    if isinstance(value, str):
        match = _AMOUNT.fullmatch(value.strip())
        return (number_of(match[1]), (match[2] or "").lower()) if match else (None, "")
    return number_of(value), ""


def scalar_of(value: object) -> Scalar | None:
    """Return a value light enough for metadata; None for nothing, nested values and long text."""
    if isinstance(value, str):
        return value if value and len(value) <= LONGEST_METADATA else None
    return value if isinstance(value, int | float) else None


def get(record: dict[str, Any], path: str) -> Any:
    """Return the value of a field by name or dotted path; None where there is none."""
    if path in record:
        return record[path]
    name, dot, rest = path.partition(".")
    inner = record.get(name)
    return get(inner, rest) if dot and isinstance(inner, dict) else None


def without(record: dict[str, Any], path: str) -> dict[str, Any]:
    """Return a record without one field, by name or dotted path; the record itself is unchanged."""
    if path in record:
        return {name: value for name, value in record.items() if name != path}
    name, dot, rest = path.partition(".")
    inner = record.get(name)
    return {**record, name: without(inner, rest)} if dot and isinstance(inner, dict) else record


def decoded(text: str) -> Any:
    """Return the object or list that a text holds as JSON, or as Python prints one.

    Raises ValueError where the text does not start like one or cannot be read.
    """
    if text.lstrip()[:1] not in ("{", "["):
        raise ValueError("neither an object nor a list")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        if len(text) > _LITERAL_AT_MOST or text.count("'") < 2:
            raise ValueError(str(error)) from None
        return _printed(text)


def _printed(text: str) -> Any:
    # Tables saved from a notebook hold lists the way Python prints them, in single quotes.
    try:
        return json.loads(json.dumps(ast.literal_eval(text.strip())))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise ValueError("neither JSON nor a printed list") from None
