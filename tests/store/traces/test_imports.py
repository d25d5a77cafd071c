"""What an import leaves, visible and invisible, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from lib.model import Person, Project, TraceFilter
from lib.store import engine
from lib.store.schema import tables
from lib.store.traces import imports, traces
from tests import seed


def test_nothing_is_seen_before_publishing_and_all_of_it_after(dana: Person, project: Project) -> None:
    opened = imports.start(dana, project.id, "a.jsonl")
    imports.add(opened, [seed.as_new(seed.trace("a")), seed.as_new(seed.trace("b"))])
    assert traces.total(project.id) == 0
    assert traces.find(dana, project.id, "a") is None
    imports.publish(dana, opened, {"rows": 2})
    assert [row[1:] for row in traces.matching(project.id, TraceFilter())] == [(1, "a"), (2, "b")]


def test_a_trace_comes_back_as_it_went_in(dana: Person, project: Project) -> None:
    given = seed.trace(
        "a",
        feedback=-1.0,
        happened_at=datetime(2026, 6, 1, 12, tzinfo=UTC),
        version="2",
        latency_seconds=3.1,
        cost_usd=0.004,
        group_key="s1",
        metadata={"channel": "sms", "n": 3, "vip": True},
        extra={"nested": {"x": [1, None, "ß"]}},
    )
    [trace_id] = seed.store(dana, project.id, [given])
    found = traces.body(dana, project.id, trace_id)
    assert found is not None
    for name in given.__dataclass_fields__:
        if name not in ("id", "serial"):
            assert getattr(found, name) == getattr(given, name), name


def test_the_same_is_already_there_and_other_content_is_changed(dana: Person, project: Project) -> None:
    seed.store(dana, project.id, [seed.trace("a")])
    opened = imports.start(dana, project.id, "again")
    other = seed.trace("a", feedback=1.0)
    added = imports.add(opened, [seed.as_new(t) for t in (seed.trace("a"), other, seed.trace("b"))])
    assert (added.imported, added.already_there, added.changed) == (("b",), ("a",), ("a",))
    imports.publish(dana, opened, {})
    [(trace_id, _, _), _] = traces.matching(project.id, TraceFilter())
    kept = traces.body(dana, project.id, trace_id)
    assert kept is not None and kept.feedback is None


def test_an_abandoned_import_leaves_no_row(dana: Person, project: Project) -> None:
    opened = imports.start(dana, project.id, "a.jsonl")
    imports.add(opened, [seed.as_new(seed.trace(f"t{number}")) for number in range(1200)])
    imports.abandon(opened, "stopped")
    with engine.reading() as connection:
        for table in (tables.traces, tables.trace_bodies):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    with pytest.raises(imports.Busy):
        imports.add(opened, [seed.as_new(seed.trace("late"))])
    seed.store(dana, project.id, [seed.trace("b")])
    assert [row[1] for row in traces.matching(project.id, TraceFilter())] == [1]


def test_one_import_at_a_time_until_it_is_dead(dana: Person, project: Project) -> None:
    opened = imports.start(dana, project.id, "a.jsonl")
    imports.add(opened, [seed.as_new(seed.trace("a"))])
    with pytest.raises(imports.Busy):
        imports.start(dana, project.id, "b.jsonl")
    long_ago = tables.now() - imports.DEAD_AFTER - timedelta(seconds=1)
    with engine.writing() as connection:
        connection.execute(tables.imports.update().values(heartbeat_at=long_ago))
    imports.start(dana, project.id, "b.jsonl")
    with pytest.raises(imports.Busy):
        imports.publish(dana, opened, {})
    assert traces.total(project.id) == 0
