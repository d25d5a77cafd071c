"""Identical traces that were judged differently, in words."""

from __future__ import annotations

from collections.abc import Sequence

from lib.model import Verdict
from lib.words.text import count, md_escape

Alike = tuple[tuple[int, str, Verdict], ...]
"""Some traces with the same text: id, the id they were imported with, and the verdict that counts."""


def explained(listed: Sequence[Alike]) -> str:
    """Return what these are and how they are counted."""
    groups = count(len(listed), "text", "texts")
    verb = "was" if len(listed) == 1 else "were"
    return (
        f"{groups} that several traces share {verb} passed in one and failed in another. Each trace counts "
        "as it was read, and those nobody read follow the earliest. Read them side by side: the difference "
        "is in the reading, or in something the text does not hold."
    )


def one(external_id: str, verdict: Verdict) -> str:
    """Return the label of one of them."""
    return f"{md_escape(external_id)}: {verdict.value}"
