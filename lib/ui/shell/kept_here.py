"""Under which name a browser keeps what has no answer yet: see kept_here.js."""

from __future__ import annotations

import streamlit as st

from lib.store.projects import projects
from lib.ui.shell.shell import Visit


def place(visit: Visit) -> str:
    """Return the name: one person's in one project, and no other database's that is served here later."""
    known: dict[int, str] = st.session_state.setdefault("kept_places", {})
    project_id = visit.project.id
    if project_id not in known:
        known[project_id] = f"{projects.made_at(project_id):%Y%m%d%H%M%S%f}"
    return f"{visit.person.id}/{project_id}-{known[project_id]}"
