"""Label pass: every failed trace again, for a yes or a no to every failure mode."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.store import label_pass, labels, taxonomy, traces
from lib.ui import go, label_place, labeller, next_step, shell
from lib.ui.label_place import Place
from lib.ui.labeller import Act
from lib.ui.shell import Visit
from lib.ui.text import count

KEY = "labeller"


def act() -> None:
    """Do what was done on the screen, and leave the answer for it."""
    visit = shell.require(Role.ANNOTATOR)
    place, given = label_place.current(visit), labeller.given(KEY)
    if given.seq <= place.done:
        return  # sent again by a screen that had not heard the answer
    place.message = None
    try:
        ACTS[given.kind](visit, place, given)
    except (ValueError, LookupError, labels.Changed, taxonomy.Changed) as problem:
        label_place.arrive(visit)
        place.message = str(problem)
    place.done = given.seq


def _tick(visit: Visit, place: Place, given: Act) -> None:
    labels.put(visit.person, visit.project.id, given.review_id, {given.mode_id: given.value})


def _take_out(visit: Visit, place: Place, given: Act) -> None:
    sheet = label_pass.sheet(visit.person, visit.project.id, given.review_id)
    held = sheet.noted.get(given.mode_id, ()) if sheet else ()
    taxonomy.assign(visit.person, visit.project.id, held, None, expected=dict.fromkeys(held, given.mode_id))
    place.message = f"{count(len(held), 'note')} taken out and not grouped now. Axial coding can undo it."


def _confirm(visit: Visit, place: Place, given: Act) -> None:
    sheet = label_pass.sheet(visit.person, visit.project.id, given.review_id)
    if sheet is None:
        raise LookupError("This review is gone. Nothing was changed.")
    label_pass.complete(visit.person, visit.project.id, sheet, place.modes)
    _refresh(visit, place, given.review_id)
    place.go(place.next_left())


def _move(visit: Visit, place: Place, given: Act) -> None:
    _refresh(visit, place, given.review_id)
    beside = place.beside(given.by)
    if beside is None:
        raise LookupError("There is no trace before this one." if given.by < 0 else "This is the last one.")
    place.go(beside)


def _undo(visit: Visit, place: Place, given: Act) -> None:
    last = labels.last(visit.person, visit.project.id)
    if last is None:
        raise LookupError("There is nothing of yours to undo.")
    labels.undo(visit.person, visit.project.id, last.event_id)
    if last.review_id in place.items:
        _refresh(visit, place, last.review_id)
        place.go(last.review_id)


def _scope(visit: Visit, place: Place, given: Act) -> None:
    place.go(None)
    label_place.arrive(visit, own=given.own)


def _refresh(visit: Visit, place: Place, review_id: int) -> None:
    sheet = label_pass.sheet(visit.person, visit.project.id, review_id)
    if sheet:
        place.note(sheet)


ACTS = {
    "tick": _tick,
    "take_out": _take_out,
    "confirm": _confirm,
    "move": _move,
    "undo": _undo,
    "scope": _scope,
}


@st.fragment
def pane() -> None:
    """Show the trace to label, or what to do where there is none."""
    visit = shell.require(Role.ANNOTATOR)
    place = label_place.current(visit)
    sheet = label_pass.sheet(visit.person, visit.project.id, place.review_id) if place.review_id else None
    trace = traces.body(visit.person, visit.project.id, sheet.trace_id) if sheet else None
    if sheet is None or trace is None:
        _nothing_left(visit, place)
        return
    place.note(sheet)
    last = labels.last(visit.person, visit.project.id)
    screen = labeller.Screen(
        done=place.done,
        message=place.message,
        own=place.own,
        scopes=place.scopes,
        position=place.order.index(sheet.review_id) + 1,
        size=len(place.items),
        labelled=place.labelled,
        recode=place.recode,
        trace=trace,
        display=visit.project.display,
        sheet=sheet,
        modes=place.modes,
        undo=count(last.labels, "tick") if last else None,
    )
    labeller.show(screen, key=KEY, on_act=act)


def _nothing_left(visit: Visit, place: Place) -> None:
    st.title("Label pass")
    if not place.modes or not place.items:
        st.write(
            "Notes record what went wrong first. Here every failed trace is gone through once more and all "
            "failure modes it has are ticked, so that the counts are complete. It comes before Look "
            "again, which asks about passes too."
        )
        st.write(
            "There are no failure modes yet." if not place.modes else "No trace has been read as failing yet."
        )
        next_step.show(visit, "label")
        return
    st.markdown(f"### All {count(len(place.items), 'failed trace')} are labelled")
    st.write("Each has a yes or a no for every failure mode. The counts are complete for the traces read.")
    go.button("Look at the failures", "failures", visit.project)
    st.button("Go through them again", on_click=_from_the_top)


def _from_the_top() -> None:
    visit = shell.require(Role.ANNOTATOR)
    place = label_place.current(visit)
    place.go(next(iter(place.items), None))


visit = shell.enter(Role.ANNOTATOR)
label_place.arrive(visit)
labeller.prepare()
pane()
