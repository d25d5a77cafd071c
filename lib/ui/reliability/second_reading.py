"""The way to a second reading of the same traces, where there is none yet."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.store.batches import batches
from lib.store.traces import traces
from lib.ui.shell import links
from lib.ui.shell.shell import Visit


def offer(visit: Visit) -> None:
    """Draw what leads to it: a batch with an overlap, and before it the import. Both are an engineer's."""
    has_traces = traces.total(visit.project.id) > 0
    if not visit.project.role.covers(Role.ENGINEER):
        page = "hands them out on the Sampling" if has_traces else "can bring traces in on the Traces"
        st.write(f"An engineer of the project {page} page.")
    elif has_traces and not batches.summaries(visit.project.id):
        links.button("Draw a batch to hand out", "sampling", visit.project)
    elif has_traces:
        links.button("Hand out a batch with an overlap", "sampling", visit.project)
    else:
        links.button("Import traces", "traces", visit.project)
