"""The notes behind a bar: quotes, what was noted, and a link to each trace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from lib.model import Project
from lib.store.counts import NoteShown

_HERE = Path(__file__).parent

_list = st.components.v2.component(
    "faultline_evidence",
    html="<ol></ol>",
    css=(_HERE / "evidence.css").read_text("utf-8"),
    js=(_HERE / "evidence.js").read_text("utf-8"),
)


def show(items: Sequence[NoteShown], project: Project, *, of: str, within: str | None = None) -> None:
    """Draw the notes and, when ``of`` is another than before, scroll to them.

    A note in another mode than ``within`` (a child's) names it.
    """
    plain = [_plain(item, project.id, within) for item in items]
    _list(key="evidence", data={"of": of, "items": plain})


def _plain(item: NoteShown, project_id: int, within: str | None) -> dict[str, str | None]:
    where = f"step {item.step}" if item.step is not None else None
    mode = item.mode if item.mode != within else None
    return {
        "quote": item.quote,
        "note": item.text,
        "trace": item.external_id,
        # For reading: who looks at evidence does not mean to change a review.
        # Relative, so that it holds below any base path; a link, so that it can be opened in a new tab.
        "href": f"traces?{urlencode({'project': project_id, 'trace': item.trace_id})}",
        "about": " · ".join(part for part in (where, item.person, mode) if part),
    }
