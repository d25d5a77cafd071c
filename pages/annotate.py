"""Annotate: read a batch trace by trace, and say in plain words what went wrong. Open coding."""

from __future__ import annotations

import logging

import streamlit as st

from lib.model import Role
from lib.store import drafts, reading, reviews, sheets
from lib.ui import note_help, place, reader, reading_end, reading_part, review_history, shell
from lib.ui.place import Refused, Told
from lib.ui.reader import Act
from lib.ui.shell import Visit

visit = shell.enter(Role.ANNOTATOR)

KEY = "reader"


def act() -> None:
    """Do what was done on the screen, in order, and leave the answers for it.

    The screen sends again whatever it has heard no answer to; what is done already is passed over.
    """
    visit = shell.require(Role.ANNOTATOR)
    here, sent = place.current(), reader.given(KEY)
    here.refused = [refused for refused in here.refused if refused.seq > sent.heard]
    if here.told and here.told.seq <= sent.heard:
        here.told = None
    here.held, here.known, here.message = sent.held, sent.known, None
    if sent.shown is not None:
        here.trace_id = sent.shown
    for given in sent.acts:
        if given.seq > here.done:
            _do(visit, given)
            here.done = given.seq


def _do(visit: Visit, given: Act) -> None:
    try:
        ACTS[given.kind](visit, given)
        return
    except (reviews.Changed, drafts.Elsewhere) as problem:
        reason, clash = str(problem), True
    except LookupError as problem:
        reason, clash = str(problem), False
    except Exception:
        # Whatever it was, the screen has to hear that this was not stored, or the words would be lost.
        logging.getLogger(__name__).exception("An act of the annotation screen failed")
        reason, clash = "The server could not store this. Try again in a moment.", False
    place.current().refused.append(Refused(given.seq, given.trace_id, reason, clash))


def _draft(visit: Visit, given: Act) -> None:
    if given.content:
        drafts.keep(visit.person, visit.project.id, given.trace_id, given.content)
        note_help.heed(visit, given.trace_id, given.content)


def _discard(visit: Visit, given: Act) -> None:
    drafts.discard(visit.person, visit.project.id, given.trace_id, given.stamp)


def _save(visit: Visit, given: Act) -> None:
    who, project_id, content, here = visit.person, visit.project.id, given.content, place.current()
    if content is None or content.verdict is None:
        raise LookupError("Nothing was saved, since there was no verdict.")
    try:
        review = reviews.submit(
            who,
            project_id,
            given.trace_id,
            content.verdict,
            content.notes,
            seconds=content.seconds,
            batch_id=here.batch_id,
            based_on=given.revision,
            typed=content,
            tags=content.tags,
        )
    except reviews.Changed:
        drafts.keep(who, project_id, given.trace_id, content)
        raise
    here.saved = True
    if not given.then:
        place.go_on(visit, given.trace_id, given.was)
    note_help.saved(visit, review, content)


def _move(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    if given.then:
        return  # the screen had it, and shows it
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
    place.current().known = False
    if not place.open_batch(visit, given.batch_id):
        raise LookupError("This batch is not there any more.")


def _history(visit: Visit, given: Act) -> None:
    place.current().told = Told(given.seq, review_history.plain(visit, given.trace_id))


def _choices(visit: Visit, given: Act) -> None:
    place.current().told = Told(given.seq, reading_part.choices(visit))


def _narrow(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    reading_part.narrow(visit, given.trace_id, given.text)


def _unread(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    reading_part.next_unread(visit, given.trace_id)


def _look(_visit: Visit, _given: Act) -> None:
    """Only to be told what is there now."""


ACTS = {
    "draft": _draft,
    "discard": _discard,
    "save": _save,
    "move": _move,
    "undo": _undo,
    "jump": _jump,
    "batch": _switch,
    "look": _look,
    "prefer": note_help.prefer,
    "history": _history,
    "choices": _choices,
    "narrow": _narrow,
    "unread": _unread,
}


@st.fragment
def pane() -> None:
    """Show the trace that is being read, or what to do where there is none."""
    visit = shell.require(Role.ANNOTATOR)
    who, project_id, here = visit.person, visit.project.id, place.current()
    held, known = here.held, here.known
    here.held, here.known = frozenset(), False  # a screen drawn anew would have nothing
    queue = place.queue(visit)
    if here.refused and here.trace_id is None:
        here.trace_id = here.refused[0].trace_id
    if here.trace_id:
        ahead = place.ahead(visit, queue)
        beside = [queue.beside(here.trace_id, by) for by in (1, -1)] if queue else []
        shown = [here.trace_id, *ahead, *beside, *(one.trace_id for one in here.refused)]
        wanted = filter(None, dict.fromkeys(shown))
        found = sheets.read_for(who, project_id, wanted, batch_id=here.batch_id, held=held)
        if here.trace_id in found.by_trace:
            batches = None if known else reading.progress(who, project_id)
            beside_note = None if known else note_help.read(visit), note_help.hints(visit)
            shows = (who.id, visit.project.display, here, batches, queue, ahead, found)
            reader.show(reader.Screen(*shows, *beside_note), key=KEY, on_act=act)
        else:
            reading_end.no_such_trace()
    elif queue:
        reader.ended(who.id, here.done)
        place.show_in_url()
        chosen = place.part_of(queue.batch_id)
        if chosen:
            reading_part.finished(queue, chosen)
        else:
            reading_end.finished(visit, queue)
    else:
        reading_end.nothing_drawn(visit)


place.arrive(visit)
reader.prepare()
pane()
