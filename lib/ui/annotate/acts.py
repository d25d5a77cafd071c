"""What is done on the annotation screen, done: in order, once, and with an answer for each act."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from lib.store.reviews import drafts, reviews
from lib.store.reviews import queue as reviews_queue
from lib.ui.annotate import batch_filter as reading_filter
from lib.ui.annotate import note_help, reader, reading_position, review_history
from lib.ui.annotate.reader import Act, Sent
from lib.ui.annotate.reading_position import Refused, Told
from lib.ui.shell import shell
from lib.ui.shell.shell import Visit


def do(visit: Visit, sent: Sent) -> None:
    """Do what was done on the screen, and leave the answers for it.

    The screen sends again whatever it has heard no answer to; what is done already is passed over.
    """
    here = reading_position.current()
    here.refused = [refused for refused in here.refused if refused.seq > sent.heard]
    if here.told and here.told.seq <= sent.heard:
        here.told = None
    here.held, here.known, here.message = sent.held, sent.known, None
    here.been |= {(shell.opening(), one) for one in (sent.shown, *(act.trace_id for act in sent.acts)) if one}
    if sent.shown is not None:
        here.trace_id = sent.shown
    _each(visit, sent, ACTS)


def do_late(visit: Visit, said: object) -> None:
    """Store what a screen that was left had heard no answer to. Where somebody is by now stays as it is.

    Raises ``ValueError`` where the screen has not said this.
    """
    _each(visit, reader.parse(said), LATE)


def _each(visit: Visit, sent: Sent, acts: Mapping[str, Callable[[Visit, Act], Any]]) -> None:
    here = reading_position.current()
    for given in sent.acts:
        if given.seq > here.done:
            if given.kind in acts:
                _do(visit, given, acts[given.kind])
            here.done = given.seq


def _do(visit: Visit, given: Act, act: Callable[[Visit, Act], Any]) -> None:
    try:
        act(visit, given)
        return
    except (reviews.Changed, drafts.Elsewhere) as problem:
        reason, clash = str(problem), True
    except LookupError as problem:
        reason, clash = str(problem), False
    except Exception:
        # Whatever it was, the screen has to hear that this was not stored, or the words would be lost.
        logging.getLogger(__name__).exception("An act of the annotation screen failed")
        reason, clash = "The server could not store this. Try again in a moment.", False
    refused = Refused(given.seq, given.trace_id, reason, clash, visit.project.id)
    reading_position.current().refused.append(refused)


def _draft(visit: Visit, given: Act) -> None:
    if given.content:
        drafts.keep(visit.person, visit.project.id, given.trace_id, given.content)
        note_help.heed(visit, given.trace_id, given.content)


def _discard(visit: Visit, given: Act) -> None:
    drafts.discard(visit.person, visit.project.id, given.trace_id, given.stamp)


def _store(visit: Visit, given: Act) -> None:
    who, project_id, content = visit.person, visit.project.id, given.content
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
            batch_id=given.batch_id or None,
            based_on=given.revision,
            typed=content,
            tags=content.tags,
        )
    except reviews.Changed:
        drafts.keep(who, project_id, given.trace_id, content)
        raise
    note_help.saved(visit, review, content)


def _save(visit: Visit, given: Act) -> None:
    _store(visit, given)
    reading_position.current().saved = True
    if not given.then:
        reading_position.go_on(visit, given.trace_id, given.was)


def _move(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    if given.then:
        return  # the screen had it, and shows it
    queue = reading_position.queue(visit)
    beside = queue.beside(given.trace_id, given.by) if queue else None
    if queue is None or beside is None:
        raise LookupError("There is no trace before this one." if given.by < 0 else "This is the last one.")
    reading_position.move_to(queue.batch_id, beside)


def _take_back(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    reviews.undo(visit.person, visit.project.id, given.undone, revision=given.revision)


def _undo(visit: Visit, given: Act) -> None:
    _take_back(visit, given)
    reading_position.leave_for(visit, given.undone)


def _jump(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    batch_id = reading_position.current().batch_id
    found = reviews_queue.locate(visit.person, visit.project.id, batch_id, given.text)
    if found is None:
        raise LookupError(f"No trace has the id “{given.text.strip()}”. You are where you were.")
    reading_position.leave_for(visit, found)


def _back(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    reading_position.go_back(visit)


def _switch(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    reading_position.current().known, reading_position.current().back = False, None
    if not reading_position.open_batch(visit, given.batch_id):
        raise LookupError("This batch is not there any more.")


def _history(visit: Visit, given: Act) -> None:
    reading_position.current().told = Told(given.seq, review_history.plain(visit, given.trace_id))


def _choices(visit: Visit, given: Act) -> None:
    reading_position.current().told = Told(given.seq, reading_filter.choices(visit))


def _narrow(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    reading_filter.narrow(visit, given.trace_id, given.text)


def _unread(visit: Visit, given: Act) -> None:
    _draft(visit, given)
    reading_filter.next_unread(visit, given.trace_id)


def _look(_visit: Visit, _given: Act) -> None:
    """Only to be told what is there now."""


ACTS: dict[str, Callable[[Visit, Act], Any]] = {
    "draft": _draft,
    "discard": _discard,
    "save": _save,
    "move": _move,
    "undo": _undo,
    "jump": _jump,
    "back": _back,
    "batch": _switch,
    "look": _look,
    "prefer": note_help.prefer,
    "history": _history,
    "choices": _choices,
    "narrow": _narrow,
    "unread": _unread,
}
LATE: dict[str, Callable[[Visit, Act], Any]] = {
    "discard": _discard,
    "save": _store,
    "undo": _take_back,
    "prefer": note_help.prefer,
    **dict.fromkeys(("draft", "move", "jump", "back", "batch", "narrow", "unread"), _draft),
}
"""Of each kind of act, what there is to store. The others only ask, or go elsewhere on the screen."""
