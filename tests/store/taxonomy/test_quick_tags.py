"""Failure modes given to notes as they are saved, and what each person chose; on both databases."""

from __future__ import annotations

import pytest

from lib.model import Note, Person, Project, Role, Verdict
from lib.store.counts import coding
from lib.store.projects import people, preferences
from lib.store.projects.preferences import Preferences
from lib.store.reviews import drafts, reviews
from lib.store.reviews.drafts import Draft
from lib.store.taxonomy import note_phrases, taxonomy
from lib.store.taxonomy import quick_tags as taxonomy_quick_tags
from lib.store.taxonomy.note_phrases import Phrase
from tests import seed
from tests.store.taxonomy.test_taxonomy import noted, placed, undo_newest


@pytest.fixture
def trace_id(dana: Person, project: Project) -> int:
    return seed.store(dana, project.id, [seed.trace("x-1")])[0]


def test_no_mode_is_offered_before_there_are_thirty_notes(dana: Person, project: Project) -> None:
    modes = [taxonomy.create_mode(dana, project.id, f"Mode {n}") for n in range(12)]
    noted(dana, project.id, traces=29)
    assert taxonomy_quick_tags.offered(dana, project.id) is None
    one = seed.store(dana, project.id, [seed.trace("the thirtieth")])[0]
    reviews.submit(dana, project.id, one, Verdict.FAIL, [Note("wrong price")])
    found = taxonomy_quick_tags.offered(dana, project.id)
    assert found is not None
    assert [mode.id for mode in found] == [mode.id for mode in modes[:9]]
    # A note taken out of its review is none any more.
    reviews.submit(dana, project.id, one, Verdict.PASS)
    assert taxonomy_quick_tags.offered(dana, project.id) is None


def test_a_tag_is_a_change_to_the_taxonomy_that_counts_and_can_be_undone(
    dana: Person, project: Project, trace_id: int
) -> None:
    mode = taxonomy.create_mode(dana, project.id, "Wrong price")
    other = taxonomy.create_mode(dana, project.id, "Late")
    given = [Note(" "), Note("the price was last year's"), Note("answered late"), Note("third")]
    review = reviews.submit(
        dana, project.id, trace_id, Verdict.FAIL, given, tags={0: other.id, 1: mode.id, 2: other.id}
    )
    assert [note.failure_mode_id for note in review.notes] == [mode.id, other.id, None]
    stored = reviews.mine(dana, project.id, trace_id)
    assert stored is not None and stored.notes == review.notes
    counts = {one: tally.traces for one, tally in taxonomy.notes_board(dana, project.id).tallies().items()}
    assert counts == {mode.id: 1, other.id: 1, None: 1}
    assert coding.coded(project.id).own.tolist() == [[1, 1]]
    newest = taxonomy.history(dana, project.id)[0]
    assert (newest.action, newest.notes) == ("assigned", 2)
    undo_newest(dana, project.id)
    assert set(placed(dana, project.id).values()) == {None}


def test_what_is_not_touched_stays_where_somebody_put_it(
    dana: Person, project: Project, trace_id: int
) -> None:
    mode = taxonomy.create_mode(dana, project.id, "Wrong price")
    first = reviews.submit(
        dana, project.id, trace_id, Verdict.FAIL, [Note("a"), Note("b")], tags={0: mode.id}
    )
    ids = [note.id for note in first.notes if note.id]
    taxonomy.assign(dana, project.id, [ids[1]], mode.id)
    again = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, first.notes, tags={0: None})
    assert [note.failure_mode_id for note in again.notes] == [None, mode.id]
    assert placed(dana, project.id) == {ids[0]: None, ids[1]: mode.id}
    before = len(taxonomy.history(dana, project.id))
    reviews.submit(dana, project.id, trace_id, Verdict.FAIL, again.notes, tags={1: mode.id})
    assert len(taxonomy.history(dana, project.id)) == before


def test_a_mode_that_is_gone_keeps_no_review_from_being_saved(
    dana: Person, project: Project, trace_id: int
) -> None:
    gone = taxonomy.create_mode(dana, project.id, "Gone")
    mode = taxonomy.create_mode(dana, project.id, "Wrong price")
    taxonomy.retire(dana, project.id, gone.id)
    review = reviews.submit(
        dana,
        project.id,
        trace_id,
        Verdict.FAIL,
        [Note("a"), Note("b"), Note("c")],
        tags={0: gone.id, 1: mode.id, 2: 9_999},
    )
    assert [note.failure_mode_id for note in review.notes] == [None, mode.id, None]
    assert reviews.mine(dana, project.id, trace_id) is not None


def test_taking_a_verdict_back_takes_its_tags_back(dana: Person, project: Project, trace_id: int) -> None:
    mode = taxonomy.create_mode(dana, project.id, "Wrong price")
    other = taxonomy.create_mode(dana, project.id, "Late")
    first = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("a")])
    second = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, first.notes, tags={0: mode.id})
    undone = reviews.undo(dana, project.id, trace_id, revision=second.revision)
    assert undone is not None and [note.failure_mode_id for note in undone.notes] == [None]
    # A note that somebody has moved since stays there.
    third = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, first.notes, tags={0: mode.id})
    taxonomy.assign(dana, project.id, [note.id for note in first.notes if note.id], other.id)
    undone = reviews.undo(dana, project.id, trace_id, revision=third.revision)
    assert undone is not None and [note.failure_mode_id for note in undone.notes] == [other.id]


def test_a_first_save_taken_back_and_saved_again_is_in_its_mode(
    dana: Person, project: Project, trace_id: int
) -> None:
    mode = taxonomy.create_mode(dana, project.id, "Wrong price")
    saved = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("a")], tags={0: mode.id})
    assert reviews.undo(dana, project.id, trace_id, revision=saved.revision) is None
    assert placed(dana, project.id) == {}
    kept = drafts.of(dana, project.id, trace_id)
    assert kept is not None and [note.failure_mode_id for note in kept.notes] == [mode.id]
    again = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, kept.notes)
    assert [note.failure_mode_id for note in again.notes] == [mode.id]


def test_a_save_sent_again_tags_once(dana: Person, project: Project, trace_id: int) -> None:
    mode = taxonomy.create_mode(dana, project.id, "Wrong price")
    for _ in range(2):
        review = reviews.submit(
            dana, project.id, trace_id, Verdict.FAIL, [Note("a")], based_on=0, tags={0: mode.id}
        )
        assert [note.failure_mode_id for note in review.notes] == [mode.id]
    assert review.revision == 1
    assert [change.action for change in taxonomy.history(dana, project.id)] == ["assigned", "created"]


def test_a_draft_keeps_the_tags(dana: Person, project: Project, trace_id: int) -> None:
    content = Draft((Note("a"), Note("b"), Note("c")), tags={0: 7, 2: None})
    drafts.keep(dana, project.id, trace_id, content)
    kept = drafts.of(dana, project.id, trace_id)
    assert kept is not None and kept.tags == {0: 7, 2: None}


def test_each_person_chooses_for_themselves(dana: Person, project: Project) -> None:
    lee = people.signed_in("lee@example.org", "Lee", is_admin=False)
    assert preferences.of(dana) == preferences.of(lee) == Preferences(quick_tags=False, hints=True)
    preferences.choose(dana, "quick_tags", True)
    preferences.choose(dana, "hints", False)
    preferences.choose(lee, "quick_tags", True)
    assert preferences.of(dana) == Preferences(quick_tags=True, hints=False)
    assert preferences.of(lee) == Preferences(quick_tags=True, hints=True)
    with pytest.raises(LookupError):
        preferences.choose(dana, "colour", True)


def test_the_words_of_notes_are_known_once_each(dana: Person, project: Project) -> None:
    lee = people.signed_in("lee@example.org", "Lee", is_admin=False)
    people.set_role(dana, project.id, "lee@example.org", Role.ANNOTATOR)
    one, two, three = seed.store(dana, project.id, [seed.trace(f"t-{n}") for n in range(3)])
    reviews.submit(dana, project.id, one, Verdict.FAIL, [Note("wrong price"), Note("x" * 300)])
    reviews.submit(dana, project.id, two, Verdict.FAIL, [Note("wrong price"), Note("late")])
    reviews.submit(lee, project.id, three, Verdict.FAIL, [Note("late")])
    assert note_phrases.known(lee, project.id) == [
        Phrase("late", True, None),
        Phrase("wrong price", False, None),
    ]
    assert note_phrases.known(dana, project.id)[0] == Phrase("late", True, None)
