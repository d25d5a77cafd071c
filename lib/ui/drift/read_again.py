"""Reading an old trace again, without what one said of it before."""

from __future__ import annotations

import streamlit as st

from lib.model import Note, Role, Verdict
from lib.store.reviews import self_agreement
from lib.store.traces import traces
from lib.ui.shell import kept_text, links, shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_view

ASKED = "again"
_HEIGHT = 620


def is_asked() -> bool:
    """Whether the address asks for reading again."""
    return ASKED in st.query_params


def start() -> None:
    """Begin to read old traces again."""
    shell.require(Role.ANNOTATOR)
    st.query_params[ASKED] = "1"


def _save(trace_id: int) -> None:
    visit = shell.require(Role.ANNOTATOR)
    said = st.session_state.get(f"again_verdict_{trace_id}")
    if said is None:
        return  # another page is open by now
    verdict = Verdict(said)
    words = str(st.session_state.get(f"again_note_{trace_id}", ""))
    step = st.session_state.get(f"again_step_{trace_id}")
    note = Note(words, step) if verdict is Verdict.FAIL and (words.strip() or step) else None
    try:
        self_agreement.submit(visit.person, visit.project.id, trace_id, verdict, note)
    except LookupError as problem:
        st.session_state["again_problem"] = str(problem)
    else:
        kept_text.stored(f"again_note_{trace_id}")


@st.fragment
def pane() -> None:
    """Show the next old trace and ask for a verdict, or say that none is left."""
    visit = shell.require(Role.ANNOTATOR)
    kept_text.hear(visit)
    if problem := st.session_state.pop("again_problem", None):
        st.warning(problem)
    left = self_agreement.waiting(visit.person, visit.project.id)
    trace = traces.body(visit.person, visit.project.id, left[0]) if left else None
    if trace is None or trace.id is None:
        st.write(
            "No trace is left that you read "
            f"{self_agreement.AGE.days} or more days ago and have not read again."
        )
        links.button("Back to the figures", "reliability", visit.project)
        return
    # Called asked_…: on a phone the question stands above the trace (widths.css)
    text, rail = st.container(key="asked_again").columns([13, 7], gap="large")
    with text.container(height=_HEIGHT, border=False, key="pane_trace"):
        trace_view.show(trace, visit.project.display, key=f"again_{trace.id}")
    with rail:
        _ask(visit, trace.id, [step.number for step in trace.steps])


def _ask(visit: Visit, trace_id: int, steps: list[int]) -> None:
    st.markdown(":small[You read this trace before. What you said then is hidden; say what you see now.]")
    words = {Verdict.PASS: "Pass", Verdict.FAIL: "Fail", Verdict.DEFER: "Defer"}
    # No segmented control: with the focus on one, Ctrl+Enter would press it, and save nothing.
    said = st.radio(
        "Verdict",
        list(words),
        index=None,
        format_func=words.__getitem__,
        key=f"again_verdict_{trace_id}",
        horizontal=True,
    )
    if said is Verdict.FAIL:
        st.selectbox(
            "First failed at step", steps, index=None, placeholder="Step", key=f"again_step_{trace_id}"
        )
        kept_text.area("What went wrong first?", key=f"again_note_{trace_id}", height=120)
    with st.container(horizontal=True):
        st.button(
            "Save and next",
            type="primary",
            shortcut="Ctrl+Enter",
            disabled=said is None,
            on_click=_save,
            args=(trace_id,),
        )
        links.button("Stop", "reliability", visit.project, primary=False)
