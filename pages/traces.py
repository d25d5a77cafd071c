"""Traces: the dataset, brought in and browsed."""

import streamlit as st

from lib.model import Role
from lib.store.traces import traces
from lib.ui.browsing import trace_list
from lib.ui.importing import import_panel
from lib.ui.shell import shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_view

_BROWSE, _IMPORT = "Browse", "Import"


def bring_in(visit: Visit) -> None:
    """Draw what brings traces in, and shows the first as it will be read."""
    trace_view.prepare()
    import_panel.show(visit)


visit = shell.enter(Role.VIEWER)
st.title("Traces")
may_import = visit.project.role.covers(Role.ENGINEER)
if traces.total(visit.project.id):
    view = _BROWSE
    if may_import:
        key = f"traces_view_{visit.project.id}"
        # An import that has just ended made the first traces: its report comes before they are browsed.
        view = st.radio(
            "View",
            [_BROWSE, _IMPORT],
            index=1 if import_panel.has_news(visit) else 0,
            key=key,
            horizontal=True,
            label_visibility="collapsed",
        )
    if view == _BROWSE:
        trace_list.show()
    else:
        bring_in(visit)
elif may_import:
    st.write(
        "This page shows the traces of your application: whole interactions, as they happened. "
        "There are none yet. Bring in a file and see how it will be read before anything is stored."
    )
    bring_in(visit)
else:
    st.write("There are no traces in this project yet. An engineer of the project can bring them in here.")
