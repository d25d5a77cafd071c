"""What is done in the label pass, done: once, and with an answer for the screen."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from lib.store.recoding import label_pass
from lib.store.taxonomy import labels, taxonomy
from lib.ui.label import labeller
from lib.ui.label import position as label_position
from lib.ui.label.labeller import Act
from lib.ui.label.position import Position
from lib.ui.shell.shell import Visit
from lib.words.text import count


def do(visit: Visit, given: Act) -> None:
    """Do what was done on the screen, and leave the answer for it."""
    here = label_position.current(visit)
    if given.seq <= here.done:
        return  # sent again by a screen that had not heard the answer
    here.message = None
    try:
        if given.again:
            LATE[given.kind](visit, here, given)
            _refresh(visit, here, given.review_id)
        else:
            ACTS[given.kind](visit, here, given)
    except (ValueError, LookupError, labels.Changed, taxonomy.Changed) as problem:
        label_position.arrive(visit)
        here.message = str(problem)
    here.done = given.seq


def do_late(visit: Visit, said: Sequence[object]) -> None:
    """Store what a screen that was left had heard no answer to. Where somebody is by now stays as it is.

    Raises ``ValueError`` where the screen has not said this.
    """
    here = label_position.current(visit)
    for given in map(labeller.parse, said):
        if given.seq <= here.done:
            continue
        here.done = given.seq
        try:
            if given.kind in LATE:
                LATE[given.kind](visit, here, given)
        except (ValueError, LookupError, labels.Changed, taxonomy.Changed) as problem:
            kind = type(problem).__name__
            logging.getLogger(__name__).warning("An act of the label pass was refused: %s", kind)


def _tick(visit: Visit, here: Position, given: Act) -> None:
    # What came late may have been decided otherwise since, by this person elsewhere.
    expected = {given.mode_id: given.was} if given.again else None
    wanted = {given.mode_id: given.value}
    labels.put(visit.person, visit.project.id, given.review_id, wanted, expected=expected)


def _take_out(visit: Visit, here: Position, given: Act) -> None:
    review = label_pass.review_labels(visit.person, visit.project.id, given.review_id)
    held = review.noted.get(given.mode_id, ()) if review else ()
    taxonomy.assign(visit.person, visit.project.id, held, None, expected=dict.fromkeys(held, given.mode_id))
    here.message = f"{count(len(held), 'note')} taken out and not grouped now. Axial coding can undo it."


def _complete(visit: Visit, here: Position, given: Act) -> None:
    review = label_pass.review_labels(visit.person, visit.project.id, given.review_id)
    if review is None:
        raise LookupError("This review is gone. Nothing was changed.")
    label_pass.complete(visit.person, visit.project.id, review, here.modes)


def _confirm(visit: Visit, here: Position, given: Act) -> None:
    _complete(visit, here, given)
    _refresh(visit, here, given.review_id)
    here.show(here.next_left())


def _move(visit: Visit, here: Position, given: Act) -> None:
    _refresh(visit, here, given.review_id)
    beside = here.beside(given.by)
    if beside is None:
        raise LookupError("There is no trace before this one." if given.by < 0 else "This is the last one.")
    here.show(beside)


def _undo(visit: Visit, here: Position, given: Act) -> None:
    last = labels.last(visit.person, visit.project.id)
    if last is None:
        raise LookupError("There is nothing of yours to undo.")
    labels.undo(visit.person, visit.project.id, last.event_id)
    if last.review_id in here.items:
        _refresh(visit, here, last.review_id)
        here.show(last.review_id)


def _scope(visit: Visit, here: Position, given: Act) -> None:
    here.show(None)
    label_position.arrive(visit, own=given.own)


def _refresh(visit: Visit, here: Position, review_id: int) -> None:
    review = label_pass.review_labels(visit.person, visit.project.id, review_id)
    if review:
        here.note(review)


ACTS = {
    "tick": _tick,
    "take_out": _take_out,
    "confirm": _confirm,
    "move": _move,
    "undo": _undo,
    "scope": _scope,
}
LATE = {"tick": _tick, "take_out": _take_out, "confirm": _complete}
"""Of each kind of act, what there is to store."""
