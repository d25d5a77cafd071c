"""A person's own review as it was before, on both databases, and what is said of each change."""

from __future__ import annotations

import pytest

from lib.model import Note, Person, Project, Role, Verdict
from lib.store.projects import people
from lib.store.reviews import history as review_history
from lib.store.reviews import reviews
from lib.store.rules import access
from lib.ui.annotate.review_history import words
from tests import seed


@pytest.fixture
def trace_id(dana: Person, project: Project) -> int:
    return seed.store(dana, project.id, [seed.trace("a")])[0]


def test_every_revision_is_told_with_what_it_changed(dana: Person, project: Project, trace_id: int) -> None:
    first = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("one"), Note("two")])
    one, two = first.notes
    edited = [Note("one, at the calendar", 3, id=one.id), two]
    reviews.submit(dana, project.id, trace_id, Verdict.FAIL, edited)
    reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [two, Note("three")])
    reviews.submit(dana, project.id, trace_id, Verdict.PASS)
    reviews.undo(dana, project.id, trace_id, revision=4)
    found = review_history.of(dana, project.id, trace_id)
    assert [(one.number, one.verdict, [note.text for note in one.notes]) for one in found] == [
        (1, Verdict.FAIL, ["one", "two"]),
        (2, Verdict.FAIL, ["one, at the calendar", "two"]),
        (3, Verdict.FAIL, ["two", "three"]),
        (4, Verdict.PASS, []),
        (5, Verdict.FAIL, ["two", "three"]),
    ]
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert [words(found[: place + 1]) for place in range(5)] == [
        "first reading",
        "note edited",
        "note added, note removed",
        "2 notes removed, verdict changed from fail to pass",
        "you took back 4, a pass: back to how it was in 3",
    ]


def test_a_verdict_taken_back_is_told(dana: Person, project: Project, trace_id: int) -> None:
    reviews.submit(dana, project.id, trace_id, Verdict.DEFER)
    reviews.undo(dana, project.id, trace_id, revision=1)
    reviews.submit(dana, project.id, trace_id, Verdict.PASS)
    found = review_history.of(dana, project.id, trace_id)
    assert [one.verdict for one in found] == [Verdict.DEFER, None, Verdict.PASS]
    assert words(found[:2]) == "you took back 1, a deferral"
    assert words(found) == "verdict changed from no verdict to pass"


def test_a_removed_note_brought_back_is_the_same_note(dana: Person, project: Project, trace_id: int) -> None:
    first = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("one"), Note("two")])
    reviews.submit(dana, project.id, trace_id, Verdict.FAIL, first.notes[1:])
    then = review_history.of(dana, project.id, trace_id)[0]
    assert then.verdict is not None
    back = reviews.submit(dana, project.id, trace_id, then.verdict, then.notes)
    assert back.notes == first.notes


def test_nobody_reads_anothers_history(dana: Person, project: Project, trace_id: int) -> None:
    reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("Dana's words")])
    for email, role in (("sam@example.com", Role.ANNOTATOR), ("vera@example.com", Role.VIEWER)):
        people.set_role(dana, project.id, email, role)
    sam, vera = (people.signed_in(f"{name}@example.com", name, is_admin=False) for name in ("sam", "vera"))
    assert review_history.of(sam, project.id, trace_id) == []
    with pytest.raises(access.NotAllowed):
        review_history.of(vera, project.id, trace_id)
