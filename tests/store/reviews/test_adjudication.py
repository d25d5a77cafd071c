"""Where readers differ, the lead decides; the readers' own reviews stay as they are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from lib.model import Note, Person, Project, Review, Role, Verdict
from lib.store import engine
from lib.store.batches import strategy_yields
from lib.store.counts import agreement, coding, counts, evidence
from lib.store.projects import people
from lib.store.reviews import adjudication, reviews
from lib.store.reviews.adjudication import Case
from lib.store.rules import access, events
from lib.store.schema import tables
from lib.store.taxonomy import taxonomy
from tests import seed


@pytest.fixture
def ids(dana: Person, project: Project) -> list[int]:
    return seed.store(dana, project.id, [seed.trace(f"t-{number}") for number in range(2)])


def joined(dana: Person, project: Project, name: str, role: Role = Role.ANNOTATOR) -> Person:
    people.set_role(dana, project.id, f"{name}@example.com", role)
    return people.signed_in(f"{name}@example.com", name, is_admin=False)


@pytest.fixture
def ann(dana: Person, project: Project) -> Person:
    return joined(dana, project, "ann")


@pytest.fixture
def bob(dana: Person, project: Project) -> Person:
    return joined(dana, project, "bob")


@pytest.fixture
def differing(ann: Person, bob: Person, project: Project, ids: list[int]) -> tuple[Review, Review]:
    """The first trace: Ann fails it with two notes, Bob passes it."""
    written = [Note("offered 9:00", 4, "9:00 is free"), Note("rude", 4)]
    return (
        reviews.submit(ann, project.id, ids[0], Verdict.FAIL, written, seconds=30.0),
        reviews.submit(bob, project.id, ids[0], Verdict.PASS),
    )


def opened(who: Person, project: Project, trace_id: int) -> Case:
    found = adjudication.case(who, project.id, trace_id)
    assert found is not None
    return found


def counted(project: Project) -> tuple[str, str]:
    [trace] = coding.coded(project.id).traces
    [reader] = seed.readers(project.id)
    return trace.verdict.value, reader


def test_both_sides_are_seen_and_the_decision_counts(
    dana: Person, project: Project, ids: list[int], differing: tuple[Review, Review]
) -> None:
    case = opened(dana, project, ids[0])
    assert [(side.person, side.verdict, len(side.notes)) for side in case.sides] == [
        ("ann", Verdict.FAIL, 2),
        ("bob", Verdict.PASS, 0),
    ]
    assert (case.decision, case.revision) == (None, 0)
    before = agreement.readings(project.id)
    adjudication.decide(dana, project.id, ids[0], Verdict.PASS, based_on=0)
    decision = opened(dana, project, ids[0]).decision
    assert decision is not None
    assert (decision.person, decision.verdict, decision.notes) == ("Dana", Verdict.PASS, ())
    assert adjudication.decided(project.id) == {ids[0]}
    assert counted(project) == ("pass", "Dana")
    assert agreement.readings(project.id) == before
    shown = evidence.of_trace(dana, project.id, ids[0])
    assert [(one.person, one.verdict, one.decides) for one in shown] == [
        ("ann", Verdict.FAIL, False),
        ("bob", Verdict.PASS, False),
        ("Dana", Verdict.PASS, True),
    ]
    assert [len(side.notes) for side in opened(dana, project, ids[0]).sides] == [2, 0]


def test_notes_taken_from_a_side_are_copied_with_their_failure_mode(
    dana: Person, ann: Person, project: Project, ids: list[int], differing: tuple[Review, Review]
) -> None:
    offered, rude = differing[0].notes
    mode = taxonomy.create_mode(ann, project.id, "Wrong time", "", [offered.id or 0])
    adjudication.decide(
        dana, project.id, ids[0], Verdict.FAIL, [Note("my own words", 2), offered], based_on=0
    )
    found = opened(dana, project, ids[0]).decision
    assert found is not None
    assert [(note.text, note.step, note.failure_mode_id) for note in found.notes] == [
        ("my own words", 2, None),
        ("offered 9:00", 4, mode.id),
    ]
    assert [note.is_first_failure for note in found.notes] == [True, False]
    assert {note.id for note in found.notes}.isdisjoint({offered.id, rude.id})
    board = taxonomy.notes_board(dana, project.id)
    assert {note.text for note in board.notes} == {"my own words", "offered 9:00"}
    assert reviews.mine(ann, project.id, ids[0]) is not None
    assert len(opened(dana, project, ids[0]).sides[0].notes) == 2


def test_the_time_and_the_order_of_reading_stay_with_the_trace(
    dana: Person, project: Project, ids: list[int], differing: tuple[Review, Review]
) -> None:
    people.set_lead(dana, project.id, None)
    before, spent = (
        coding.coded(project.id).traces[0].read_at,
        strategy_yields.by_strategy(project.id)[0].seconds,
    )
    adjudication.decide(dana, project.id, ids[0], Verdict.FAIL, [Note("so it is")], based_on=0)
    assert coding.coded(project.id).traces[0].read_at == before
    assert strategy_yields.by_strategy(project.id)[0].seconds == spent == 30.0


def test_a_decision_is_changed_and_taken_back_to_what_it_was(
    dana: Person, ann: Person, project: Project, ids: list[int], differing: tuple[Review, Review]
) -> None:
    people.set_lead(dana, project.id, ann.id)
    first = adjudication.decide(ann, project.id, ids[0], Verdict.FAIL, [Note("so it is")], based_on=0)
    second = adjudication.decide(dana, project.id, ids[0], Verdict.PASS, based_on=first)
    assert counted(project) == ("pass", "Dana")
    assert adjudication.last(ann, project.id) is None
    adjudication.undo(dana, project.id, ids[0], revision=second)
    found = opened(ann, project, ids[0]).decision
    assert found is not None
    assert (found.person, found.verdict, [note.text for note in found.notes]) == (
        "ann",
        Verdict.FAIL,
        ["so it is"],
    )
    with engine.reading() as connection:
        made = tables.reviews.c.purpose == "adjudication"
        assert connection.scalar(sa.select(sa.func.count()).where(made)) == 1


def test_the_last_decision_can_be_undone_and_then_the_lead_counts_again(
    dana: Person, ann: Person, project: Project, ids: list[int], differing: tuple[Review, Review]
) -> None:
    people.set_lead(dana, project.id, ann.id)
    revision = adjudication.decide(dana, project.id, ids[0], Verdict.PASS, based_on=0)
    last = adjudication.last(dana, project.id)
    assert last is not None and (last.trace_id, last.revision) == (ids[0], revision)
    adjudication.undo(dana, project.id, ids[0], revision=revision)
    assert counted(project) == ("fail", "ann")
    assert adjudication.decided(project.id) == frozenset()
    assert adjudication.last(dana, project.id) is None
    with pytest.raises(adjudication.Changed):
        adjudication.undo(dana, project.id, ids[0], revision=revision)
    actions = [each.action for each in events.recent(project.id, 2)]
    assert actions == ["adjudication.undone", "adjudication.decided"]
    again = opened(dana, project, ids[0]).revision
    adjudication.decide(dana, project.id, ids[0], Verdict.DEFER, based_on=again)
    assert counts.funnel(project.id).deferred == 1


def test_of_two_who_decide_at_once_the_second_is_told(
    dana: Person, ann: Person, project: Project, ids: list[int], differing: tuple[Review, Review]
) -> None:
    people.set_lead(dana, project.id, ann.id)

    def decide(who: Person) -> bool:
        try:
            adjudication.decide(who, project.id, ids[0], Verdict.PASS, based_on=0)
        except adjudication.Changed:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, [dana, ann])) == [False, True]


def test_only_the_lead_and_admins_decide_and_only_what_was_read(
    dana: Person, ann: Person, bob: Person, project: Project, ids: list[int], differing: tuple[Review, Review]
) -> None:
    people.set_lead(dana, project.id, ann.id)
    eve = joined(dana, project, "eve", Role.ENGINEER)
    may = [adjudication.may_decide(who, project.id) for who in (dana, ann, bob, eve)]
    assert may == [True, True, False, False]
    for who in (bob, eve):
        with pytest.raises(access.NotAllowed):
            adjudication.decide(who, project.id, ids[0], Verdict.PASS, based_on=0)
        with pytest.raises(access.NotAllowed):
            adjudication.case(who, project.id, ids[0])
        with pytest.raises(access.NotAllowed):
            adjudication.undo(who, project.id, ids[0], revision=1)
    with pytest.raises(LookupError):
        adjudication.decide(dana, project.id, ids[1], Verdict.PASS, based_on=0)


def test_what_stands_of_both_is_compared_and_not_what_they_said_first(
    bob: Person, project: Project, ids: list[int], differing: tuple[Review, Review]
) -> None:
    assert {reading.failed for reading in agreement.standing(project.id)} == {True, False}
    reviews.submit(bob, project.id, ids[0], Verdict.FAIL, [Note("yes, 9:00", 4)])
    assert {reading.failed for reading in agreement.standing(project.id)} == {True}
    assert {reading.failed for reading in agreement.readings(project.id)} == {True, False}
