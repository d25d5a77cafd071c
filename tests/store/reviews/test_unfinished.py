"""What somebody has left open while reading, on both databases."""

from __future__ import annotations

from lib.model import Note, Person, Project, Verdict
from lib.store.reviews import drafts, reviews, unfinished
from lib.store.reviews.drafts import Draft
from lib.store.reviews.unfinished import Left
from tests import seed


def left(who: Person, project: Project, batch_id: int | None = None) -> list[tuple[str, Left]]:
    return [(one.external_id, one.left) for one in unfinished.of(who, project.id, batch_id)]


def test_an_edit_that_was_not_saved_and_a_fail_without_a_note_are_left_open(
    dana: Person, project: Project
) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"t-{n}") for n in range(1, 8)])
    batch = seed.batch(dana, project.id, ids[::-1][:5])
    saved = reviews.submit(dana, project.id, ids[0], Verdict.FAIL, [Note("wrong price")])
    reviews.submit(dana, project.id, ids[2], Verdict.FAIL, [Note("wrong day")])
    reviews.submit(dana, project.id, ids[3], Verdict.FAIL)
    reviews.submit(dana, project.id, ids[4], Verdict.PASS)
    # As it is saved, or empty: nothing is open.
    drafts.keep(dana, project.id, ids[0], Draft(saved.notes, Verdict.FAIL))
    drafts.keep(dana, project.id, ids[1], Draft((Note(" "),)))
    assert left(dana, project) == [("t-4", Left.SILENT)]
    drafts.keep(dana, project.id, ids[2], Draft((Note("wrong day, and rude"),), Verdict.FAIL))
    drafts.keep(dana, project.id, ids[3], Draft((Note("now a word"),), Verdict.FAIL))
    drafts.keep(dana, project.id, ids[5], Draft((Note("half a"),)))
    assert left(dana, project) == [("t-3", Left.EDITED), ("t-4", Left.EDITED), ("t-6", Left.BEGUN)]
    # In the order of the batch, and only what is in it.
    assert left(dana, project, batch) == [("t-6", Left.BEGUN), ("t-4", Left.EDITED), ("t-3", Left.EDITED)]


def test_a_quick_tag_that_was_not_saved_is_left_open(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace("t-1")])
    saved = reviews.submit(dana, project.id, ids[0], Verdict.FAIL, [Note("wrong price")])
    drafts.keep(dana, project.id, ids[0], Draft(saved.notes, Verdict.FAIL, tags={0: 7}))
    assert left(dana, project) == [("t-1", Left.EDITED)]
