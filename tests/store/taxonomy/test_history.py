"""The history of the failure modes names what was taken back, and by whom."""

from __future__ import annotations

from lib.model import Note, Person, Project, Role, Verdict
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from lib.words.taxonomy import in_words
from tests import seed


def test_a_change_taken_back_is_named_with_who_did_it(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace("t-1")])
    people.set_role(dana, project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    note = reviews.submit(dana, project.id, ids[0], Verdict.FAIL, [Note("wrong price")]).notes[0].id
    assert note
    taxonomy.create_mode(dana, project.id, "Wrong price", "", [note])
    made = taxonomy.history(dana, project.id)[0]
    taxonomy.undo(sam, project.id, made.id)
    undoing, undone = taxonomy.history(dana, project.id)
    assert (undone.undone_by, undone.can_be_undone, undoing.undone_by) == ("Sam", False, None)
    assert in_words(undoing) == "undid what Dana did: made “Wrong price” with 1 note"
    # What was taken back is named where it is too long ago to be listed itself.
    (only,) = taxonomy.history(dana, project.id, limit=1)
    assert in_words(only) == in_words(undoing)
