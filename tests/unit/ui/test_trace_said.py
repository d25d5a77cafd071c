"""Which of the quotes at a step a link from a note marks."""

from __future__ import annotations

from lib.model import Verdict
from lib.store.counts.evidence import NoteShown, TraceShown
from lib.ui.trace import trace_said

NOTES = (
    NoteShown(7, "taken slot", "9:00 is free", 4, 1, "Calendar"),
    NoteShown(8, "no fee told", "no other costs", 4, 2, "Price"),
    NoteShown(9, "rude", None, 4, 3, "Tone"),
    NoteShown(10, "late", "in a week", 6, 3, "Tone"),
)
SAID = [TraceShown(1, "lease-1", "Dana", NOTES, Verdict.FAIL, False)]


def test_the_quote_of_the_note_that_was_asked_for_is_marked() -> None:
    assert [trace_said.quoted(SAID, 4, one) for one in (7, 8)] == ["9:00 is free", "no other costs"]
    assert trace_said.quoted(SAID, 4, 9) is None, "a note without a quote borrows none"


def test_without_a_note_or_with_one_that_is_not_there_the_first_quote_of_the_step_is_marked() -> None:
    for asked in (None, 10, 99):
        assert trace_said.quoted(SAID, 4, asked) == "9:00 is free"
    assert trace_said.quoted(SAID, 5) is None
