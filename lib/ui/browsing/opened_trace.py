"""The trace that the URL names, opened over the list, with what was said of it."""

from __future__ import annotations

import streamlit as st

from lib.model import Role, Trace
from lib.store.counts import evidence
from lib.store.traces import traces
from lib.ui.browsing import around
from lib.ui.shell import address, links, shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_said, trace_view


def show(visit: Visit) -> None:
    """Open the trace that the URL names, if it names one."""
    if not st.query_params.get("trace", ""):
        return
    if _found(visit) is None:
        st.warning("This project has no such trace. It may belong to another project.")
    else:
        _dialog()


def _found(visit: Visit) -> Trace | None:
    asked = address.number("trace")
    return traces.body(visit.person, visit.project.id, asked) if asked is not None else None


def _close() -> None:
    shell.require(Role.VIEWER)
    around.turn()
    st.query_params.pop("trace", None)
    st.query_params.pop("step", None)
    st.query_params.pop("note", None)


@st.dialog("Trace", width="large", on_dismiss=_close)
def _dialog() -> None:
    visit = shell.require(Role.VIEWER)
    # Asked for here: another one of the list may have been gone to since.
    trace = _found(visit)
    if trace is None:
        st.write("This trace is gone.")
        return
    # Here, though it is a fragment: the list needs none of it, and nothing in the dialog draws it again.
    trace_view.prepare()
    with st.container(horizontal=True, vertical_alignment="center"):
        if visit.project.role.covers(Role.ANNOTATOR):
            links.button("Annotate this trace", "annotate", visit.project, trace=trace.id)
        around.show(trace.id or 0)
    step = address.number("step")
    # A dialog is drawn anew by itself: whose work may be seen is asked each time.
    said = evidence.of_trace(visit.person, visit.project.id, trace.id or 0)
    trace_said.show(said)
    trace_view.show(
        trace,
        visit.project.display,
        key=f"opened_{trace.id}",
        step=step,
        quote=trace_said.quoted(said, step, address.number("note")),
        mark=trace_said.mark(said, step),
    )
