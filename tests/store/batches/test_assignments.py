"""Who is given which trace of a batch, on both databases."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Lock

import pytest
import sqlalchemy as sa

from lib.model import Person, Project, Role, Verdict
from lib.store import engine
from lib.store.batches import assignments, claims
from lib.store.batches.assignments import Handed, Preview, Share
from lib.store.batches.division import Plan
from lib.store.projects import people, projects
from lib.store.reviews import drafts, reviews
from lib.store.reviews import queue as reviews_queue
from lib.store.reviews.drafts import Draft
from lib.store.reviews.queue import Queue
from lib.store.rules import access, events
from lib.store.schema import tables
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
    found = reviews_queue.queue(who, project.id, batch)
    assert found is not None
    return found


def given(who: Person, project: Project, batch: int) -> list[int]:
    return [item.trace_id for item in queue(who, project, batch).items]


def size(who: Person, project: Project) -> tuple[int, int]:
    [only] = reviews_queue.progress(who, project.id)
    return only.read, only.size


def let_leases_lapse() -> None:
    with engine.writing() as connection:
        past = tables.now() - timedelta(seconds=1)
        connection.execute(tables.leases.update().values(until=past))


def handed(project: Project, batch: int) -> Handed:
    return assignments.shares(project.id)[batch]


def test_a_batch_nobody_assigned_is_read_once_by_whoever_asks_first(
    ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assert claims.claim(ann, project.id, batch) == ids[0]
    assert claims.claim(bob, project.id, batch) == ids[1]
    reviews.submit(ann, project.id, ids[0], Verdict.PASS)
    assert given(ann, project, batch) == ids
    assert given(bob, project, batch) == ids[1:]
    assert (size(ann, project), size(bob, project)) == ((1, 6), (0, 5))
    assert assignments.shares(project.id) == {}


def test_unread_traces_are_divided_in_reading_order(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    reviews.submit(dana, project.id, ids[0], Verdict.PASS)
    assignments.assign(dana, project.id, batch, Plan((ann.id, bob.id)))
    assert given(ann, project, batch) == [ids[1], ids[3], ids[5]]
    assert given(bob, project, batch) == [ids[2], ids[4]]
    assert given(dana, project, batch) == [ids[0]]
    assert (size(ann, project), size(bob, project), size(dana, project)) == ((0, 3), (0, 2), (1, 1))
    reviews.submit(bob, project.id, ids[2], Verdict.FAIL)
    assert handed(project, batch) == Handed((Share("Ann", 3, 0), Share("Bob", 2, 1)), 0, 0)
    assert claims.claim(dana, project.id, batch) is None


def test_an_overlap_is_read_by_two_people_and_the_rest_by_one(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    plan = Plan((ann.id, bob.id), overlap=0.34)
    shown = assignments.preview(dana, project.id, batch, plan)
    assert shown == Preview((("Ann", 4), ("Bob", 4)), overlapping=2, random=6, open=0)
    assert assignments.shares(project.id) == {}
    assignments.assign(dana, project.id, batch, plan)
    assert given(ann, project, batch) == [*ids[:2], ids[2], ids[4]]
    assert given(bob, project, batch) == [*ids[:2], ids[3], ids[5]]
    assert handed(project, batch) == Handed((Share("Ann", 4, 0), Share("Bob", 4, 0)), 0, 2)
    reviews.submit(ann, project.id, ids[0], Verdict.PASS)
    assert claims.claim(ann, project.id, batch) == ids[1]
    assert claims.claim(bob, project.id, batch) == ids[0]


def test_what_one_person_has_read_gets_its_second_reader_later(
    dana: Person, ann: Person, project: Project, batch: int, ids: list[int]
) -> None:
    for trace_id in ids:
        reviews.submit(dana, project.id, trace_id, Verdict.PASS)
    assignments.assign(dana, project.id, batch, Plan((ann.id, dana.id), overlap=0.5))
    assert handed(project, batch) == Handed((Share("Ann", 3, 0),), 0, 3)
    assert given(ann, project, batch) == ids[:3]


def test_everyone_reads_all_whatever_is_open_at_others(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assignments.assign(dana, project.id, batch, Plan((ann.id, bob.id), everyone=True))
    for trace_id in ids:
        assert claims.claim(ann, project.id, batch) == trace_id
        assert claims.claim(bob, project.id, batch) == trace_id
        for who in (ann, bob):
            reviews.submit(who, project.id, trace_id, Verdict.PASS)
    assert handed(project, batch) == Handed((Share("Ann", 6, 6), Share("Bob", 6, 6)), 0, 6)


def test_a_handed_trace_is_done_only_by_its_person(
    dana: Person, ann: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assignments.assign(dana, project.id, batch, Plan((ann.id,)))
    made = reviews.submit(dana, project.id, ids[0], Verdict.PASS)
    assert handed(project, batch).shares == (Share("Ann", 6, 0),)
    assert claims.claim(ann, project.id, batch) == ids[0]
    made = reviews.submit(ann, project.id, ids[0], Verdict.PASS)
    assert claims.claim(ann, project.id, batch) == ids[1]
    reviews.undo(ann, project.id, ids[0], revision=made.revision)
    assert claims.claim(ann, project.id, batch, after=ids[5]) == ids[0]


def test_what_was_handed_comes_before_what_is_open(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assignments.assign(dana, project.id, batch, Plan((ann.id,), size=2))
    assert given(ann, project, batch) == ids
    assert handed(project, batch) == Handed((Share("Ann", 2, 0),), 4, 0)
    assert claims.claim(bob, project.id, batch) == ids[2]
    assert given(bob, project, batch) == ids[2:]
    for expected in [*ids[:2], *ids[3:]]:
        assert claims.claim(ann, project.id, batch) == expected
        reviews.submit(ann, project.id, expected, Verdict.PASS)
    assert claims.claim(ann, project.id, batch) is None
    assert (size(ann, project), size(bob, project)) == ((5, 6), (0, 1))


def test_a_claimed_trace_is_given_to_nobody_else_until_its_lease_is_over(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assert claims.claim(ann, project.id, batch) == ids[0]
    assert claims.claim(ann, project.id, batch) == ids[0]
    assert claims.claim(bob, project.id, batch) == ids[1]
    let_leases_lapse()
    assert claims.claim(bob, project.id, batch) == ids[1]
    reviews.submit(bob, project.id, ids[1], Verdict.PASS)
    assert claims.claim(bob, project.id, batch) == ids[0]
    assert claims.claim(ann, project.id, batch) == ids[2]


def test_a_lease_lies_on_the_trace_whatever_batch_it_is_read_in(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    other = seed.batch(dana, project.id, ids[:2])
    assert claims.claim(ann, project.id, batch) == ids[0]
    assert claims.claim(bob, project.id, other) == ids[1]


def test_what_one_opens_is_held_and_what_one_leaves_is_let_go(
    ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    claims.hold(ann, project.id, ids[0])
    assert claims.claim(bob, project.id, batch) == ids[1]
    claims.hold(ann, project.id, ids[1])
    assert claims.claim(bob, project.id, batch, after=ids[1]) == ids[2]
    claims.hold(ann, project.id, ids[4])
    assert claims.claim(bob, project.id, batch, after=ids[5]) == ids[0]


def test_the_next_trace_can_be_held_beside_the_one_that_is_open(
    ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assert claims.claim(ann, project.id, batch) == ids[0]
    assert claims.claim(ann, project.id, batch, after=ids[0]) == ids[1]
    assert claims.claim(bob, project.id, batch) == ids[2]
    reviews.submit(ann, project.id, ids[0], Verdict.PASS)
    assert claims.claim(ann, project.id, batch, after=ids[0]) == ids[1]
    assert claims.claim(ann, project.id, batch, after=ids[1]) == ids[3]


def test_what_is_in_hand_is_given_to_nobody_else_until_its_lease_is_over(
    ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assert claims.in_hand(ann, project.id, batch, ids[0], 2) == ids[:3]
    assert claims.in_hand(bob, project.id, batch, ids[3], 2) == ids[3:]
    assert claims.in_hand(bob, project.id, batch, ids[1], 2) == ids[3:5]
    reviews.submit(ann, project.id, ids[0], Verdict.PASS)
    # One trace is left to read after the next: nothing more is free.
    assert claims.in_hand(ann, project.id, batch, ids[1], 2) == ids[1:3]
    let_leases_lapse()
    assert claims.claim(bob, project.id, batch, after=ids[0]) == ids[1]
    assert claims.in_hand(ann, project.id, batch, ids[1], 1) == [ids[2]]
    assert claims.in_hand(ann, project.id, batch, ids[0], 1) == [ids[0], ids[2]]


def test_what_two_windows_of_one_person_have_open_is_given_to_nobody_else(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    other = seed.batch(dana, project.id, ids[:3])
    # The second window begins where the first one is, and is then led to the other batch.
    assert claims.claim(ann, project.id, batch, after=ids[2], window="one") == ids[3]
    assert claims.in_hand(ann, project.id, batch, ids[3], 1, window="one") == ids[3:5]
    assert claims.claim(ann, project.id, batch, window="two") == ids[3]
    assert claims.in_hand(ann, project.id, batch, ids[3], 1, window="two") == ids[3:5]
    assert claims.claim(ann, project.id, other, window="two") == ids[0]
    assert claims.in_hand(ann, project.id, other, ids[0], 1, window="two") == ids[:2]
    assert claims.in_hand(bob, project.id, batch, ids[5], 5) == [ids[5], ids[2]]
    # Each begins again where it was itself, and lets go of what is its own.
    assert claims.claim(ann, project.id, batch, window="one") == ids[3]
    assert claims.claim(ann, project.id, other, window="two") == ids[0]
    assert claims.in_hand(bob, project.id, batch, ids[5], 5) == [ids[5], ids[1], ids[2], ids[4]]


def test_two_windows_on_one_trace_hold_it_until_both_have_left_it(
    ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    for window in ("one", "two"):
        claims.hold(ann, project.id, ids[0], window=window)
    claims.hold(ann, project.id, ids[1], window="two")
    assert claims.claim(bob, project.id, batch) == ids[2]
    claims.hold(ann, project.id, ids[1], window="one")
    assert claims.claim(bob, project.id, batch, after=ids[5]) == ids[0]


def test_a_reload_goes_on_with_what_was_open_and_what_the_window_before_it_left_lapses(
    ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    def held() -> set[tuple[int, str]]:
        with engine.reading() as connection:
            query = sa.select(tables.leases.c.trace_id, tables.leases.c.window)
            return {(trace_id, window) for trace_id, window in connection.execute(query)}

    assert claims.claim(ann, project.id, batch, after=ids[0], window="before") == ids[1]
    assert claims.claim(ann, project.id, batch, window="reloaded") == ids[1]
    assert held() == {(ids[1], "before"), (ids[1], "reloaded")}
    let_leases_lapse()
    assert claims.claim(ann, project.id, batch, window="reloaded") == ids[1]
    assert held() == {(ids[1], "reloaded")}
    let_leases_lapse()
    assert claims.claim(bob, project.id, batch, after=ids[0]) == ids[1]
    drafts.keep(ann, project.id, ids[1], Draft(seconds=9.0))
    assert held() == {(ids[1], "")}


def test_typing_renews_the_lease(
    ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assert claims.claim(ann, project.id, batch) == ids[0]
    let_leases_lapse()
    drafts.keep(ann, project.id, ids[0], Draft(seconds=9.0))
    assert claims.claim(bob, project.id, batch) == ids[1]


def test_an_open_trace_read_by_anybody_is_done_and_opens_again_when_taken_back(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    made = reviews.submit(dana, project.id, ids[0], Verdict.PASS)
    assert claims.claim(ann, project.id, batch) == ids[1]
    reviews.submit(bob, project.id, ids[1], Verdict.FAIL)
    assert given(ann, project, batch) == ids[2:]
    reviews.undo(dana, project.id, ids[0], revision=made.revision)
    assert claims.claim(ann, project.id, batch) == ids[0]


def test_assigning_again_moves_only_what_is_neither_read_nor_open(
    dana: Person, ann: Person, bob: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assignments.assign(dana, project.id, batch, Plan((ann.id,), size=3))
    reviews.submit(ann, project.id, ids[0], Verdict.PASS)
    claims.hold(ann, project.id, ids[1])
    assert claims.claim(bob, project.id, batch) == ids[3]
    assignments.assign(dana, project.id, batch, Plan((dana.id,)))
    assert handed(project, batch) == Handed((Share("Ann", 2, 1), Share("Dana", 3, 0)), 1, 0)
    assignments.assign(dana, project.id, batch, Plan())
    assert handed(project, batch) == Handed((Share("Ann", 2, 1),), 4, 0)


def test_where_nothing_is_left_nothing_is_assigned(
    dana: Person, ann: Person, project: Project, batch: int, ids: list[int]
) -> None:
    for trace_id in ids:
        reviews.submit(dana, project.id, trace_id, Verdict.DEFER)
    with pytest.raises(ValueError):
        assignments.assign(dana, project.id, batch, Plan((ann.id,)))
    assert assignments.shares(project.id) == {}


def test_only_engineers_assign_and_only_to_those_who_may_read(
    dana: Person, ann: Person, project: Project, batch: int, ids: list[int]
) -> None:
    viewer = joined(dana, project, "Vera", Role.VIEWER)
    other = projects.create(dana, "Another")
    assert [person.name for person in assignments.readers(project.id)] == ["Ann", "Dana"]
    for act in (assignments.assign, assignments.preview):
        with pytest.raises(access.NotAllowed):
            act(ann, project.id, batch, Plan((ann.id,)))
        with pytest.raises(ValueError):
            act(dana, project.id, batch, Plan((viewer.id,)))
        with pytest.raises(LookupError):
            act(dana, other.id, batch, Plan((dana.id,)))
    for refused in (claims.claim, claims.hold):
        with pytest.raises(access.NotAllowed):
            refused(viewer, project.id, batch)
    assert claims.claim(dana, other.id, batch) is None
    claims.hold(dana, other.id, ids[0])
    assert claims.claim(ann, project.id, batch) == ids[0]


def test_assigning_is_an_event_and_a_lease_is_none(
    dana: Person, ann: Person, project: Project, batch: int, ids: list[int]
) -> None:
    assignments.assign(dana, project.id, batch, Plan((ann.id,), size=1))
    before = events.version(project.id)
    assert claims.claim(ann, project.id, batch) == ids[0]
    assert events.version(project.id) == before
    assignments.assign(dana, project.id, batch, Plan())
    found = [(each.action, each.person, dict(each.refs)) for each in events.recent(project.id, 2)]
    assert found == [
        ("batch.opened", "Dana", {"batch": batch}),
        ("batch.assigned", "Dana", {"batch": batch, "people": [ann.id], "size": 1}),
    ]


def test_twenty_people_at_once_are_never_given_the_same_trace(dana: Person, project: Project) -> None:
    """Twenty threads, each on connections of its own, with two batches that share traces, leases that lapse,
    traces left unread, and drafts that renew. Who holds a live lease is alone with it."""
    ids = seed.store(dana, project.id, [seed.trace(f"many-{number}") for number in range(120)])
    some = [seed.batch(dana, project.id, ids[:80]), seed.batch(dana, project.id, ids[40:])]
    workers = [joined(dana, project, f"Reader{number}") for number in range(20)]
    held: dict[int, Person] = {}
    twice: list[int] = []
    lock = Lock()

    def begin(who: Person, trace_id: int) -> None:
        with lock:
            if held.setdefault(trace_id, who) is not who:
                twice.append(trace_id)

    def end(trace_id: int) -> None:
        with lock:
            held.pop(trace_id, None)

    def read_on(place: int) -> list[int]:
        who, random, mine = workers[place], Random(place), []
        for batch in (some[place % 2], some[1 - place % 2]):
            here: int | None = None
            while True:
                found = claims.claim(who, project.id, batch, after=here)
                if found is None:
                    break
                begin(who, found)
                fate = random.random()
                if fate > 0.8:
                    ahead = claims.in_hand(who, project.id, batch, found, 3)[1:]
                    for trace_id in ahead:
                        begin(who, trace_id)
                    for trace_id in ahead:
                        end(trace_id)
                if fate < 0.1:
                    end(found)
                    lapse(who, found)
                    here = None
                    continue
                if fate < 0.2:
                    drafts.keep(who, project.id, found, Draft(seconds=1.0))
                if fate < 0.3:
                    end(found)
                    here = found  # left unread
                    claims.hold(who, project.id, ids[0])
                    continue
                reviews.submit(who, project.id, found, Verdict.PASS, batch_id=batch)
                end(found)
                mine.append(found)
                here = found
        return mine

    def lapse(who: Person, trace_id: int) -> None:
        mine = sa.and_(tables.leases.c.trace_id == trace_id, tables.leases.c.person_id == who.id)
        with engine.writing() as connection:
            past = tables.now() - timedelta(seconds=1)
            connection.execute(tables.leases.update().where(mine).values(until=past))

    with ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(read_on, range(20)))
    assert twice == []
    read = Counter(trace_id for mine in taken for trace_id in mine)
    assert sum(len(mine) > 0 for mine in taken) > 1
    assert max(read.values()) == 1
    # What was open at somebody's when the others ended is all that can be left.
    assert len(ids) - len(read) <= 20
