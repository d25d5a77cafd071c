"""Annotate: read a batch trace by trace, and say in plain words what went wrong. Open coding."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.store import assignments, reading, reviews, traces
from lib.ui import place, reader, reading_end, shell
from lib.ui.reader import Act
from lib.ui.shell import Visit

visit = shell.enter(Role.ANNOTATOR)

KEY = "reader"


def act() -> None:
    """Do what was done on the screen, and leave the answer for it."""
    visit = shell.require(Role.ANNOTATOR)
    here, given = place.current(), reader.given(KEY)
    if given.seq <= here.done:
        return  # sent again by a screen that had not heard the answer
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
        place.go_on(visit, queue, given.trace_id, item.verdict)
    else:
        place.current().message = "Saved. This trace is not in your reading, so there is no next one."


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


@st.fragment
def pane() -> None:
    """Show the trace that is being read, or what to do where there is none."""
    visit = shell.require(Role.ANNOTATOR)
    who, project_id, here = visit.person, visit.project.id, place.current()
    queue = place.queue(visit)
    trace = traces.body(who, project_id, here.trace_id) if here.trace_id else None
    if trace and trace.id:
        assignments.hold(who, project_id, trace.id)
        screen = reader.Screen(
            person_id=who.id,
            session=here.session,
            done=here.done,
            message=here.message,
            batches=reading.progress(who, project_id),
            queue=queue,
            trace=trace,
            display=visit.project.display,
            review=reviews.mine(who, project_id, trace.id),
            draft=reading.draft(who, project_id, trace.id),
            last=reading.last_saved(who, project_id),
        )
        reader.show(screen, key=KEY, on_act=act)
    elif here.trace_id:
        reading_end.no_such_trace()
    elif queue:
        reading_end.finished(visit, queue)
    else:
        reading_end.nothing_drawn(visit)


place.arrive(visit)
pane()
