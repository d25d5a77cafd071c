"""Where readers of traces differ now, for the page that decides on it and the one that leads there."""

from __future__ import annotations

import streamlit as st

from lib.model import Reading
from lib.services import disagreements
from lib.services.disagreements import Differing
from lib.store.counts import agreement
from lib.store.rules import events
from lib.ui.shell.shell import Visit


@st.cache_data(max_entries=50, show_spinner=False)
def _standing(project_id: int, version: int) -> list[Reading]:
    return agreement.standing(project_id)


def of(visit: Visit) -> Differing:
    """Return where readers of the project differ now."""
    project_id = visit.project.id
    return disagreements.of(visit.person, project_id, _standing(project_id, events.version(project_id)))
