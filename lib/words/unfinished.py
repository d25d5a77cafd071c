"""What a reader has left open, in words: drafts that do not count yet, and fails without a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lib.words.text import count

if TYPE_CHECKING:
    from lib.store.reviews.unfinished import Unfinished

_EACH = {
    "edited": "edited, not saved yet",
    "begun": "begun, not saved yet",
    "silent": "failed, no note yet",
}


def standing(left: Sequence[Unfinished]) -> str:
    """Return how much is open: ``2 drafts are kept but not saved: they don't count yet.``"""
    many = Counter("silent" if one.left == "silent" else "draft" for one in left)
    said = []
    if many["draft"]:
        verb, them = ("is", "it doesn't") if many["draft"] == 1 else ("are", "they don't")
        said.append(f"{count(many['draft'], 'draft')} {verb} kept but not saved: {them} count yet.")
    if many["silent"]:
        verb = "has" if many["silent"] == 1 else "have"
        said.append(f"{count(many['silent'], 'failed trace')} {verb} no note that says what went wrong.")
    return " ".join(said)


def one(open_trace: Unfinished) -> str:
    """Return a trace and what is open on it: ``lease-0412: edited, not saved yet``. Plain text."""
    return f"{open_trace.external_id}: {_EACH[open_trace.left]}"


def rest(number: int) -> str:
    """Return that more are open than are listed, and where to find them."""
    return f"And {count(number, 'more trace')}: Filter on the Annotate page finds them all."
