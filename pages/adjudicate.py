"""Adjudicate: where readers differ, both sides beside the trace, and what counts."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.services.disagreements import Differing
from lib.store.projects import people
from lib.store.reviews import adjudication
from lib.store.reviews.adjudication import Case
from lib.store.traces import traces
from lib.ui.reliability import adjudication_acts as acts
from lib.ui.reliability import adjudication_form, second_reading
from lib.ui.reliability.side_by_side import WHAT
from lib.ui.shell import address, kept_text, links, shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import disagreements, trace_view
from lib.words import reliability as reliability_words
from lib.words.text import count, md_escape, shorten

TALL = 640


def show_bar(visit: Visit, found: Differing, case: Case) -> None:
    """Draw how far the deciding is, what this trace differs in, and the way to the ones beside it."""
    order = list(found.traces)
    place = order.index(case.trace_id) if case.trace_id in order else None
    done = sum(one in found.decided for one in order)
    parts = [f"**{done:,} of {len(order):,} decided**"]
    if place is not None:
        parts.append(f"They differ in: {WHAT[found.traces[case.trace_id]].lower()}")
    if found.unread:
        parts.append(f":small[{found.unread:,} read by several are for you to read first]")
    last = adjudication.last(visit.person, visit.project.id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(" · ".join(parts), width="stretch")
        if last:
            name = md_escape(shorten(last.external_id, 24))
            st.button(f"Undo: {name}", key="undo", shortcut="U", type="tertiary", on_click=acts.undo)
        for words, by, key in (("Previous", -1, "Left"), ("Next", 1, "Right")):
            beside = None if place is None else place + by
            there = order[beside] if beside is not None and 0 <= beside < len(order) else None
            off = there is None
            # key ← →: the previous and the next trace
            st.button(words, shortcut=key, disabled=off, on_click=acts.show_next, args=(there,))


@st.fragment
def pane() -> None:
    """Show the trace to decide on, or that nothing is left."""
    visit = shell.require(Role.ANNOTATOR)
    kept_text.hear(visit)
    found = disagreements.of(visit)
    asked = address.number("trace")
    wanted = next(iter(found.left), None) if asked is None else asked
    case = adjudication.case(visit.person, visit.project.id, wanted) if wanted else None
    trace = traces.body(visit.person, visit.project.id, case.trace_id) if case else None
    if problem := st.session_state.pop(acts.PROBLEM, None):
        st.warning(md_escape(problem))
    if case is None or trace is None:
        nothing_left(visit, found)
        return
    show_bar(visit, found, case)
    left, right = st.columns([13, 8], gap="medium")
    first = next((note for side in case.sides for note in side.notes if note.step is not None), None)
    with left.container(height=TALL, border=False, key="pane_trace"):
        trace_view.show(
            trace,
            visit.project.display,
            key=f"adjudicate_{case.trace_id}",
            step=first.step if first else None,
            quote=first.quote if first else None,
        )
    with right.container(height=TALL, border=False, key="pane_form"):
        adjudication_form.show(case, on_take=acts.take, on_decide=acts.put_together)


def nothing_left(visit: Visit, found: Differing) -> None:
    """Say that nothing is left to decide, or that there is nothing yet, and what comes next."""
    seen = " that you may see" if found.unread else ""
    if found.left:
        st.write("There is nothing to decide on this trace: nobody has read it, or you are to read it first.")
        words = f"Decide on the {count(len(found.left), 'trace')} left"
        st.button(words, type="primary", on_click=acts.show_next, args=(found.left[0],))
    elif found.traces:
        st.markdown(f"### {reliability_words.decided(len(found.traces), seen)}")
        st.write("What was decided counts; what each reader said first stays, and is what agreement reads.")
        st.button("Go through them again", on_click=acts.show_next, args=(next(iter(found.traces)),))
    elif found.several:
        st.write(f"Nobody differs on {reliability_words.which(found.several)} read by several people{seen}.")
    elif not found.unread:
        st.write(
            "Where several people read the same trace and differ, you decide here which answer counts: "
            "failed or not, in which way, at which step. No trace has been read by two people yet."
        )
        second_reading.offer(visit)
    if found.unread:
        st.write(reliability_words.still_to_read(found.unread))
        links.button("Read on", "annotate", visit.project)
    if found.traces:
        links.button("See how far readers agree", "reliability", visit.project, primary=False)


visit = shell.enter(Role.ANNOTATOR)
st.title("Adjudicate")
trace_view.prepare()
kept_text.prepare()
if adjudication.may_decide(visit.person, visit.project.id):
    pane()
else:
    lead = people.lead(visit.project.id)
    named = f"{md_escape(lead)}, the lead annotator," if lead else "The lead annotator (there is none yet)"
    st.write(f"{named} and the admins of the project decide here what counts where readers differ.")
    links.button("See how far readers agree", "reliability", visit.project)
