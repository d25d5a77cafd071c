"""What a person has to look at again, read once for each version of the project."""

from __future__ import annotations

import streamlit as st

from lib.model import Person
from lib.store.recoding import drift_lists
from lib.store.recoding.drift_lists import ModeList


@st.cache_data(max_entries=100, show_spinner=False)
def worklists(who: Person, project_id: int, version: int) -> list[ModeList]:
    """Return what this person may look at again for each failure mode, as at this version of the project."""
    return drift_lists.lists(who, project_id)
