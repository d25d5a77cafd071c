"""Annotate: read a batch trace by trace, and say in plain words what went wrong. Open coding."""

from __future__ import annotations

import streamlit as st

from lib.model import Role, Verdict
from lib.store import reading, reviews, traces
from lib.store.reading import Queue
from lib.ui import place, reader, shell
from lib.ui.reader import Act
from lib.ui.shell import Visit
from lib.ui.text import count, md_escape

visit = shell.enter(Role.ANNOTATOR)

KEY = "reader"


def act() -> None:
    """Do what was done on the screen, and leave the answer for it."""
    visit = shell.require(Role.ANNOTATOR)
    here, given = place.current(), reader.given(KEY)
    here.message = None
    try:
        ACTS[given.kind](visit, given)
    except (reviews.Changed, LookupError) as problem:
        here.message = str(problem)
    here.done = given.seq


def _draft(visit: Visit, given: Act) -> None:
    if given.content:
        reading.save_draft(visit.person, visit.project.id, given.trace_id, given.content)


def _save(visit: Visit, given: Act) -> None:
    who, project_id, content = visit.person, visit.project.id, given.content
    if content is None or content.verdict is None:
        raise LookupError("Nothing was saved, since there was no verdict.")
    queue = place.queue(visit)
    item = queue.item(given.trace_id) if queue else None
    batch_id = queue.batch_id if queue and item else None
    try:
        reviews.submit(
            who,
            project_id,
            given.trace_id,
            content.verdict,
            content.notes,
            seconds=content.seconds,
            batch_id=batch_id,
            based_on=given.revision,
        )
    except reviews.Changed:
        reading.save_draft(who, project_id, given.trace_id, content)
        raise
    if queue and item:
        place.go(batch_id, queue.after(given.trace_id, item.verdict))
    else:
        place.current().message = "Saved. This trace is in no batch, so there is no next one."


def _move(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    queue = place.queue(visit)
    beside = queue.beside(given.trace_id, given.by) if queue else None
    if queue is None or beside is None:
        raise LookupError("There is no trace before this one." if given.by < 0 else "This is the last one.")
    place.go(queue.batch_id, beside)


def _undo(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    reviews.undo(visit.person, visit.project.id, given.undone, revision=given.revision)
    place.open_trace(visit, given.undone, among=place.current().batch_id)


def _jump(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    batch_id = place.current().batch_id
    found = reading.locate(visit.person, visit.project.id, batch_id, given.text)
    if found is None:
        raise LookupError(f"No trace has the id “{given.text.strip()}”. You are where you were.")
    place.open_trace(visit, found, among=batch_id)


def _switch(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    if not place.open_batch(visit, given.batch_id):
        raise LookupError("This batch is not there any more.")


ACTS = {"draft": _draft, "save": _save, "move": _move, "undo": _undo, "jump": _jump, "batch": _switch}


def open_trace(trace_id: int) -> None:
    """Go to a trace of the batch."""
    visit = shell.require(Role.ANNOTATOR)
    place.open_trace(visit, trace_id, among=place.current().batch_id)


def open_batch(batch_id: int | None) -> None:
    """Go to the first unread trace of a batch; None for wherever there is one."""
    visit = shell.require(Role.ANNOTATOR)
    if not place.open_batch(visit, batch_id):
        place.go(None, None)
        place.arrive(visit)


def undo() -> None:
    """Take back the last verdict, where there still is one."""
    visit = shell.require(Role.ANNOTATOR)
    last = reading.last_saved(visit.person, visit.project.id)
    if last:
        reviews.undo(visit.person, visit.project.id, last.trace_id, revision=last.revision)
        place.open_trace(visit, last.trace_id, among=place.current().batch_id)


@st.fragment
def pane() -> None:
    """Show the trace that is being read, or what to do where there is none."""
    visit = shell.require(Role.ANNOTATOR)
    who, project_id, here = visit.person, visit.project.id, place.current()
    queue = place.queue(visit)
    trace = traces.body(who, project_id, here.trace_id) if here.trace_id else None
    if trace and trace.id:
        screen = reader.Screen(
            person_id=who.id,
            session=here.session,
            done=here.done,
            message=here.message,
            batches=reading.progress(who, project_id),
            queue=queue,
            trace=trace,
            review=reviews.mine(who, project_id, trace.id),
            draft=reading.draft(who, project_id, trace.id),
            last=reading.last_saved(who, project_id),
        )
        reader.show(screen, key=KEY, on_act=act)
    elif here.trace_id:
        st.title("No such trace")
        st.write("This project has no trace under this address. It may have been in another project.")
        st.button("Go to the first unread trace", type="primary", on_click=open_batch, args=(here.batch_id,))
    elif queue:
        finished(visit, queue)
    else:
        nothing_drawn(visit)


def finished(visit: Visit, queue: Queue) -> None:
    """Show that the batch is read, and what comes next."""
    st.title(f"All {count(len(queue.items), 'trace')} read")
    counts = ", ".join(f"{queue.count(verdict)} {word}" for verdict, word in reader.COUNTED.items())
    st.write(f"“{md_escape(queue.name)}”: {counts}.")
    here = {"project": str(visit.project.id)}
    st.page_link("pages/axial.py", label="Group the notes into failure modes", query_params=here)
    deferred = queue.first_deferred()
    if deferred:
        words = f"Read the {count(queue.count(Verdict.DEFER), 'deferred trace')} again"
        st.button(words, on_click=open_trace, args=(deferred,))
    for batch in reading.progress(visit.person, visit.project.id):
        if batch.read < batch.size:
            words = f"Read “{md_escape(batch.name)}” · {batch.read} of {batch.size} read"
            st.button(words, key=f"batch{batch.id}", on_click=open_batch, args=(batch.id,))
    if visit.project.role.covers(Role.ENGINEER):
        st.page_link("pages/sampling.py", label="Draw more traces", query_params=here)
    st.button("Look through them again", on_click=open_trace, args=(queue.items[0].trace_id,))
    last = reading.last_saved(visit.person, visit.project.id)
    if last:
        st.button(f"Undo: {md_escape(reader.undo_words(last))}", shortcut="U", type="tertiary", on_click=undo)


def nothing_drawn(visit: Visit) -> None:
    """Say what this page is, and what to do first."""
    st.title("Annotate")
    st.write(
        "Here one person reads traces one by one, says pass or fail, and writes down in plain words what "
        "went wrong first. Traces come in batches, and none has been drawn yet."
    )
    if visit.project.role.covers(Role.ENGINEER):
        here = {"project": str(visit.project.id)}
        st.page_link("pages/sampling.py", label="Draw the first batch", query_params=here)
    else:
        st.write("An engineer of the project draws one on the Sampling page.")


place.arrive(visit)
pane()
