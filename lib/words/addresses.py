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
