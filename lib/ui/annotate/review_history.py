"""The history of one's own review beside the trace: what changed with each save, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lib.model import Note, Verdict
from lib.store.reviews import history as review_history
from lib.store.reviews.history import Revision
from lib.ui.shell.shell import Visit
from lib.words.text import count

_NO_VERDICT = "no verdict"
_A = {Verdict.PASS: "a pass", Verdict.FAIL: "a fail", Verdict.DEFER: "a deferral", None: _NO_VERDICT}


def plain(visit: Visit, trace_id: int) -> list[dict[str, Any]]:
    """Return the revisions of this person's own review as the screen's scripts read them, newest first."""
    found = review_history.of(visit.person, visit.project.id, trace_id)
    made = [
        {
            "at": one.at.isoformat(),
            "verdict": one.verdict,
            "notes": [_note(note) for note in one.notes],
            "words": words(found[: place + 1]),
        }
        for place, one in enumerate(found)
    ]
    return made[::-1]


def words(until: Sequence[Revision]) -> str:
    """Return what the last of these revisions changed: ``note edited, verdict changed from pass to fail``."""
    last = until[-1]
    if len(until) == 1:
        return "first reading"
    before = until[-2]
    same = next((one.number for one in until[:-2] if _said(one) == _said(last)), None)
    back = f": back to how it was in {same}" if same else ""
    if last.undid:
        return f"you took back {last.undid}, {_A[until[last.undid - 1].verdict]}{back}"
    if last.verdict is None:
        return "verdict taken back"
    changes = _notes_changed(before.notes, last.notes)
    if last.verdict is not before.verdict:
        changes.append(f"verdict changed from {before.verdict or _NO_VERDICT} to {last.verdict}")
    if not changes:
        return "saved again without a change"
    return ", ".join(changes) + back


def _notes_changed(before: Sequence[Note], after: Sequence[Note]) -> list[str]:
    was, now = _by_id(before), _by_id(after)
    edited = sum(_words_of(was[one]) != _words_of(now[one]) for one in was.keys() & now.keys())
    numbers = {
        "added": len(now.keys() - was.keys()),
        "edited": edited,
        "removed": len(was.keys() - now.keys()),
    }
    changes = [
        f"{'note' if many == 1 else count(many, 'note')} {what}" for what, many in numbers.items() if many
    ]
    kept = [one for one in was if one in now], [one for one in now if one in was]
    return [*changes, "notes put in another order"] if kept[0] != kept[1] else changes


def _by_id(notes: Sequence[Note]) -> Mapping[int | None, Note]:
    return {note.id: note for note in notes}


def _said(one: Revision) -> tuple[object, ...]:
    return one.verdict, [_words_of(note) for note in one.notes]


def _words_of(note: Note) -> tuple[str, int | None, str | None]:
    return note.text, note.step, note.quote


def _note(note: Note) -> dict[str, Any]:
    return {"id": note.id, "text": note.text, "step": note.step, "quote": note.quote}
