"""Label pass: every failed trace again, for a yes or a no to every failure mode."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.store.projects import preferences
from lib.store.recoding import label_pass
from lib.store.taxonomy import labels
from lib.store.traces import traces
from lib.ui.label import acts as label_acts
from lib.ui.label import labeller
from lib.ui.label import position as label_position
from lib.ui.label.position import Position
from lib.ui.overview import next_step
from lib.ui.shell import kept_here, links, shell
from lib.ui.shell.shell import Visit
from lib.words.text import count


def act(project_id: int) -> None:
    """Do what was done on the screen of this project, whichever one is open by now.

    no guard: the role is looked up here, and who has it no more is told by ``pane``, which runs next.
    """
    visit = shell.allowed(Role.ANNOTATOR, project_id)
    given = labeller.given(key(project_id))
    if visit and given:
        label_acts.do(visit, given)


def key(project_id: int) -> str:
    """Return the key of the screen. Another project has another screen."""
    return f"labeller_{project_id}"


@st.fragment
def pane() -> None:
    """Show the trace to label, or what to do where there is none."""
    visit = shell.require(Role.ANNOTATOR)
    here = label_position.current(visit)
    review = (
        label_pass.review_labels(visit.person, visit.project.id, here.review_id) if here.review_id else None
    )
    trace = traces.body(visit.person, visit.project.id, review.trace_id) if review else None
    if review is None or trace is None:
        _nothing_left(visit, here)
        return
    here.note(review)
    last = labels.last(visit.person, visit.project.id)
    screen = labeller.Screen(
        kept=kept_here.place(visit),
        project_id=visit.project.id,
        done=here.done,
        message=here.message,
        own=here.own,
        scopes=here.scopes,
        position=here.order.index(review.review_id) + 1,
        size=len(here.items),
        labelled=here.labelled,
        recode=here.recode,
        trace=trace,
        display=visit.project.display,
        review=review,
        modes=here.modes,
        undo=count(last.labels, "tick") if last else None,
        keys=preferences.of(visit.person).keys.get("label", {}),
    )
    project_id = visit.project.id
    labeller.show(screen, key=key(project_id), on_act=lambda: act(project_id))


def _nothing_left(visit: Visit, here: Position) -> None:
    st.title("Label pass")
    if not here.modes or not here.items:
        st.write(
            "Notes record what went wrong first. Here every failed trace is gone through once more and all "
            "failure modes it has are ticked, so that the counts are complete. “Check older traces” comes "
            "after it and asks about passed ones too."
        )
        st.write(
            "There are no failure modes yet." if not here.modes else "No trace has been read as failing yet."
        )
        next_step.show(visit, "label")
        return
    st.markdown(f"### All {count(len(here.items), 'failed trace')} are labelled")
    st.write("Each has a yes or a no for every failure mode. The counts are complete for the traces read.")
    links.button("Look at the failures", "failures", visit.project)
    st.button("Go through them again", on_click=_from_the_top)


def _from_the_top() -> None:
    visit = shell.require(Role.ANNOTATOR)
    here = label_position.current(visit)
    here.show(next(iter(here.items), None))


visit = shell.enter(Role.ANNOTATOR)
label_position.arrive(visit)
labeller.prepare()
pane()
