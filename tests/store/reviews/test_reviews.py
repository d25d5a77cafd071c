"""Verdicts and notes, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from lib.model import Note, Person, Project, ReviewStatus, Role, TraceFilter, Verdict
from lib.store import engine
from lib.store.projects import people
from lib.store.reviews import drafts, reviews
from lib.store.rules import access
from lib.store.schema import tables
from lib.store.taxonomy import taxonomy
from lib.store.traces import traces
from tests import seed


@pytest.fixture
def trace_id(dana: Person, project: Project) -> int:
    return seed.store(dana, project.id, [seed.trace("a"), seed.trace("b")])[0]


def test_a_review_comes_back_as_submitted(dana: Person, project: Project, trace_id: int) -> None:
    given = [
        Note("offered 9:00, first slot was 10:30", 4, "9:00 is free"),
        Note("  "),
        Note("no parking info"),
    ]
    made = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, given, seconds=31)
    found = reviews.mine(dana, project.id, trace_id)
    assert found == made
    assert found is not None
    assert [(n.text, n.step, n.is_first_failure) for n in found.notes] == [
        ("offered 9:00, first slot was 10:30", 4, True),
        ("no parking info", None, False),
    ]
    assert traces.total(project.id, TraceFilter(status=(ReviewStatus.FAILED,))) == 1
    assert traces.total(project.id, TraceFilter(status=(ReviewStatus.UNREAD,))) == 1


def test_every_revision_is_kept_and_the_first_is_marked(
    dana: Person, project: Project, trace_id: int
) -> None:
    first = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("wrong price")], seconds=10)
    reviews.submit(dana, project.id, trace_id, Verdict.PASS, first.notes[:0], seconds=5, based_on=1)
    with engine.reading() as connection:
        kept = connection.execute(
            sa.select(tables.review_revisions).order_by(tables.review_revisions.c.revision)
        ).all()
    assert [(row.revision, row.is_first_submission, row.content["verdict"]) for row in kept] == [
        (1, True, "fail"),
        (2, False, "pass"),
    ]
    assert kept[0].content["notes"][0]["text"] == "wrong price"
    now = reviews.mine(dana, project.id, trace_id)
    assert now is not None and (now.verdict, now.notes, now.seconds) == (Verdict.PASS, (), 15)


def test_a_note_that_is_edited_stays_the_same_note(dana: Person, project: Project, trace_id: int) -> None:
    first = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("one"), Note("two")])
    edited = [Note("two, in other words", id=first.notes[1].id)]
    second = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, edited)
    assert [(n.id, n.text, n.is_first_failure) for n in second.notes] == [
        (first.notes[1].id, "two, in other words", True)
    ]


def test_undo_brings_back_what_was_there(dana: Person, project: Project, trace_id: int) -> None:
    first = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("one")])
    second = reviews.submit(dana, project.id, trace_id, Verdict.PASS)
    back = reviews.undo(dana, project.id, trace_id, revision=second.revision)
    assert back is not None and (back.verdict, back.notes) == (Verdict.FAIL, first.notes)
    assert reviews.mine(dana, project.id, trace_id) == back
    with pytest.raises(reviews.Changed):
        reviews.undo(dana, project.id, trace_id, revision=second.revision)


def test_undoing_the_first_submission_makes_the_trace_unread(
    dana: Person, project: Project, trace_id: int
) -> None:
    made = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("one")])
    assert reviews.undo(dana, project.id, trace_id, revision=made.revision) is None
    assert reviews.mine(dana, project.id, trace_id) is None
    assert traces.total(project.id, TraceFilter(status=(ReviewStatus.UNREAD,))) == 2


def test_a_note_grouped_since_is_not_taken_back(dana: Person, project: Project, trace_id: int) -> None:
    made = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("one")])
    mode = taxonomy.create_mode(dana, project.id, "Wrong price", "", [made.notes[0].id or 0])
    with pytest.raises(LookupError):
        reviews.undo(dana, project.id, trace_id, revision=made.revision)
    found = reviews.mine(dana, project.id, trace_id)
    assert found is not None and [note.failure_mode_id for note in found.notes] == [mode.id]
    taxonomy.assign(dana, project.id, [made.notes[0].id or 0], None)
    assert reviews.undo(dana, project.id, trace_id, revision=made.revision) is None


def test_a_second_screen_does_not_overwrite_the_first(dana: Person, project: Project, trace_id: int) -> None:
    reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("one")], based_on=0)
    with pytest.raises(reviews.Changed):
        reviews.submit(dana, project.id, trace_id, Verdict.PASS, based_on=0)
    found = reviews.mine(dana, project.id, trace_id)
    assert found is not None and found.verdict is Verdict.FAIL


def test_the_lead_annotators_review_counts_and_never_two(
    dana: Person, project: Project, trace_id: int
) -> None:
    people.set_role(dana, project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    reviews.submit(sam, project.id, trace_id, Verdict.PASS)
    assert traces.total(project.id, TraceFilter(status=(ReviewStatus.PASSED,))) == 1
    reviews.submit(dana, project.id, trace_id, Verdict.FAIL)
    assert traces.total(project.id, TraceFilter(status=(ReviewStatus.PASSED,))) == 0
    assert traces.total(project.id, TraceFilter(status=(ReviewStatus.FAILED,))) == 1


def test_a_viewer_cannot_review(dana: Person, project: Project, trace_id: int) -> None:
    people.set_role(dana, project.id, "vic@example.com", Role.VIEWER)
    vic = people.signed_in("vic@example.com", "Vic", is_admin=False)
    with pytest.raises(access.NotAllowed):
        reviews.submit(vic, project.id, trace_id, Verdict.PASS)
    with pytest.raises(LookupError):
        reviews.submit(dana, project.id, 10_000, Verdict.PASS)


def test_a_verdict_taken_back_leaves_its_words_as_a_draft(
    dana: Person, project: Project, trace_id: int
) -> None:
    made = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("one", 4, "9:00")], based_on=0)
    reviews.undo(dana, project.id, trace_id, revision=made.revision)
    kept = drafts.of(dana, project.id, trace_id)
    assert kept is not None and kept.verdict is None
    assert [(note.text, note.step, note.quote) for note in kept.notes] == [("one", 4, "9:00")]
    again = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, kept.notes, based_on=0)
    assert (again.revision, again.notes) == (3, made.notes)


def test_taking_back_a_revision_leaves_no_draft(dana: Person, project: Project, trace_id: int) -> None:
    reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("one")])
    reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("two")])
    reviews.undo(dana, project.id, trace_id, revision=2)
    assert drafts.of(dana, project.id, trace_id) is None
