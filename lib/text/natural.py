"""The order in which people read versions and other short values: 1.9 before 1.10."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(\d+)")


def natural(text: str) -> tuple[list[str | tuple[int, str]], str]:
    """Return what to sort text by: runs of digits as numbers, letters without regard to case.

    Total: only equal text has an equal key. A number is never computed: text may hold endless digits.
    """
    # Split at a group, text and digits take turns, so that like is compared with like.
    parts: list[str | tuple[int, str]] = list(_DIGITS.split(text.casefold()))
    for place in range(1, len(parts), 2):
        digits = str(parts[place]).lstrip("0")
        parts[place] = (len(digits), digits)
    return parts, text
