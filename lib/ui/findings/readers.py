"""How far readers agree, read once for each version of the project and what a person may see of it."""

from __future__ import annotations

import streamlit as st

from lib.services import readers
from lib.services.readers import Readers
from lib.store.rules import events, visibility
from lib.ui.shell.shell import Visit
from lib.words import reliability as words


def of(visit: Visit) -> Readers:
    """Return what is known of the project's readers, as far as this person may see it."""
    hidden = visibility.hidden_ids(visit.person, visit.project.id)
    return _known(visit.project.id, events.version(visit.project.id), hidden)


def say(visit: Visit) -> None:
    """Draw in one sentence whether the labels can be trusted; nothing where nobody has read."""
    if said := words.labels(of(visit)):
        st.markdown(f":small[{said}]")


@st.cache_data(max_entries=50, show_spinner=False)
def _known(project_id: int, version: int, hidden: frozenset[int]) -> Readers:
    return readers.known(project_id, hidden)
