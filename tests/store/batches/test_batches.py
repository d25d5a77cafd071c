"""Batches keep their whole design, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from lib.model import Person, Project, Role, TraceFilter, Verdict
from lib.sampling import random
from lib.sampling.population import Population
from lib.store import engine
from lib.store.batches import batches
from lib.store.counts import counts
from lib.store.projects import people, projects
from lib.store.reviews import queue, reviews
from lib.store.rules import access, bitmap, events
from lib.store.schema import tables
from lib.store.traces import traces
from tests import seed


def test_a_batch_stores_what_the_draw_was(dana: Person, project: Project) -> None:
    seed.store(dana, project.id, [seed.trace(f"t{number:02d}") for number in range(30)])
    found = traces.matching(project.id, TraceFilter())
    draw = random.draw(Population.of_ids([row[0] for row in found]), 10, seed=5)
    made = batches.create(
        dana,
        project.id,
        "June random",
        draw,
        strategy="random",
        seed=5,
        parameters={"size": 10},
        population="all 30 traces",
        frame=[row[1] for row in found],
    )
    with engine.reading() as connection:
        stored = connection.execute(sa.select(tables.batches).where(tables.batches.c.id == made)).one()
        items = connection.execute(
            sa.select(tables.batch_items).order_by(tables.batch_items.c.position)
        ).all()
    assert bitmap.unpack(stored.frame) == set(range(1, 31))
    assert bitmap.unpack(stored.reviewed) == set()
    assert (stored.seed, stored.parameters) == (5, {"size": 10})
    assert tuple(item.trace_id for item in items) == draw.trace_ids
    assert [item.position for item in items] == list(range(1, 11))
    assert all(item.random and abs(item.inclusion_probability - 1 / 3) < 1e-12 for item in items)
    [summary] = batches.summaries(project.id)
    assert (summary.size, summary.random, summary.read, summary.drawn_by) == (10, 10, 0, "Dana")
    assert traces.total(project.id, TraceFilter(drawn=False)) == 20


@given(st.sets(st.integers(min_value=1, max_value=5000)))
def test_a_bitmap_holds_its_serials(serials: set[int]) -> None:
    assert bitmap.unpack(bitmap.pack(serials)) == serials
    assert bitmap.count(bitmap.pack(serials)) == len(serials)


def test_an_archived_batch_is_only_out_of_the_lists(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"t{number}") for number in range(4)])
    made = seed.batch(dana, project.id, ids)
    reviews.submit(dana, project.id, ids[0], Verdict.FAIL, batch_id=made)
    batches.archive(dana, project.id, made)
    assert batches.summaries(project.id) == [] == queue.progress(dana, project.id)
    [kept] = batches.summaries(project.id, archived=True)
    assert (kept.size, kept.failed, kept.archived_at is not None) == (4, 1, True)
    assert counts.funnel(project.id).read.random == 1
    assert traces.total(project.id, TraceFilter(drawn=False)) == 0
    batches.bring_back(dana, project.id, made)
    assert [batch.id for batch in batches.summaries(project.id)] == [made]
    done = [event.action for event in events.recent(project.id, 2)]
    assert done == ["batch.brought_back", "batch.archived"]


def test_archiving_needs_the_role_and_the_batch(dana: Person, project: Project) -> None:
    made = seed.batch(dana, project.id, seed.store(dana, project.id, [seed.trace("t")]))
    people.set_role(dana, project.id, "ann@example.com", Role.ANNOTATOR)
    ann = people.signed_in("ann@example.com", "Ann", is_admin=False)
    with pytest.raises(access.NotAllowed):
        batches.archive(ann, project.id, made)
    other = projects.create(dana, "Another")
    with pytest.raises(LookupError):
        batches.archive(dana, other.id, made)
    assert [batch.id for batch in batches.summaries(project.id)] == [made]


def test_a_summary_tells_what_the_batch_was_drawn_from(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"t{number}") for number in range(4)])
    reviews.submit(dana, project.id, ids[3], Verdict.PASS)
    seed.batch(dana, project.id, ids[:3])
    [found] = batches.summaries(project.id)
    assert (found.frame, found.already_read, found.parameters, found.strategy) == (3, 1, {}, "random")
