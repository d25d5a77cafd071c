"""A change to the taxonomy in words."""

from __future__ import annotations

from lib.store.taxonomy import Change
from lib.ui.text import count


def in_words(change: Change) -> str:
    """Return what was done, as one line of plain text: ``moved 3 notes to “Wrong price”``."""
    some = count(change.notes, "note")
    match change.action:
        case "created":
            return f"made “{change.new_name}”" + (f" with {some}" if change.notes else "")
        case "assigned" if change.target:
            return f"moved {some} to “{change.target}”"
        case "assigned":
            return f"took {some} out of " + (f"“{change.source}”" if change.source else "their failure modes")
        case "edited" if change.old_name != change.new_name:
            return f"renamed “{change.old_name}” to “{change.new_name}”"
        case "edited":
            return f"defined “{change.new_name}”"
        case "merged":
            return f"merged “{change.new_name}” into “{change.into}”"
        case "retired":
            return f"removed “{change.new_name}”"
        case _:
            return "undid a change"
