"""Batches keep their whole design, on both databases."""

from __future__ import annotations

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from lib.model import Person, Project, TraceFilter
from lib.sampling import random
from lib.sampling.population import Population
from lib.store import batches, bitmap, engine, tables, traces
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
