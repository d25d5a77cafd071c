"""What has been said of one trace, a line for each verdict and each note, above the trace itself."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.model import Verdict
from lib.store.counts.evidence import NoteShown, TraceShown
from lib.words.text import md_escape, shorten

_VERDICTS = {Verdict.PASS: "✓ pass", Verdict.FAIL: "✗ fail", Verdict.DEFER: "◷ deferred"}
_LONGEST_NOTE, _LONGEST_QUOTE = 240, 90


def show(reviews: Sequence[TraceShown]) -> None:
    """Draw them; nothing for a trace that nobody has read."""
    lines = [line for review in reviews if review.verdict for line in _lines(review, review.verdict)]
    if lines:
        st.markdown("\n".join(lines))


def mark(reviews: Sequence[TraceShown], step: int | None) -> str:
    """Return what was noted at this step in words to mark it with: the rest may be out of sight there."""
    said = [
        f"{'Another failure' if place else 'First failed'} here: {_plain(note)}"
        for review in reviews
        for place, note in enumerate(review.notes)
        if note.step == step
    ]
    return "\n".join(said) or "First failed here"


def _plain(note: NoteShown) -> str:
    return " · ".join(filter(None, (note.mode, shorten(note.text, _LONGEST_NOTE))))


def quoted(reviews: Sequence[TraceShown], step: int | None, note_id: int | None = None) -> str | None:
    """Return the quote that this note points to at this step; without such a note, the first one there."""
    there = [note for review in reviews for note in review.notes if note.step == step]
    asked = [note.quote for note in there if note.id == note_id and note_id is not None]
    return asked[0] if asked else next((note.quote for note in there if note.quote), None)


def _lines(review: TraceShown, verdict: Verdict) -> list[str]:
    decided = ", decided" if review.decides else ""
    return [f"* **{_VERDICTS[verdict]}**{decided} · {md_escape(review.person)}", *map(_note, review.notes)]


def _note(note: NoteShown) -> str:
    parts = [
        f"step {note.step}" if note.step is not None else "",
        f"**{md_escape(note.mode)}**" if note.mode else "",
        md_escape(shorten(note.text, _LONGEST_NOTE)),
        f"“{md_escape(shorten(note.quote, _LONGEST_QUOTE))}”" if note.quote else "",
    ]
    return f"  * {' · '.join(filter(None, parts))}"
