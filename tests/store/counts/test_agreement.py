"""What was first said of traces several people read, against a slow recount, on both databases."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from lib.failure_modes import LabelValue
from lib.model import Draw, Note, Person, Project, Reading, Role, Verdict
from lib.store import engine
from lib.store.counts import agreement
from lib.store.projects import people
from lib.store.reviews import reviews, self_agreement
from lib.store.rules import access
from lib.store.schema import tables
from lib.store.taxonomy import labels, taxonomy
from tests import seed


@pytest.fixture
def sam(dana: Person, project: Project) -> Person:
    people.set_role(dana, project.id, "sam@example.com", Role.ANNOTATOR)
    return people.signed_in("sam@example.com", "Sam", is_admin=False)


def by_reader(found: list[Reading]) -> dict[tuple[int, int], Reading]:
    return {(reading.trace_id, reading.person_id): reading for reading in found}


def test_only_the_first_submission_counts(dana: Person, project: Project, sam: Person) -> None:
    ids = seed.store(dana, project.id, [seed.trace("a"), seed.trace("b")])
    for who in (dana, sam):
        reviews.submit(who, project.id, ids[0], Verdict.PASS)
    reviews.submit(sam, project.id, ids[0], Verdict.FAIL, [Note("after we talked", 4)])
    reviews.submit(dana, project.id, ids[1], Verdict.FAIL)
    found = by_reader(agreement.readings(project.id))
    assert found[ids[0], sam.id].failed is False
    assert set(found) == {(ids[0], dana.id), (ids[0], sam.id)}
    [told] = agreement.discussed(dana, project.id, [ids[0]])
    assert [(side.person, side.verdict, side.notes) for side in told.sides] == [
        ("Dana", Verdict.PASS, ()),
        ("Sam", Verdict.PASS, ()),
    ]


def test_a_review_taken_back_is_no_reading(dana: Person, project: Project, sam: Person) -> None:
    [trace_id] = seed.store(dana, project.id, [seed.trace("a")])
    reviews.submit(dana, project.id, trace_id, Verdict.PASS)
    reviews.submit(sam, project.id, trace_id, Verdict.PASS)
    reviews.undo(sam, project.id, trace_id, revision=1)
    assert agreement.readings(project.id) == []


def test_modes_are_those_of_today_and_unknown_while_a_note_is_loose(
    dana: Person, project: Project, sam: Person
) -> None:
    [trace_id] = seed.store(dana, project.id, [seed.trace("a")])
    mine = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("one", 4), Note("two", 3)])
    theirs = reviews.submit(sam, project.id, trace_id, Verdict.FAIL, [Note("three", 2)])
    first, second = (note.id or 0 for note in mine.notes)
    made = taxonomy.create_mode(dana, project.id, "Calendar", "", [first])
    found = by_reader(agreement.readings(project.id))
    assert found[trace_id, dana.id].modes is None and found[trace_id, sam.id].modes is None
    assert [note.text for note in agreement.not_grouped(dana, project.id)] == ["three"]
    taxonomy.assign(dana, project.id, [second, theirs.notes[0].id or 0], made.id)
    found = by_reader(agreement.readings(project.id))
    assert found[trace_id, dana.id].modes == found[trace_id, sam.id].modes == {made.id}
    assert (found[trace_id, dana.id].step, found[trace_id, sam.id].step) == (4, 2)
    assert agreement.not_grouped(dana, project.id) == []


def test_labels_say_what_notes_do_not(dana: Person, project: Project, sam: Person) -> None:
    [trace_id] = seed.store(dana, project.id, [seed.trace("a")])
    modes = [taxonomy.create_mode(dana, project.id, name).id for name in ("Calendar", "Tone")]
    for who in (dana, sam):
        reviews.submit(who, project.id, trace_id, Verdict.FAIL, [Note("loose")])
    mine = reviews.mine(sam, project.id, trace_id)
    assert mine and mine.id

    def of_sam() -> frozenset[int] | None:
        return by_reader(agreement.readings(project.id))[trace_id, sam.id].modes

    labels.put(sam, project.id, mine.id, {modes[0]: LabelValue.YES})
    assert of_sam() is None, "its note is in no failure mode, and the second one is not decided"
    labels.put(sam, project.id, mine.id, {modes[1]: LabelValue.NO})
    assert of_sam() == {modes[0]}
    labels.put(sam, project.id, mine.id, {modes[0]: LabelValue.NO})
    assert of_sam() == frozenset()


def test_a_stranger_reads_none_of_it(dana: Person, project: Project, sam: Person) -> None:
    [trace_id] = seed.store(dana, project.id, [seed.trace("a")])
    stranger = people.signed_in("eve@example.com", "Eve", is_admin=False)
    people.set_role(dana, project.id, "vic@example.com", Role.VIEWER)
    viewer = people.signed_in("vic@example.com", "Vic", is_admin=False)
    with pytest.raises(access.NotAllowed):
        agreement.discussed(stranger, project.id, [trace_id])
    for who in (stranger, viewer):
        with pytest.raises(access.NotAllowed):
            agreement.not_grouped(who, project.id)
        with pytest.raises(access.NotAllowed):
            self_agreement.submit(who, project.id, trace_id, Verdict.PASS)


@pytest.mark.parametrize("number", [1, 2])
def test_a_random_project_is_counted_as_by_hand(
    dana: Person, project: Project, sam: Person, number: int
) -> None:
    dice = random.Random(number)
    ids = seed.store(dana, project.id, [seed.trace(f"t{place:02d}") for place in range(30)])
    some = tuple(ids[:20])
    picks = tuple(dice.random() < 0.5 for _ in some)
    seed.batch(dana, project.id, some, Draw(some, ("why",) * 20, picks, (None,) * 20, (None,) * 20))
    modes = [taxonomy.create_mode(dana, project.id, name).id for name in ("Calendar", "Tone")]
    for trace_id in ids:
        for who in dice.choice([[dana], [dana, sam], [sam, dana], []]):
            verdict = dice.choice([Verdict.PASS, Verdict.FAIL, Verdict.FAIL, Verdict.DEFER])
            given = [Note(f"note {place}", dice.choice([None, 2, 4])) for place in range(dice.randrange(3))]
            made = reviews.submit(who, project.id, trace_id, verdict, given)
            for note in made.notes:
                if note.id and dice.random() < 0.8:
                    taxonomy.assign(dana, project.id, [note.id], dice.choice(modes))
            if dice.random() < 0.2:
                reviews.submit(who, project.id, trace_id, Verdict.FAIL, made.notes[1:])
    assert by_reader(agreement.readings(project.id)) == by_hand(
        project.id, dict(zip(some, picks, strict=True))
    )


def by_hand(project_id: int, picks: dict[int, bool]) -> dict[tuple[int, int], Reading]:
    with engine.reading() as connection:
        every = list(connection.execute(sa.select(tables.reviews)))
        first = {
            row.review_id: row.content
            for row in connection.execute(sa.select(tables.review_revisions))
            if row.revision == 1
        }
        mode_of = {row.id: row.failure_mode_id for row in connection.execute(sa.select(tables.notes))}
    out = {}
    for row in every:
        if sum(other.trace_id == row.trace_id for other in every) < 2:
            continue
        said = first[row.id]
        verdict, notes = said["verdict"], said["notes"]
        grouped = [mode_of[note["id"]] for note in notes]
        known = frozenset(grouped) if verdict == "fail" and grouped and None not in grouped else None
        out[row.trace_id, row.person_id] = Reading(
            row.trace_id,
            row.person_id,
            {"pass": False, "fail": True, "defer": None}[verdict],
            notes[0]["step"] if verdict == "fail" and notes else None,
            frozenset() if verdict == "pass" else known,
            picks.get(row.trace_id, False),
        )
    return out


def test_reading_again_counts_nowhere_else_and_only_once(dana: Person, project: Project, sam: Person) -> None:
    ids = seed.store(dana, project.id, [seed.trace("a"), seed.trace("b"), seed.trace("c")])
    for trace_id, verdict in zip(ids, (Verdict.FAIL, Verdict.PASS, Verdict.DEFER), strict=True):
        reviews.submit(dana, project.id, trace_id, verdict)
    assert self_agreement.waiting(dana, project.id) == [], "what was read today is still remembered"
    with engine.writing() as connection:
        connection.execute(tables.reviews.update().values(updated_at=tables.now() - self_agreement.AGE))
    assert sorted(self_agreement.waiting(dana, project.id)) == ids[:2]
    assert self_agreement.waiting(dana, project.id) == self_agreement.waiting(dana, project.id)
    assert self_agreement.waiting(sam, project.id) == []
    self_agreement.submit(dana, project.id, ids[0], Verdict.PASS)
    self_agreement.submit(dana, project.id, ids[1], Verdict.FAIL, Note(" late ", 3))
    assert self_agreement.waiting(dana, project.id) == []
    mine = reviews.mine(dana, project.id, ids[0])
    assert mine and mine.verdict is Verdict.FAIL
    assert agreement.readings(project.id) == []
    found = {
        before.trace_id: (before.failed, after.failed, after.step)
        for before, after in agreement.own(project.id)
    }
    assert found == {ids[0]: (True, False, None), ids[1]: (False, True, 3)}
    self_agreement.submit(dana, project.id, ids[1], Verdict.FAIL, Note("late", 3))
    for who, trace_id, verdict in ((dana, ids[0], Verdict.FAIL), (sam, ids[0], Verdict.PASS)):
        with pytest.raises(LookupError):
            self_agreement.submit(who, project.id, trace_id, verdict)
