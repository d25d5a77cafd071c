"""Failure modes and the notes in them, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from lib.failure_modes import COLOURS
from lib.model import Note, Person, Project, Role, Verdict
from lib.store import engine
from lib.store.projects import people, projects
from lib.store.reviews import reviews
from lib.store.rules import access
from lib.store.schema import tables
from lib.store.taxonomy import taxonomy
from lib.store.taxonomy.operations import Restore
from tests import seed


def noted(who: Person, project_id: int, traces: int, each: int = 1) -> list[int]:
    """Review this many traces as failing with ``each`` notes; return the ids of the notes."""
    names = [seed.trace(f"lease-{number:04d}") for number in range(traces)]
    found = []
    for number, trace_id in enumerate(seed.store(who, project_id, names)):
        given = [Note(f"note {number}.{place}", step=4, quote="9:00 is free") for place in range(each)]
        made = reviews.submit(who, project_id, trace_id, Verdict.FAIL, given)
        found += [note.id for note in made.notes if note.id is not None]
    return found


def placed(who: Person, project_id: int) -> dict[int, int | None]:
    """Return the mode of each note on the board."""
    return {note.id: note.mode_id for note in taxonomy.notes_board(who, project_id).notes}


def undo_newest(who: Person, project_id: int) -> None:
    """Undo the newest change that can be undone."""
    newest = next(change for change in taxonomy.history(who, project_id) if change.can_be_undone)
    taxonomy.undo(who, project_id, newest.id)


def stored(project_id: int) -> tuple[object, ...]:
    """Everything a refused change must leave as it is."""
    with engine.reading() as connection:
        return tuple(
            connection.execute(sa.select(table).where(table.c.project_id == project_id).order_by("id")).all()
            for table in (tables.notes, tables.failure_modes, tables.events)
        )


def test_the_board_shows_every_live_note_with_its_trace(dana: Person, project: Project) -> None:
    ids = noted(dana, project.id, traces=3, each=2)
    board = taxonomy.notes_board(dana, project.id)
    assert {note.id for note in board.notes} == set(ids)
    assert [note.external_id for note in board.notes] == [
        *["lease-0002"] * 2,
        *["lease-0001"] * 2,
        *["lease-0000"] * 2,
    ]
    first = board.notes[0]
    assert (first.text, first.step, first.quote, first.mode_id) == ("note 2.0", 4, "9:00 is free", None)
    assert first.person == "Dana"
    assert board.not_grouped == 6


def test_only_notes_of_the_review_that_counts_are_shown(dana: Person, project: Project) -> None:
    people.set_role(dana, project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    [trace_id, other] = seed.store(dana, project.id, [seed.trace("a"), seed.trace("b")])
    reviews.submit(sam, project.id, trace_id, Verdict.FAIL, [Note("what Sam saw")])
    assert [note.text for note in taxonomy.notes_board(sam, project.id).notes] == ["what Sam saw"]
    mine = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("what Dana saw"), Note("too")])
    reviews.submit(dana, project.id, trace_id, Verdict.FAIL, mine.notes[:1])
    withdrawn = reviews.submit(dana, project.id, other, Verdict.FAIL, [Note("taken back")])
    reviews.undo(dana, project.id, other, revision=withdrawn.revision)
    assert [note.text for note in taxonomy.notes_board(sam, project.id).notes] == ["what Dana saw"]


def test_a_mode_counts_notes_and_distinct_traces(dana: Person, project: Project) -> None:
    ids = noted(dana, project.id, traces=3, each=2)
    first = taxonomy.create_mode(dana, project.id, "  Wrong   price ", "States another price.", ids[:3])
    second = taxonomy.create_mode(dana, project.id, "No hand-off", note_ids=ids[3:4])
    assert (first.name, first.definition) == ("Wrong price", "States another price.")
    assert taxonomy.modes(project.id) == [first, second]
    board = taxonomy.notes_board(dana, project.id)
    assert board.within([first.id]) == (3, 2)
    assert board.within([second.id]) == (1, 1)
    assert board.within([first.id, second.id]) == (4, 2)
    assert board.not_grouped == 2


def test_a_colour_stays_with_its_mode_for_good(dana: Person, project: Project) -> None:
    made = [taxonomy.create_mode(dana, project.id, name) for name in "abc"]
    assert [mode.colour for mode in made] == [0, 1, 2]
    taxonomy.retire(dana, project.id, made[1].id)
    assert taxonomy.create_mode(dana, project.id, "d").colour == 3, "b may come back"
    taxonomy.apply(dana, project.id, Restore(made[1].id))
    assert {mode.name: mode.colour for mode in taxonomy.modes(project.id)} == {"a": 0, "b": 1, "c": 2, "d": 3}


def test_no_colour_is_shared_before_all_are_taken(dana: Person, project: Project) -> None:
    made = [taxonomy.create_mode(dana, project.id, f"mode {place}") for place in range(COLOURS)]
    assert sorted(mode.colour for mode in made) == list(range(COLOURS))
    assert taxonomy.create_mode(dana, project.id, "one more").colour == 0
    taxonomy.retire(dana, project.id, made[7].id)
    assert taxonomy.create_mode(dana, project.id, "and another").colour == made[7].colour


def test_a_name_is_taken_once_among_the_active_whatever_its_case(dana: Person, project: Project) -> None:
    first = taxonomy.create_mode(dana, project.id, "Wrong price")
    second = taxonomy.create_mode(dana, project.id, "Other")
    before = stored(project.id)
    for attempt in ("wrong  PRICE", "   ", "x" * 81):
        with pytest.raises(ValueError, match=r"already|needs|81"):
            taxonomy.create_mode(dana, project.id, attempt)
        with pytest.raises(ValueError, match=r"already|needs|81"):
            taxonomy.edit_mode(dana, project.id, second.id, name=attempt, definition="")
    assert stored(project.id) == before
    taxonomy.edit_mode(dana, project.id, first.id, name="WRONG price", definition="")
    taxonomy.retire(dana, project.id, first.id)
    taxonomy.create_mode(dana, project.id, "wrong price")


def test_a_note_moved_meanwhile_is_not_overwritten(dana: Person, project: Project) -> None:
    ids = noted(dana, project.id, traces=3)
    mode = taxonomy.create_mode(dana, project.id, "Wrong price", note_ids=ids[:1])
    before = stored(project.id)
    with pytest.raises(taxonomy.Changed):
        taxonomy.assign(dana, project.id, ids, None, expected=dict.fromkeys(ids))
    assert stored(project.id) == before
    assert taxonomy.assign(dana, project.id, ids, mode.id, expected=placed(dana, project.id)) == 2
    assert taxonomy.assign(dana, project.id, ids, mode.id) == 0


def test_a_merge_moves_every_note_and_ends_the_mode(dana: Person, project: Project) -> None:
    ids = noted(dana, project.id, traces=4)
    first = taxonomy.create_mode(dana, project.id, "Wrong price", note_ids=ids[:2])
    second = taxonomy.create_mode(dana, project.id, "Wrong fee", note_ids=ids[2:])
    taxonomy.merge(dana, project.id, second.id, first.id)
    assert taxonomy.modes(project.id) == [first]
    assert set(placed(dana, project.id).values()) == {first.id}
    with pytest.raises(taxonomy.Changed):
        taxonomy.assign(dana, project.id, ids[:1], second.id)
    undo_newest(dana, project.id)
    assert taxonomy.modes(project.id) == [first, second]
    assert placed(dana, project.id) == {
        ids[0]: first.id, ids[1]: first.id, ids[2]: second.id, ids[3]: second.id
    }  # fmt: skip


def test_a_retired_mode_leaves_its_notes_not_grouped(dana: Person, project: Project) -> None:
    ids = noted(dana, project.id, traces=2)
    mode = taxonomy.create_mode(dana, project.id, "Wrong price", note_ids=ids)
    taxonomy.retire(dana, project.id, mode.id)
    assert taxonomy.modes(project.id) == []
    assert [ended.name for ended in taxonomy.ended(project.id)] == ["Wrong price"]
    assert placed(dana, project.id) == dict.fromkeys(ids)


def test_a_removed_note_never_comes_back_into_an_ended_mode(dana: Person, project: Project) -> None:
    [trace_id] = seed.store(dana, project.id, [seed.trace("a")])
    made = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("one")])
    [note] = [note.id for note in made.notes if note.id is not None]
    mode = taxonomy.create_mode(dana, project.id, "Wrong price", note_ids=[note])
    passed = reviews.submit(dana, project.id, trace_id, Verdict.PASS)
    with pytest.raises(taxonomy.Changed):
        taxonomy.assign(dana, project.id, [note], None)
    taxonomy.retire(dana, project.id, mode.id)
    reviews.undo(dana, project.id, trace_id, revision=passed.revision)
    assert placed(dana, project.id) == {note: None}


def test_each_change_can_be_undone_back_to_the_start(dana: Person, project: Project) -> None:
    ids = noted(dana, project.id, traces=4)
    states = [(taxonomy.modes(project.id), placed(dana, project.id))]

    def then() -> None:
        states.append((taxonomy.modes(project.id), placed(dana, project.id)))

    first = taxonomy.create_mode(dana, project.id, "Wrong price", note_ids=ids[:2])
    then()
    second = taxonomy.create_mode(dana, project.id, "No hand-off", note_ids=ids[1:3])
    then()
    taxonomy.edit_mode(dana, project.id, first.id, name="Wrong fee", definition="States another fee.")
    then()
    taxonomy.assign(dana, project.id, ids, second.id)
    then()
    taxonomy.retire(dana, project.id, first.id)
    then()
    third = taxonomy.create_mode(dana, project.id, "Wrong fee")
    then()
    taxonomy.merge(dana, project.id, second.id, third.id)
    assert [change.action for change in taxonomy.history(dana, project.id)] == [
        *["merged", "created", "retired", "assigned", "edited", "created", "created"]
    ]
    while states:
        undo_newest(dana, project.id)
        assert (taxonomy.modes(project.id), placed(dana, project.id)) == states.pop()
    assert not any(change.can_be_undone for change in taxonomy.history(dana, project.id))


@pytest.mark.parametrize("conflict", ["moved", "renamed", "filled", "source ended", "undone", "name taken"])
def test_undo_after_a_conflicting_change_says_so_and_changes_nothing(
    dana: Person, project: Project, conflict: str
) -> None:
    ids = noted(dana, project.id, traces=4)
    source = taxonomy.create_mode(dana, project.id, "Wrong price", note_ids=ids[:1])
    mode = taxonomy.create_mode(dana, project.id, "No hand-off", note_ids=ids[:2])
    change = taxonomy.history(dana, project.id)[0].id
    match conflict:
        case "moved":
            taxonomy.assign(dana, project.id, ids[1:2], None)
        case "renamed":
            taxonomy.edit_mode(dana, project.id, mode.id, name="Hand-off", definition="")
        case "filled":
            taxonomy.assign(dana, project.id, ids[2:], mode.id)
        case "source ended":
            taxonomy.retire(dana, project.id, source.id)
        case "undone":
            taxonomy.undo(dana, project.id, change)
        case "name taken":
            taxonomy.edit_mode(dana, project.id, source.id, name="Price", definition="")
            change = taxonomy.history(dana, project.id)[0].id
            taxonomy.create_mode(dana, project.id, "Wrong price")
    before = stored(project.id)
    with pytest.raises(taxonomy.Changed):
        taxonomy.undo(dana, project.id, change)
    assert stored(project.id) == before


def test_the_history_names_what_happened(dana: Person, project: Project) -> None:
    ids = noted(dana, project.id, traces=3)
    mode = taxonomy.create_mode(dana, project.id, "Wrong price", note_ids=ids[:2])
    taxonomy.assign(dana, project.id, ids[:1], None)
    taxonomy.edit_mode(dana, project.id, mode.id, name="Wrong fee", definition="")
    undo_newest(dana, project.id)
    undone, edited, out, made = taxonomy.history(dana, project.id)
    assert undone.undoes is not None and undone.undoes.id == edited.id
    assert (edited.undone_by, out.undone_by) == ("Dana", None)
    assert (edited.old_name, edited.new_name) == ("Wrong price", "Wrong fee")
    assert (out.notes, out.source, out.target) == (1, "Wrong price", None)
    assert (made.notes, made.source, made.target, made.person) == (2, None, "Wrong price", "Dana")


def test_the_events_hold_no_words(dana: Person, project: Project) -> None:
    ids = noted(dana, project.id, traces=2)
    mode = taxonomy.create_mode(dana, project.id, "Secret name", "Secret definition", ids)
    taxonomy.edit_mode(dana, project.id, mode.id, name="Secret again", definition="")
    with engine.reading() as connection:
        assert not any("ecret" in repr(refs) for refs in connection.scalars(sa.select(tables.events.c.refs)))


def test_a_viewer_and_another_project_change_nothing(dana: Person, project: Project) -> None:
    ids = noted(dana, project.id, traces=2)
    mode = taxonomy.create_mode(dana, project.id, "Wrong price", note_ids=ids[:1])
    change = taxonomy.history(dana, project.id)[0].id
    people.set_role(dana, project.id, "vic@example.com", Role.VIEWER)
    vic = people.signed_in("vic@example.com", "Vic", is_admin=False)
    other = projects.create(dana, "Other").id
    mine = taxonomy.create_mode(dana, other, "Mine")
    before = stored(project.id), stored(other)
    for who, project_id, refused in (
        (vic, project.id, access.NotAllowed),
        (dana, other, LookupError),
    ):
        for attempt in (
            lambda who=who, on=project_id: taxonomy.assign(who, on, ids, None),
            lambda who=who, on=project_id: taxonomy.create_mode(who, on, "New", "", ids),
            lambda who=who, on=project_id: taxonomy.edit_mode(who, on, mode.id, name="x", definition=""),
            lambda who=who, on=project_id: taxonomy.merge(who, on, mode.id, mine.id),
            lambda who=who, on=project_id: taxonomy.merge(who, on, mine.id, mode.id),
            lambda who=who, on=project_id: taxonomy.retire(who, on, mode.id),
            lambda who=who, on=project_id: taxonomy.undo(who, on, change),
        ):
            with pytest.raises(refused):
                attempt()
    with pytest.raises(LookupError):
        taxonomy.assign(dana, project.id, ids, mine.id)
    with pytest.raises(access.NotAllowed):
        taxonomy.notes_board(vic, project.id)
    with pytest.raises(access.NotAllowed):
        taxonomy.history(vic, project.id)
    assert (stored(project.id), stored(other)) == before
