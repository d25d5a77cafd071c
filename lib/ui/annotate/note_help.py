"""The help beside a note as it is written: quick tags, and gentle hints about its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from lib.model import Review
from lib.store.projects import preferences
from lib.store.reviews.drafts import Draft
from lib.store.taxonomy import note_phrases
from lib.store.taxonomy import quick_tags as taxonomy_quick_tags
from lib.store.taxonomy.note_phrases import Phrase
from lib.text import note_hints
from lib.ui.annotate import reading_position
from lib.ui.annotate.reader import Act
from lib.ui.shell.shell import Visit

_STATE = "note_help"
REPEATED = "repeated"


@dataclass
class _Session:
    """What hints go by, read once for each load of the screen: to ask at every pause would slow typing."""

    person_id: int
    project_id: int
    on: bool
    known: list[Phrase] = field(default_factory=list)
    hints: list[dict[str, Any]] = field(default_factory=list)


def read(visit: Visit) -> dict[str, Any]:
    """Return what the screen shows of this: whether hints are on, the quick tags, and the keys chosen.

    ``tags`` is None before there are notes enough; ``modes`` is empty where the person has them off.
    """
    chosen = preferences.of(visit.person)
    _load(visit, chosen)
    modes = taxonomy_quick_tags.offered(visit.person, visit.project.id)
    shown = modes if modes and chosen.quick_tags else []
    tags = {"on": chosen.quick_tags, "modes": [{"id": mode.id, "name": mode.name} for mode in shown]}
    return {
        "hints": chosen.hints,
        "tags": tags if modes else None,
        "keys": chosen.keys.get("annotate", {}),
    }


def heed(visit: Visit, trace_id: int, content: Draft) -> None:
    """Find what could be said about notes that are being written, for ``hints`` to return."""
    here = _session(visit)
    here.hints = []
    if not here.on:
        return
    said = [phrase.text for phrase in here.known]
    other = [phrase for phrase in here.known if phrase.trace_id != trace_id]
    for number, note in enumerate(content.notes):
        text = note.text.strip()
        kind, before = note_hints.about(text), None
        if kind is None and text not in said:
            found = note_hints.same_before(text, [phrase.text for phrase in other])
            before = None if found is None else other[found]
        if kind or before:
            one = {"trace": trace_id, "place": number, "text": text, "kind": kind or REPEATED}
            here.hints.append(one | ({"words": before.text, "mine": before.mine} if before else {}))


def hints(visit: Visit) -> list[dict[str, Any]]:
    """Return the hints about what was written last: each with its trace, place, text and kind."""
    return _session(visit).hints


def prefer(visit: Visit, given: Act) -> None:
    """Store what the person chose for themselves, and let the screen be told."""
    preferences.choose(visit.person, given.text, given.on)
    reading_position.current().known = False


def saved(visit: Visit, review: Review, content: Draft) -> None:
    """Know the words of a review just saved when the next is written; say where a mode chosen was gone."""
    here = _session(visit)
    known = {phrase.text for phrase in here.known}
    new = [Phrase(note.text, True, review.trace_id) for note in review.notes if note.text not in known]
    here.known = [*new, *here.known][: note_phrases.MOST]
    if left_out(review, content):
        reading_position.current().known = False
        reading_position.current().message = (
            "Saved, but not in the failure mode you chose: it has ended meanwhile."
        )


def left_out(review: Review, content: Draft) -> bool:
    """Whether a failure mode chosen for a note was gone when the review was saved."""
    written = [number for number, note in enumerate(content.notes) if note.text.strip()]
    pairs = zip(written, review.notes, strict=True)
    return any(
        (content.tags.get(number) or note.failure_mode_id) != note.failure_mode_id for number, note in pairs
    )


def _load(visit: Visit, chosen: preferences.Preferences) -> _Session:
    known = note_phrases.known(visit.person, visit.project.id) if chosen.hints else []
    here = st.session_state[_STATE] = _Session(visit.person.id, visit.project.id, chosen.hints, known)
    return here


def _session(visit: Visit) -> _Session:
    here: _Session | None = st.session_state.get(_STATE)
    if here is None or (here.person_id, here.project_id) != (visit.person.id, visit.project.id):
        here = _load(visit, preferences.of(visit.person))
    return here
