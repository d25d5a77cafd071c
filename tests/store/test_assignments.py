"""Who is given which trace of a batch, on both databases."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lib.model import Person, Project, Role, Verdict
from lib.store import access, assignments, engine, events, people, projects, reading, reviews, tables
from lib.store.assignments import Share
from lib.store.reading import Draft, Queue
from tests import seed


@pytest.fixture
def ids(dana: Person, project: Project) -> list[int]:
    return seed.store(dana, project.id, [seed.trace(f"t-{number}") for number in range(6)])


@pytest.fixture
def batch(dana: Person, project: Project, ids: list[int]) -> int:
    return seed.batch(dana, project.id, ids)


def joined(dana: Person, project: Project, name: str, role: Role = Role.ANNOTATOR) -> Person:
    email = f"{name.lower()}@example.com"
    people.set_role(dana, project.id, email, role)
    made = people.signed_in(email, name, is_admin=False)
    with engine.writing() as connection:
        named = tables.people.update().where(tables.people.c.id == made.id).values(name=name)
        connection.execute(named)
    return Person(made.id, name, email)


@pytest.fixture
def ann(dana: Person, project: Project) -> Person:
    return joined(dana, project, "Ann")


@pytest.fixture
def bob(dana: Person, project: Project) -> Person:
    return joined(dana, project, "Bob")


def queue(who: Person, project: Project, batch: int) -> Queue:
    found = reading.queue(who, project.id, batch)
    assert found is not None
    return found


def given(who: Person, project: Project, batch: int) -> list[int]:
    return [item.trace_id for item in queue(who, project, batch).items]


def size(who: Person, project: Project) -> tuple[int, int]:
    [only] = reading.progress(who, project.id)
    return only.read, only.size


def let_leases_lapse() -> None:
    with engine.writing() as connection:
        held = tables.assignments.c.lease_until.is_not(None)
        past = tables.now() - timedelta(seconds=1)
        connection.execute(tables.assignments.update().where(held).values(lease_until=past))


def test_a_batch_nobody_assigned_is_everybodys(
    ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    reviews.submit(ann, project.id, ids[0], Verdict.PASS)
    assert given(ann, project, batch) == given(bob, project, batch) == ids
    assert (size(ann, project), size(bob, project)) == ((1, 6), (0, 6))
    assert not queue(bob, project, batch).shared
    assert assignments.claim(bob, project.id, batch) is None
    assert assignments.shares(project.id) == {}


def test_unread_traces_are_dealt_in_turn(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    reviews.submit(dana, project.id, ids[0], Verdict.PASS)
    assignments.assign(dana, project.id, batch, [ann.id, bob.id])
    assert given(ann, project, batch) == [ids[1], ids[3], ids[5]]
    assert given(bob, project, batch) == [ids[2], ids[4]]
    assert given(dana, project, batch) == [ids[0]]
    assert (size(ann, project), size(bob, project), size(dana, project)) == ((0, 3), (0, 2), (1, 1))
    reviews.submit(bob, project.id, ids[2], Verdict.FAIL)
    assert assignments.shares(project.id) == {batch: [Share("Ann", 3, 0), Share("Bob", 2, 1)]}
    assert assignments.claim(dana, project.id, batch) is None


def test_a_handed_trace_is_done_only_by_its_person(
    dana: Person, ann: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assignments.assign(dana, project.id, batch, [ann.id])
    made = reviews.submit(dana, project.id, ids[0], Verdict.PASS)
    assert assignments.shares(project.id)[batch] == [Share("Ann", 6, 0)]
    assert assignments.claim(ann, project.id, batch) == ids[0]
    made = reviews.submit(ann, project.id, ids[0], Verdict.PASS)
    assert assignments.claim(ann, project.id, batch) == ids[1]
    reviews.undo(ann, project.id, ids[0], revision=made.revision)
    assert assignments.claim(ann, project.id, batch) == ids[0]


def test_what_was_handed_comes_before_what_is_open(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assignments.assign(dana, project.id, batch, [ann.id], size=2)
    assert (given(ann, project, batch), queue(ann, project, batch).open) == (ids[:2], 4)
    assert assignments.claim(bob, project.id, batch) == ids[2]
    assert (given(bob, project, batch), queue(bob, project, batch).open) == ([ids[2]], 3)
    for expected in [*ids[:2], *ids[3:]]:
        assert assignments.claim(ann, project.id, batch) == expected
        reviews.submit(ann, project.id, expected, Verdict.PASS)
    assert assignments.claim(ann, project.id, batch) is None
    assert (size(ann, project), size(bob, project)) == ((5, 5), (0, 1))
    assert assignments.shares(project.id)[batch] == [Share("Ann", 5, 5), Share("Bob", 1, 0)]


def test_a_claimed_trace_is_given_to_nobody_else_until_its_lease_is_over(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assignments.assign(dana, project.id, batch, [])
    assert assignments.claim(ann, project.id, batch) == ids[0]
    assert assignments.claim(ann, project.id, batch) == ids[0]
    assert assignments.claim(bob, project.id, batch) == ids[1]
    let_leases_lapse()
    assert assignments.shares(project.id)[batch] == [Share(None, 6, 0)]
    assert queue(bob, project, batch).open == 5
    assert assignments.claim(bob, project.id, batch) == ids[1]
    reviews.submit(bob, project.id, ids[1], Verdict.PASS)
    assert assignments.claim(bob, project.id, batch) == ids[0]
    assert given(ann, project, batch) == []
    assert assignments.claim(ann, project.id, batch) == ids[2]


def test_typing_renews_the_lease(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assignments.assign(dana, project.id, batch, [])
    assert assignments.claim(ann, project.id, batch) == ids[0]
    let_leases_lapse()
    reading.save_draft(ann, project.id, ids[0], Draft(seconds=9.0))
    assert assignments.claim(bob, project.id, batch) == ids[1]


def test_an_open_trace_read_by_anybody_is_done_and_opens_again_when_taken_back(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    made = reviews.submit(dana, project.id, ids[0], Verdict.PASS)
    assignments.assign(dana, project.id, batch, [])
    assert assignments.claim(ann, project.id, batch) == ids[1]
    reviews.submit(bob, project.id, ids[1], Verdict.FAIL)
    assert given(ann, project, batch) == []
    reviews.undo(dana, project.id, ids[0], revision=made.revision)
    assert assignments.claim(ann, project.id, batch) == ids[0]


def test_assigning_again_moves_only_what_is_neither_done_nor_being_read(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assignments.assign(dana, project.id, batch, [ann.id], size=2)
    reviews.submit(ann, project.id, ids[0], Verdict.PASS)
    assert assignments.claim(bob, project.id, batch) == ids[2]
    assignments.assign(dana, project.id, batch, [dana.id])
    assert assignments.shares(project.id)[batch] == [
        Share("Ann", 1, 1),
        Share("Bob", 1, 0),
        Share("Dana", 4, 0),
    ]
    assignments.open_to_all(dana, project.id, batch)
    assert assignments.shares(project.id) == {}
    assert given(bob, project, batch) == ids


def test_a_batch_read_whole_cannot_be_assigned(
    dana: Person, ann: Person, project: Project, batch: int, ids: list[int]
) -> None:
    for trace_id in ids:
        reviews.submit(dana, project.id, trace_id, Verdict.DEFER)
    with pytest.raises(ValueError):
        assignments.assign(dana, project.id, batch, [ann.id])
    assert assignments.shares(project.id) == {}


def test_only_engineers_assign_and_only_to_those_who_may_read(
    dana: Person, ann: Person, project: Project, batch: int
) -> None:
    viewer = joined(dana, project, "Vera", Role.VIEWER)
    other = projects.create(dana, "Another")
    assert [person.name for person in assignments.readers(project.id)] == ["Ann", "Dana"]
    with pytest.raises(access.NotAllowed):
        assignments.assign(ann, project.id, batch, [ann.id])
    with pytest.raises(access.NotAllowed):
        assignments.open_to_all(ann, project.id, batch)
    with pytest.raises(ValueError):
        assignments.assign(dana, project.id, batch, [viewer.id])
    with pytest.raises(access.NotAllowed):
        assignments.claim(viewer, project.id, batch)
    with pytest.raises(LookupError):
        assignments.assign(dana, other.id, batch, [dana.id])
    assignments.assign(dana, project.id, batch, [])
    assert assignments.claim(dana, other.id, batch) is None


def test_every_write_has_its_event(
    dana: Person, ann: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assignments.assign(dana, project.id, batch, [ann.id], size=1)
    assert assignments.claim(ann, project.id, batch) == ids[0]
    reviews.submit(ann, project.id, ids[0], Verdict.PASS)
    assert assignments.claim(ann, project.id, batch) == ids[1]
    assignments.open_to_all(dana, project.id, batch)
    found = [(each.action, each.person, dict(each.refs)) for each in events.recent(project.id, 4)]
    assert found[::-1][0] == ("batch.assigned", "Dana", {"batch": batch, "people": [ann.id], "size": 1})
    assert found[::-1][2:] == [
        ("item.claimed", "Ann", {"batch": batch, "trace": ids[1]}),
        ("batch.opened", "Dana", {"batch": batch}),
    ]


def test_eight_people_at_once_are_never_given_the_same_trace(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"many-{number}") for number in range(400)])
    batch = seed.batch(dana, project.id, ids)
    assignments.assign(dana, project.id, batch, [])
    readers = [joined(dana, project, f"Reader{number}") for number in range(8)]

    def read_on(who: Person) -> list[int]:
        mine: list[int] = []
        while (trace_id := assignments.claim(who, project.id, batch)) is not None:
            mine.append(trace_id)
            reviews.submit(who, project.id, trace_id, Verdict.PASS, batch_id=batch)
        return mine

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(read_on, readers))
    assert sorted(trace_id for mine in taken for trace_id in mine) == sorted(ids)
    assert sum(len(mine) > 0 for mine in taken) > 1
    with engine.reading() as connection:
        action = tables.events.c.action
        written = Counter(connection.scalars(sa.select(action).where(action.in_(["item.claimed"]))))
    assert written["item.claimed"] == 400
