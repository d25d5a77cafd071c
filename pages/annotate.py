"""Annotate: read a batch trace by trace, and say in plain words what went wrong. Open coding."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.store.reviews import opened_traces
from lib.store.reviews import queue as reviews_queue
from lib.ui.annotate import acts as reading_acts
from lib.ui.annotate import batch_filter as reading_filter
from lib.ui.annotate import finished as annotate_finished
from lib.ui.annotate import note_help, reader, reading_position
from lib.ui.shell import kept_here, shell

visit = shell.enter(Role.ANNOTATOR)


def act(project_id: int) -> None:
    """Do what was done on the screen of this project, whichever one is open by now.

    no guard: the role is looked up here, and who has it no more is told by ``pane``, which runs next.
    """
    visit = shell.allowed(Role.ANNOTATOR, project_id)
    sent = reader.given(key(project_id))
    if visit and sent:
        reading_acts.do(visit, sent)


def key(project_id: int) -> str:
    """Return the key of the screen. Another project has another screen."""
    return f"reader_{project_id}"


@st.fragment
def pane() -> None:
    """Show the trace that is being read, or what to do where there is none."""
    visit = shell.require(Role.ANNOTATOR)
    who, project_id, here = visit.person, visit.project.id, reading_position.current()
    held, known = here.held, here.known
    here.held, here.known = frozenset(), False  # a screen drawn anew would have nothing
    queue = reading_position.queue(visit)
    refused = [one.trace_id for one in here.refused if one.project_id == project_id]
    if refused and here.trace_id is None:
        here.trace_id = refused[0]
    if here.trace_id:
        ahead = reading_position.ahead(visit, queue)
        beside = [queue.beside(here.trace_id, by) for by in (1, -1)] if queue else []
        shown = [here.trace_id, *ahead, *beside, *refused]
        wanted = filter(None, dict.fromkeys(shown))
        found = opened_traces.read_for(who, project_id, wanted, batch_id=here.batch_id, held=held)
        if here.trace_id in found.by_trace:
            batches = None if known else reviews_queue.progress(who, project_id)
            beside_note = None if known else note_help.read(visit), note_help.hints(visit)
            kept, display = kept_here.place(visit), visit.project.display
            shows = (kept, project_id, display, here, batches, queue, ahead, found)
            screen = reader.Screen(*shows, *beside_note, reading_position.way_back(visit))
            reader.show(screen, key=key(project_id), on_act=lambda: act(project_id))
        else:
            annotate_finished.no_such_trace()
    elif queue:
        reader.ended(kept_here.place(visit), here.done)
        reading_position.show_in_url()
        chosen = reading_position.filter_of(queue.batch_id)
        if chosen:
            reading_filter.finished(visit, queue, chosen)
        else:
            annotate_finished.finished(visit, queue)
    else:
        annotate_finished.nothing_drawn(visit)


reading_position.arrive(visit)
reader.prepare()
pane()
