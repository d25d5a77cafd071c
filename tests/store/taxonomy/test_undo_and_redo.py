"""What was undone is made again, until something new is done; the history says who undid what."""

from __future__ import annotations

import pytest

from lib.model import Person, Project, Role
from lib.store.projects import people
from lib.store.taxonomy import taxonomy
from lib.store.taxonomy.operations import Merge, Redo, Retire, Split, TakeBack
from lib.words.taxonomy import in_words
from tests.store.taxonomy.test_taxonomy import noted, placed, undo_newest


def redo_newest(who: Person, project: Project) -> None:
    """Redo what would be redone by key."""
    undoing = taxonomy.redoable(taxonomy.history(who, project.id))
    assert undoing is not None
    taxonomy.redo(who, project.id, undoing.id)


def test_everything_undone_comes_back_step_by_step(dana: Person, project: Project) -> None:
    ids = noted(dana, project.id, traces=4)
    one = taxonomy.create_mode(dana, project.id, "One", "Its meaning.", ids)
    states = [(taxonomy.modes(project.id), placed(dana, project.id))]
    for change in (
        Split(one.id, ids[:2], {"name": "Two"}),
        Merge(one.id, one.id + 1),
        Retire(one.id + 1),
        TakeBack(0),
    ):
        taxonomy.apply(dana, project.id, change)
        states.append((taxonomy.modes(project.id), placed(dana, project.id)))
    for _ in range(2):
        for before in states[-2::-1]:
            undo_newest(dana, project.id)
            assert (taxonomy.modes(project.id), placed(dana, project.id)) == before
        for after in states[1:]:
            redo_newest(dana, project)
            assert (taxonomy.modes(project.id), placed(dana, project.id)) == after
        assert taxonomy.redoable(taxonomy.history(dana, project.id)) is None


def test_a_new_act_ends_what_can_be_redone_and_nothing_is_redone_twice(
    dana: Person, project: Project
) -> None:
    ids = noted(dana, project.id, traces=3)
    one = taxonomy.create_mode(dana, project.id, "One")
    taxonomy.assign(dana, project.id, ids[:1], one.id)
    undo_newest(dana, project.id)
    undoing = taxonomy.redoable(taxonomy.history(dana, project.id))
    assert undoing is not None
    redo_newest(dana, project)
    with pytest.raises(taxonomy.Changed, match="already"):
        taxonomy.redo(dana, project.id, undoing.id)
    with pytest.raises(LookupError):
        taxonomy.apply(dana, project.id, Redo(taxonomy.history(dana, project.id)[0].id))
    undo_newest(dana, project.id)
    taxonomy.assign(dana, project.id, ids[1:2], one.id)
    assert taxonomy.redoable(taxonomy.history(dana, project.id)) is None


def test_a_redo_is_refused_where_another_has_put_the_note_elsewhere(dana: Person, project: Project) -> None:
    ids = noted(dana, project.id, traces=1)
    one, two = (taxonomy.create_mode(dana, project.id, name) for name in ("One", "Two"))
    taxonomy.assign(dana, project.id, ids, one.id)
    undo_newest(dana, project.id)
    undoing = taxonomy.redoable(taxonomy.history(dana, project.id))
    taxonomy.assign(dana, project.id, ids, two.id)
    assert undoing is not None
    with pytest.raises(taxonomy.Changed, match="Nothing was changed"):
        taxonomy.redo(dana, project.id, undoing.id)
    assert placed(dana, project.id) == {ids[0]: two.id}


def test_a_mode_whose_making_was_undone_is_no_ended_one(dana: Person, project: Project) -> None:
    ids = noted(dana, project.id, traces=3)
    for _ in range(2):
        taxonomy.create_mode(dana, project.id, "One", note_ids=ids)
        undo_newest(dana, project.id)
    assert taxonomy.ended(project.id) == []
    redo_newest(dana, project)
    [one] = taxonomy.modes(project.id)
    taxonomy.apply(dana, project.id, Split(one.id, ids[:1], {"name": "Two"}))
    undo_newest(dana, project.id)
    assert taxonomy.ended(project.id) == []
    undo_newest(dana, project.id)  # the making that was redone
    assert taxonomy.ended(project.id) == []
    redo_newest(dana, project)
    taxonomy.retire(dana, project.id, one.id)
    assert [mode.name for mode in taxonomy.ended(project.id)] == ["One"]


def test_the_history_says_what_was_undone_and_by_whom(dana: Person, project: Project) -> None:
    people.set_role(dana, project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    ids = noted(dana, project.id, traces=2)
    taxonomy.create_mode(dana, project.id, "One", note_ids=ids)
    undo_newest(sam, project.id)
    redo_newest(dana, project)
    undo_newest(dana, project.id)
    told = [
        (change.person, in_words(change), change.undone_by) for change in taxonomy.history(dana, project.id)
    ]
    assert told == [
        ("Dana", "undid: made “One” with 2 notes", None),
        ("Dana", "redid: made “One” with 2 notes", "Dana"),
        ("Sam", "undid what Dana did: made “One” with 2 notes", None),
        ("Dana", "made “One” with 2 notes", "Sam"),
    ]
    [newest] = taxonomy.history(dana, project.id, limit=1)
    assert newest.undoes is not None
