"""Labels: written, refused, taken back, and carried through a merge and a split, on both databases."""

from __future__ import annotations

from itertools import product

import pytest
import sqlalchemy as sa

from lib.failure_modes import LabelSource, LabelValue
from lib.model import Note, Person, Project, Purpose, Role, Verdict
from lib.store import engine
from lib.store.counts import coding
from lib.store.counts.coding import NO, RECODE, UNKNOWN, YES
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.rules import access
from lib.store.schema import tables
from lib.store.taxonomy import labels, taxonomy
from tests import seed

SAY_YES, SAY_NO, AGAIN = LabelValue.YES, LabelValue.NO, LabelValue.RECODE


def failed(who: Person, project_id: int, *names: str) -> list[int]:
    """Review these traces as failing with one note each; return the reviews' ids."""
    ids = seed.store(who, project_id, [seed.trace(name) for name in names])
    made = [reviews.submit(who, project_id, one, Verdict.FAIL, [Note(f"note {one}", 4)]) for one in ids]
    return [review.id for review in made if review.id is not None]


def note_of(review_id: int) -> int:
    with engine.reading() as connection:
        found = connection.scalar(sa.select(tables.notes.c.id).where(tables.notes.c.review_id == review_id))
    assert found is not None
    return found


def stored() -> list[tuple[object, ...]]:
    """Every label as it lies in the table, but for its id."""
    columns = [column for column in tables.labels.c if column.name != "id"]
    with engine.reading() as connection:
        return sorted(map(tuple, connection.execute(sa.select(*columns))))


def said(project_id: int) -> dict[tuple[int, int], int]:
    """What each review says of each mode itself."""
    found = coding.coded(project_id)
    return {
        (trace.review_id, mode.id): int(found.own[row, column])
        for row, trace in enumerate(found.traces)
        for column, mode in enumerate(found.modes)
    }


def test_a_label_says_yes_or_no_and_is_taken_back(dana: Person, project: Project) -> None:
    [review] = failed(dana, project.id, "a")
    price, day = (taxonomy.create_mode(dana, project.id, name).id for name in ("Wrong price", "Wrong day"))
    assert said(project.id) == {(review, price): UNKNOWN, (review, day): UNKNOWN}
    first = labels.put(dana, project.id, review, {price: SAY_YES, day: SAY_NO}, LabelSource.TAG)
    assert said(project.id) == {(review, price): YES, (review, day): NO}
    after_first = stored()
    assert labels.put(dana, project.id, review, {price: SAY_YES}) is None
    second = labels.put(dana, project.id, review, {price: None, day: SAY_YES})
    assert first and second
    with pytest.raises(labels.Changed):
        labels.undo(dana, project.id, first)
    labels.undo(dana, project.id, second)
    assert stored() == after_first
    with pytest.raises(labels.Changed):
        labels.undo(dana, project.id, second)
    labels.undo(dana, project.id, first)
    assert stored() == []


def test_a_note_in_the_mode_is_a_yes_that_no_label_contradicts(dana: Person, project: Project) -> None:
    [review] = failed(dana, project.id, "a")
    price = taxonomy.create_mode(dana, project.id, "Wrong price").id
    labels.put(dana, project.id, review, {price: SAY_NO})
    note = note_of(review)
    taxonomy.assign(dana, project.id, [note], price)
    assert said(project.id) == {(review, price): YES}
    with pytest.raises(labels.NoteSaysYes) as refused:
        labels.put(dana, project.id, review, {price: SAY_NO})
    assert refused.value.note_ids == (note,)
    before = stored()
    assert labels.put(dana, project.id, review, {price: SAY_YES}) is None
    assert stored() == before
    taxonomy.assign(dana, project.id, [note], None)
    assert said(project.id) == {(review, price): NO}


def test_labels_wait_while_the_review_says_pass(dana: Person, project: Project) -> None:
    [review] = failed(dana, project.id, "a")
    price = taxonomy.create_mode(dana, project.id, "Wrong price").id
    labels.put(dana, project.id, review, {price: SAY_YES})
    trace = coding.coded(project.id).traces[0].trace_id
    reviews.submit(dana, project.id, trace, Verdict.PASS)
    assert said(project.id) == {(review, price): NO}
    reviews.submit(dana, project.id, trace, Verdict.FAIL, [Note("still")])
    assert said(project.id) == {(review, price): YES}


def test_ticks_on_what_somebody_changed_meanwhile_are_refused(dana: Person, project: Project) -> None:
    [review] = failed(dana, project.id, "a")
    price = taxonomy.create_mode(dana, project.id, "Wrong price").id
    labels.put(dana, project.id, review, {price: SAY_YES})
    before = stored()
    with pytest.raises(labels.Changed):
        labels.put(dana, project.id, review, {price: SAY_NO}, expected={price: None})
    assert stored() == before
    labels.put(dana, project.id, review, {price: SAY_NO}, expected={price: SAY_YES})


def test_who_may_label_what(dana: Person, project: Project) -> None:
    for name, role in (("sam", Role.ANNOTATOR), ("vic", Role.VIEWER)):
        people.set_role(dana, project.id, f"{name}@example.com", role)
    sam, vic = (people.signed_in(f"{name}@example.com", name, is_admin=False) for name in ("sam", "vic"))
    [shared, alone] = seed.store(dana, project.id, [seed.trace("a"), seed.trace("b")])
    danas = reviews.submit(dana, project.id, shared, Verdict.FAIL).id
    sams = reviews.submit(sam, project.id, shared, Verdict.FAIL).id
    counts = reviews.submit(sam, project.id, alone, Verdict.FAIL).id
    price = taxonomy.create_mode(dana, project.id, "Wrong price").id
    gone = taxonomy.create_mode(dana, project.id, "Gone").id
    taxonomy.retire(dana, project.id, gone)
    assert danas and sams and counts
    labels.put(sam, project.id, sams, {price: SAY_YES})
    labels.put(dana, project.id, counts, {price: SAY_YES})
    before = stored()
    for who, review, mode, refusal in (
        (vic, danas, price, access.NotAllowed),
        (dana, sams, price, access.NotAllowed),
        (dana, 99_999, price, LookupError),
        (dana, danas, 99_999, LookupError),
        (dana, danas, gone, labels.Changed),
    ):
        with pytest.raises(refusal):
            labels.put(who, project.id, review, {mode: SAY_NO})
    assert stored() == before


def test_an_event_of_a_label_names_no_words(dana: Person, project: Project) -> None:
    [review] = failed(dana, project.id, "a")
    price = taxonomy.create_mode(dana, project.id, "Wrong price").id
    labels.put(dana, project.id, review, {price: SAY_YES})
    with engine.reading() as connection:
        query = sa.select(tables.events.c.refs).where(tables.events.c.action == "label.set")
        [refs] = connection.scalars(query)
    assert refs["review"] == review
    assert refs["labels"][0][:3] == [review, price, None]
    assert "price" not in repr(refs) and "note" not in repr(refs)


def test_a_merge_says_yes_if_any_did_and_no_only_if_both_did(dana: Person, project: Project) -> None:
    kinds = list(product([None, SAY_YES, SAY_NO, AGAIN], repeat=2))
    ids = failed(dana, project.id, *(f"t{place:02d}" for place in range(len(kinds))))
    left, right = (taxonomy.create_mode(dana, project.id, name).id for name in ("left", "right"))
    for review, pair in zip(ids, kinds, strict=True):
        labels.put(dana, project.id, review, dict(zip((left, right), pair, strict=True)))
    before = stored()
    with engine.writing() as connection:
        changes = labels.carry_merge(connection, dana, project.id, left, right)
    found = said(project.id)
    for review, pair in zip(ids, kinds, strict=True):
        expected = (
            YES
            if SAY_YES in pair
            else NO
            if pair == (SAY_NO, SAY_NO)
            else RECODE
            if AGAIN in pair
            else UNKNOWN
        )
        assert found[review, right] == expected, pair
    with engine.writing() as connection:
        labels.reverse(connection, project.id, changes)
    assert stored() == before


def test_a_split_makes_an_old_yes_to_be_decided_again_and_keeps_a_no(dana: Person, project: Project) -> None:
    ticked, noted_there, noted_here, not_it, silent = failed(dana, project.id, *"abcde")
    old = taxonomy.create_mode(dana, project.id, "Tone").id
    taxonomy.assign(dana, project.id, [note_of(noted_there), note_of(noted_here)], old)
    labels.put(dana, project.id, ticked, {old: SAY_YES})
    labels.put(dana, project.id, not_it, {old: SAY_NO})
    before = stored()
    part = taxonomy.create_mode(dana, project.id, "Too curt").id
    with engine.writing() as connection:
        changes = labels.carry_split(connection, dana, project.id, old, [old, part])
    taxonomy.assign(dana, project.id, [note_of(noted_there)], part)
    assert said(project.id) == {
        (ticked, old): RECODE,
        (ticked, part): RECODE,
        (noted_there, old): RECODE,
        (noted_there, part): YES,
        (noted_here, old): YES,
        (noted_here, part): RECODE,
        (not_it, old): NO,
        (not_it, part): NO,
        (silent, old): UNKNOWN,
        (silent, part): UNKNOWN,
    }
    labels.put(dana, project.id, ticked, {part: SAY_YES})
    with pytest.raises(labels.Changed), engine.writing() as connection:
        labels.reverse(connection, project.id, changes)
    assert said(project.id)[ticked, part] == YES
    labels.put(dana, project.id, ticked, {part: AGAIN})
    with pytest.raises(labels.Changed), engine.writing() as connection:
        # The same word again, but by another hand: not what the split left.
        labels.reverse(connection, project.id, changes)
    event = [e.id for e in events_of(project.id, "label.set")]
    labels.undo(dana, project.id, event[-1])
    labels.undo(dana, project.id, event[-2])
    with engine.writing() as connection:
        labels.reverse(connection, project.id, changes)
    assert stored() == before


def events_of(project_id: int, action: str) -> list[sa.Row[tuple[int]]]:
    """The project's events of one kind, oldest first."""
    table = tables.events
    query = sa.select(table.c.id).where(table.c.project_id == project_id, table.c.action == action)
    with engine.reading() as connection:
        return list(connection.execute(query.order_by(table.c.id)))


def test_a_later_look_counts_where_it_says_otherwise(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace(name) for name in "ab"])
    first = [reviews.submit(dana, project.id, one, Verdict.FAIL, [Note("wrong")]).id for one in ids]
    with engine.writing() as connection:
        later = [
            engine.insert(
                connection,
                tables.reviews,
                {
                    "project_id": project.id,
                    "trace_id": trace,
                    "person_id": dana.id,
                    "purpose": Purpose.DRIFT.value,
                    "verdict": verdict,
                    "confirms": confirms,
                },
            )
            for trace, verdict, confirms in ((ids[0], "fail", True), (ids[1], "pass", False))
        ]
    assert [trace.review_id for trace in coding.coded(project.id).traces] == [first[0], later[1]]
