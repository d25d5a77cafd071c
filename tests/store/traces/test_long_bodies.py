"""Very long bodies are read once and kept for a while, for whoever may see them."""

from __future__ import annotations

import pytest

from lib.model import Person, Project, Step, StepKind
from lib.store import engine
from lib.store.projects import people, projects
from lib.store.rules.access import NotAllowed
from lib.store.traces import bodies, traces
from tests import seed

STEPS = tuple(Step(n, StepKind.USER, f"{n} " * 2_000) for n in range(1, 301))


def test_a_long_body_is_read_from_the_database_once(dana: Person, project: Project) -> None:
    [long, short] = seed.store(dana, project.id, [seed.trace("long", steps=STEPS), seed.trace("short")])
    first = traces.body(dana, project.id, long)
    assert first is not None
    assert first.steps == STEPS
    with engine.writing() as connection:
        connection.exec_driver_sql("UPDATE trace_bodies SET steps = '[]'")
    again = traces.body(dana, project.id, long)
    assert again is not None
    assert (again.steps, again.external_id) == (STEPS, "long")
    other = traces.body(dana, project.id, short)
    assert other is not None
    assert other.steps == ()


def test_what_is_kept_is_shown_to_nobody_else(dana: Person, project: Project) -> None:
    [long] = seed.store(dana, project.id, [seed.trace("long", steps=STEPS)])
    assert traces.body(dana, project.id, long)
    stranger = people.signed_in("eve@example.com", "Eve", is_admin=False)
    other = projects.create(dana, "Another")
    assert traces.body(dana, other.id, long) is None
    with pytest.raises(NotAllowed):
        traces.body(stranger, project.id, long)


def test_no_more_is_kept_than_asked_for_but_for_the_last_one() -> None:
    kept = bodies.LongBodies(10)
    for trace_id, size in ((1, 4), (2, 4)):
        kept.keep(trace_id, "a", size, (), {})
    assert kept.get(1, "a") == ((), {})
    assert kept.get(1, "b") is None
    kept.keep(3, "a", 4, (), {})
    assert kept.ids() == {1, 3}
    kept.keep(4, "a", 40, (), {})
    assert kept.ids() == {4}
