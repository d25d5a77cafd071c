"""Where links lead, beside the other pages: relative, so that they hold below any base path."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from lib.store.counts.evidence import NoteShown


def address(project_id: int, trace_id: int, note: NoteShown) -> str:
    """Return the address, beside the other pages, that opens a trace at the step and the quote of a note."""
    at = {"step": note.step, "note": note.id}
    asked = {name: value for name, value in at.items() if value is not None}
    return f"traces?{urlencode({'project': project_id, 'trace': trace_id, **asked})}"


def unknown(what: str, names: list[str]) -> str:
    """Return that the address asks for a ``what`` of these names, which is not there. Markdown."""
    asked = ", ".join(f"“{name}”" for name in names)
    return f"The address asks for the {what} {asked}, which is not here. What is shown goes without it."
