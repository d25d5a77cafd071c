"""Reading only part of a batch, on both databases: its order stays, and nothing else is handed out."""

from __future__ import annotations

import pytest

from lib.model import Draw, Person, Project, Role, Verdict
from lib.store.batches import batch_filter, claims
from lib.store.batches.batch_filter import BatchFilter
from lib.store.projects import people
from lib.store.reviews import queue as reviews_queue
from lib.store.reviews import reviews
from lib.store.reviews.queue import Item, Queue
from lib.store.rules import access
from tests import seed

SMS = BatchFilter("channel", ("sms",))


@pytest.fixture
def ids(dana: Person, project: Project) -> list[int]:
    """Six traces: sms, voice, sms, mail, none, sms."""
    given = [{"channel": name} if name else {} for name in ("sms", "voice", "sms", "mail", "", "sms")]
    return seed.store(
        dana, project.id, [seed.trace(f"t-{n}", metadata=one) for n, one in enumerate(given, start=1)]
    )


@pytest.fixture
def batch(dana: Person, project: Project, ids: list[int]) -> int:
    same = len(ids)
    draw = Draw(tuple(ids), ("random",) * same, (True,) * same, (1.0,) * same, (None,) * same)
    return seed.batch(dana, project.id, ids, draw)


def test_what_comes_next_is_in_the_part_and_in_the_batchs_order(
    dana: Person, project: Project, ids: list[int], batch: int
) -> None:
    assert batch_filter.ids(dana, project.id, batch, SMS) == {ids[0], ids[2], ids[5]}
    both = BatchFilter("channel", ("mail", "voice"))
    assert batch_filter.ids(dana, project.id, batch, both) == {ids[1], ids[3]}
    assert claims.in_hand(dana, project.id, batch, ids[0], 3, within=SMS) == [ids[0], ids[2], ids[5]]
    assert claims.in_hand(dana, project.id, batch, ids[0], 3) == ids[:4]
    reviews.submit(dana, project.id, ids[0], Verdict.PASS)
    assert claims.claim(dana, project.id, batch, after=ids[0], within=SMS) == ids[2]
    reviews.submit(dana, project.id, ids[2], Verdict.PASS)
    reviews.submit(dana, project.id, ids[5], Verdict.PASS)
    assert claims.claim(dana, project.id, batch, after=ids[5], within=SMS) is None
    assert claims.claim(dana, project.id, batch, after=ids[5]) == ids[1]
    # The batch's own count and order know nothing of the part.
    whole = reviews_queue.queue(dana, project.id, batch)
    assert whole is not None and (whole.read, [item.trace_id for item in whole.items]) == (3, ids)


def test_numbers_and_truth_are_chosen_by_their_words(dana: Person, project: Project) -> None:
    ids = seed.store(
        dana,
        project.id,
        [seed.trace("a", metadata={"floor": 3, "new": True}), seed.trace("b", metadata={"floor": "3"})],
    )
    batch = seed.batch(dana, project.id, ids)
    assert batch_filter.ids(dana, project.id, batch, BatchFilter("floor", ("3",))) == set(ids)
    assert batch_filter.ids(dana, project.id, batch, BatchFilter("new", ("true",))) == {ids[0]}
    assert batch_filter.metadata_of(dana, project.id, batch)[ids[0]] == {"floor": 3, "new": True}


def test_an_address_holds_a_part_and_only_a_part() -> None:
    odd = BatchFilter("na=me & co", ("a,b", "", "ü&=?"))
    assert BatchFilter.parse(odd.written) == odd
    assert BatchFilter.parse("") is None
    assert BatchFilter.parse("channel") is None
    assert BatchFilter.parse("a=1&b=2") is None
    assert BatchFilter.parse("&".join(["a=1"] * 500)) is None


def test_moving_skips_what_is_not_in_the_part() -> None:
    verdicts = (None, Verdict.DEFER, None, None, Verdict.DEFER)
    items = tuple(Item(n * 10, n, verdict) for n, verdict in enumerate(verdicts, start=1))
    queue = Queue(1, "a batch", items, within=frozenset({10, 30, 50}))
    assert [item.trace_id for item in queue.line] == [10, 30, 50]
    assert [queue.beside(30, by) for by in (-1, 1)] == [10, 50]
    assert [queue.beside(20, by) for by in (-1, 1)] == [10, 30]
    assert (queue.beside(10, -1), queue.beside(50, 1), queue.beside(99, 1)) == (None, None, None)
    assert queue.deferred_after(10) == 50
    whole = Queue(1, "a batch", items)
    assert ([whole.beside(30, by) for by in (-1, 1)], whole.deferred_after(10)) == ([20, 40], 20)


def test_a_viewer_and_another_project_learn_nothing(
    dana: Person, project: Project, ids: list[int], batch: int
) -> None:
    people.set_role(dana, project.id, "vera@example.com", Role.VIEWER)
    vera = people.signed_in("vera@example.com", "Vera", is_admin=False)
    with pytest.raises(access.NotAllowed):
        batch_filter.ids(vera, project.id, batch, SMS)
    with pytest.raises(access.NotAllowed):
        batch_filter.metadata_of(vera, project.id, batch)
    assert batch_filter.ids(dana, project.id, batch + 1, SMS) == frozenset()
