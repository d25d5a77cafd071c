"""The way to a second reading of the same traces, where there is none yet."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.store.traces import traces
from lib.ui.overview import next_step
from lib.ui.shell import links
from lib.ui.shell.shell import Visit


def offer(visit: Visit, here: str) -> None:
    """Draw what leads to it from the page ``here``: a batch with an overlap, and before it the import."""
    if not traces.total(visit.project.id):
        next_step.show(visit, here)
    elif visit.project.role.covers(Role.ENGINEER):
        links.button("Hand out a batch with an overlap", "sampling", visit.project)
    else:
        st.write("An engineer of the project hands them out on the Sampling page.")
