"""The reading queue, drafts, and what undo offers, on both databases."""

from __future__ import annotations

import pytest

from lib.model import Draw, Note, Person, Project, Role, Verdict
from lib.store.batches import claims
from lib.store.projects import people
from lib.store.reviews import drafts, opened_traces, reviews
from lib.store.reviews import queue as reviews_queue
from lib.store.reviews.drafts import Draft
from lib.store.reviews.queue import Queue
from lib.store.rules import access
from tests import seed


@pytest.fixture
def ids(dana: Person, project: Project) -> list[int]:
    return seed.store(dana, project.id, [seed.trace(name) for name in ("t-1", "t-2", "t-3", "t-4")])


@pytest.fixture
def batch(dana: Person, project: Project, ids: list[int]) -> int:
    same = len(ids)
    draw = Draw(tuple(ids), tuple(f"reason {n}" for n in ids), (True,) * same, (1.0,) * same, (None,) * same)
    return seed.batch(dana, project.id, ids, draw)


@pytest.fixture
def sam(dana: Person, project: Project) -> Person:
    people.set_role(dana, project.id, "sam@example.com", Role.ANNOTATOR)
    return people.signed_in("sam@example.com", "Sam", is_admin=False)


def opened(who: Person, project: Project, batch: int) -> Queue:
    found = reviews_queue.queue(who, project.id, batch)
    assert found is not None
    return found


def test_a_batch_is_read_in_its_order(dana: Person, project: Project, ids: list[int], batch: int) -> None:
    queue = opened(dana, project, batch)
    assert [item.trace_id for item in queue.items] == ids
    assert [item.position for item in queue.items] == [1, 2, 3, 4]
    why = opened_traces.read_for(dana, project.id, ids[:2], batch_id=batch).by_trace
    assert {trace_id: sheet.reason for trace_id, sheet in why.items()} == {n: f"reason {n}" for n in ids[:2]}
    assert opened_traces.read_for(dana, project.id, ids[:1]).by_trace[ids[0]].reason == ""
    assert (queue.beside(ids[0], 1), queue.beside(ids[0], -1)) == (ids[1], None)
    assert (queue.beside(ids[3], 1), queue.beside(0, 1)) == (None, None)


def test_after_a_save_comes_the_next_unread_trace(
    dana: Person, project: Project, ids: list[int], batch: int
) -> None:
    reviews.submit(dana, project.id, ids[1], Verdict.PASS)
    assert claims.claim(dana, project.id, batch, after=ids[0]) == ids[2]
    assert claims.claim(dana, project.id, batch, after=ids[3]) == ids[0]
    for trace_id in (ids[0], ids[2]):
        reviews.submit(dana, project.id, trace_id, Verdict.DEFER)
    assert claims.claim(dana, project.id, batch, after=ids[3]) is None
    reviews.submit(dana, project.id, ids[3], Verdict.FAIL)
    queue = opened(dana, project, batch)
    assert claims.claim(dana, project.id, batch) is None
    assert queue.first_deferred() == ids[0]
    assert (queue.deferred_after(ids[0]), queue.deferred_after(ids[2])) == (ids[2], None)


def test_progress_is_each_persons_own(
    dana: Person, sam: Person, project: Project, ids: list[int], batch: int
) -> None:
    reviews.submit(dana, project.id, ids[0], Verdict.PASS, seconds=30)
    reviews.submit(dana, project.id, ids[1], Verdict.FAIL)
    reviews.submit(sam, project.id, ids[2], Verdict.DEFER)
    danas, sams = opened(dana, project, batch), opened(sam, project, batch)
    assert (danas.read, danas.count(Verdict.PASS), danas.count(Verdict.FAIL)) == (2, 1, 1)
    assert (sams.read, sams.count(Verdict.DEFER)) == (1, 1)
    assert [item.trace_id for item in sams.items] == ids[2:]
    assert danas.spent == (30, 0)
    assert [(b.id, b.size, b.read) for b in reviews_queue.progress(dana, project.id)] == [(batch, 3, 2)]
    assert [(b.id, b.size, b.read) for b in reviews_queue.progress(sam, project.id)] == [(batch, 2, 1)]


def test_a_trace_is_found_by_its_id(dana: Person, project: Project, ids: list[int], batch: int) -> None:
    alone = seed.store(dana, project.id, [seed.trace("elsewhere 50%")])[0]
    assert reviews_queue.locate(dana, project.id, batch, " t-3 ") == ids[2]
    with pytest.raises(LookupError, match="4 ids in this batch begin with “T-”"):
        reviews_queue.locate(dana, project.id, batch, "T-")
    assert reviews_queue.locate(dana, project.id, batch, "-4") == ids[3]
    assert reviews_queue.locate(dana, project.id, batch, "ELSE") == alone
    assert reviews_queue.locate(dana, project.id, batch, "elsewhere 50%") == alone
    assert reviews_queue.locate(dana, project.id, batch, "%") is None
    assert reviews_queue.locate(dana, project.id, batch, "") is None
    with pytest.raises(LookupError, match="4 ids in the project begin with"):
        reviews_queue.locate(dana, project.id, None, "T-")
    assert reviews_queue.batch_of(dana, project.id, ids[0]) == batch
    assert reviews_queue.batch_of(dana, project.id, alone) is None


def test_a_draft_comes_back_until_it_is_submitted(
    dana: Person, sam: Person, project: Project, ids: list[int]
) -> None:
    typed = Draft((Note("offered 9:0", 4, "9:00"), Note("")), Verdict.FAIL, 12.5)
    drafts.keep(dana, project.id, ids[0], Draft((Note("off"),)))
    drafts.keep(dana, project.id, ids[0], typed)
    assert drafts.of(dana, project.id, ids[0]) == typed
    assert drafts.of(sam, project.id, ids[0]) is None
    assert reviews.mine(dana, project.id, ids[0]) is None
    reviews.submit(dana, project.id, ids[0], Verdict.FAIL, typed.notes)
    assert drafts.of(dana, project.id, ids[0]) is None
    with pytest.raises(LookupError):
        drafts.keep(dana, project.id, 10_000, typed)


def test_undo_offers_the_last_verdict_that_still_stands(
    dana: Person, sam: Person, project: Project, ids: list[int], batch: int
) -> None:
    assert reviews_queue.last_saved(dana, project.id) is None
    reviews.submit(dana, project.id, ids[0], Verdict.PASS, batch_id=batch)
    reviews.submit(dana, project.id, ids[1], Verdict.FAIL)
    reviews.submit(sam, project.id, ids[2], Verdict.PASS)
    last = reviews_queue.last_saved(dana, project.id)
    assert last is not None
    assert (last.external_id, last.verdict, last.revision) == ("t-2", Verdict.FAIL, 1)
    reviews.undo(dana, project.id, last.trace_id, revision=last.revision)
    earlier = reviews_queue.last_saved(dana, project.id)
    assert earlier is not None and (earlier.trace_id, earlier.batch_id) == (ids[0], batch)
    reviews.submit(dana, project.id, ids[0], Verdict.FAIL)
    again = reviews_queue.last_saved(dana, project.id)
    assert again is not None and (again.trace_id, again.verdict, again.revision) == (ids[0], Verdict.FAIL, 2)
    reviews.undo(dana, project.id, ids[0], revision=2)
    first = reviews_queue.last_saved(dana, project.id)
    assert first is not None and (first.trace_id, first.verdict, first.revision) == (ids[0], Verdict.PASS, 1)
    assert reviews.undo(dana, project.id, ids[0], revision=1) is None
    assert reviews_queue.last_saved(dana, project.id) is None


def test_a_viewer_and_another_project_see_nothing(
    dana: Person, project: Project, ids: list[int], batch: int
) -> None:
    people.set_role(dana, project.id, "vic@example.com", Role.VIEWER)
    vic = people.signed_in("vic@example.com", "Vic", is_admin=False)
    for asked in (
        lambda: reviews_queue.queue(vic, project.id, batch),
        lambda: reviews_queue.progress(vic, project.id),
        lambda: drafts.of(vic, project.id, ids[0]),
        lambda: drafts.keep(vic, project.id, ids[0], Draft()),
        lambda: reviews_queue.locate(vic, project.id, batch, "t-1"),
        lambda: reviews_queue.last_saved(vic, project.id),
        lambda: reviews_queue.batch_of(vic, project.id, ids[0]),
    ):
        with pytest.raises(access.NotAllowed):
            asked()
    assert reviews_queue.queue(dana, project.id + 1, batch) is None
    assert reviews_queue.locate(dana, project.id + 1, batch, "T-") is None
