"""What is done in the label pass, done: once, and with an answer for the screen."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from lib.store.recoding import label_pass
from lib.store.taxonomy import labels, taxonomy
from lib.ui.label import labeller
from lib.ui.label import position as label_position
from lib.ui.label.labeller import Act
from lib.ui.label.position import Place
from lib.ui.shell.shell import Visit
from lib.words.text import count


def do(visit: Visit, given: Act) -> None:
    """Do what was done on the screen, and leave the answer for it."""
    place = label_position.current(visit)
    if given.seq <= place.done:
        return  # sent again by a screen that had not heard the answer
    place.message = None
    try:
        ACTS[given.kind](visit, place, given)
    except (ValueError, LookupError, labels.Changed, taxonomy.Changed) as problem:
        label_position.arrive(visit)
        place.message = str(problem)
    place.done = given.seq


def do_late(visit: Visit, said: Sequence[object]) -> None:
    """Store what a screen that was left had heard no answer to. Where somebody is by now stays as it is.

    Raises ``ValueError`` where the screen has not said this.
    """
    place = label_position.current(visit)
    for given in map(labeller.parse, said):
        if given.seq <= place.done:
            continue
        place.done = given.seq
        try:
            if given.kind in LATE:
                LATE[given.kind](visit, place, given)
        except (ValueError, LookupError, labels.Changed, taxonomy.Changed) as problem:
            kind = type(problem).__name__
            logging.getLogger(__name__).warning("An act of the label pass was refused: %s", kind)


def _tick(visit: Visit, place: Place, given: Act) -> None:
    labels.put(visit.person, visit.project.id, given.review_id, {given.mode_id: given.value})


def _take_out(visit: Visit, place: Place, given: Act) -> None:
    sheet = label_pass.sheet(visit.person, visit.project.id, given.review_id)
    held = sheet.noted.get(given.mode_id, ()) if sheet else ()
    taxonomy.assign(visit.person, visit.project.id, held, None, expected=dict.fromkeys(held, given.mode_id))
    place.message = f"{count(len(held), 'note')} taken out and not grouped now. Axial coding can undo it."


def _complete(visit: Visit, place: Place, given: Act) -> None:
    sheet = label_pass.sheet(visit.person, visit.project.id, given.review_id)
    if sheet is None:
        raise LookupError("This review is gone. Nothing was changed.")
    label_pass.complete(visit.person, visit.project.id, sheet, place.modes)


def _confirm(visit: Visit, place: Place, given: Act) -> None:
    _complete(visit, place, given)
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
    label_position.arrive(visit, own=given.own)


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
LATE = {"tick": _tick, "take_out": _take_out, "confirm": _complete}
"""Of each kind of act, what there is to store."""
