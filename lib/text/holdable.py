"""Text that every database can hold: PostgreSQL refuses NUL, and UTF-8 half a surrogate."""

from __future__ import annotations

import re
from typing import Any

_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")


def clean_text(text: str) -> tuple[str, int]:
    """Return ``text`` with NUL and lone surrogates as U+FFFD, and how many there were."""
    if text.isascii() and "\x00" not in text:
        return text, 0
    return _UNHOLDABLE.subn("\ufffd", text)


def holdable(value: Any) -> Any:
    """Return ``value`` with its text as every database can hold it, and all text inside of it."""
    if isinstance(value, str):
        return clean_text(value)[0]
    if isinstance(value, dict):
        return {holdable(name): holdable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(holdable, value))
    return value
