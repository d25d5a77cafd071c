"""What stands before an "of" is never more than what stands after it, in no tab's table and no sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from lib.model import Draw, Note, Origin, Person, Step, StepKind, TraceFilter, Verdict
from lib.services import findings
from lib.services.findings import comparison
from lib.services.findings.analysis import Analysis
from lib.services.findings.failing_steps import By, first_steps, located, locations, moves
from lib.services.findings.subgroups import against_rest, by_batch, by_value, by_week
from lib.services.findings.together import together
from lib.store.batches import batches
from lib.store.counts import evidence
from lib.store.projects import projects
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from lib.store.traces import populations
from lib.ui.failures.tabs import change, where, who
from lib.ui.failures.tabs import together as tabs_together
from lib.ui.findings import charts
from lib.ui.shell.pick_table import Row
from lib.words import breakdown
from lib.words import changes as change_words
from lib.words import failures as failure_words
from tests import seed

READ = [Verdict.PASS, Verdict.FAIL, Verdict.FAIL, Verdict.DEFER, None]
ITEM = some.tuples(
    some.integers(0, 4),  # which of five texts: identical traces share a verdict, and each is counted
    some.sampled_from(["1", "2"]),
    some.sampled_from(READ),
    some.integers(0, 3),  # the step of the note
    some.sampled_from([(), (0,), (1,), (0, 1)]),
    some.booleans(),  # picked at random
)
Item = tuple[int, str, Verdict | None, int, tuple[int, ...], bool]


@pytest.fixture
def fresh(me: Person) -> Person:
    """The local person, with nothing kept of projects of other tests."""
    st.cache_data.clear()
    st.cache_resource.clear()
    return me


def made(me: Person, items: list[Item]) -> Analysis:
    """A project of these traces, the first half imported before the draw."""
    project = projects.create(me, f"Project {len(projects.visible_to(me))}")
    start = datetime(2026, 6, 1, tzinfo=UTC)
    new = [
        seed.trace(
            f"t{place:02d}",
            version=version,
            happened_at=start + timedelta(days=place),
            steps=(
                Step(1, StepKind.USER, f"question {text}"),
                Step(2, StepKind.TOOL, name=f"tool {text % 2}", result="[]"),
                Step(3, StepKind.ASSISTANT, "an answer"),
            ),
        )
        for place, (text, version, *_) in enumerate(items)
    ]
    half = len(items) // 2
    ids = [one for part in (new[:half], new[half:]) if part for one in seed.store(me, project.id, part)]
    picked = [place for place, item in enumerate(items) if item[2]]
    batch = None
    if picked:
        rest = ((None,) * len(picked), (None,) * len(picked))
        sides = tuple(items[place][5] for place in picked)
        drawn = Draw(tuple(ids[place] for place in picked), ("why",) * len(picked), sides, *rest)
        frame = range(1, len(ids) + 1)
        more = {"strategy": "smart mix", "seed": 1, "parameters": {}, "population": "all", "frame": frame}
        batch = batches.create(me, project.id, "Batch", drawn, **more)  # type: ignore[arg-type]
    notes: dict[int, list[int]] = {0: [], 1: []}
    for place in picked:
        _, _, verdict, step, modes, _ = items[place]
        given = [Note(f"mode {mode}", step or None) for mode in modes] if verdict is Verdict.FAIL else []
        assert verdict is not None
        review = reviews.submit(me, project.id, ids[place], verdict, given, batch_id=batch)
        for mode, note in zip(modes, review.notes, strict=False):
            notes[mode].append(note.id or 0)
    for mode, held in notes.items():
        taxonomy.create_mode(me, project.id, f"mode {mode}", "", held)
    return findings.of(project.id, TraceFilter(), kept=(Origin.REAL,))


def said(me: Person, on: Analysis) -> Iterator[str | Row]:
    """Every row of every tab's table, and the sentences above them."""
    of = on.findings
    failure = on.failure()
    yield failure_words.headline(on)
    yield failure_words.overall(on)
    yield from (failure_words.found(row, on) for row in on.modes)
    yield from charts.table(on, on.modes)[1] if on.modes else []
    at = evidence.steps_at(me, on.project_id, first_steps(of, failure.which))
    known = located(of, at)
    for found in (*(locations(of, at, by) for by in By), moves(of, at)):
        if found:
            yield breakdown.in_no_tool(of, failure, found, known)
            yield breakdown.where(of, failure, found, known, of.count(failure.which))
            yield from (where.row(of, one) for one in found)
            assert sum(of.count(one.which) for one in found) <= known
    versions = populations.field(on.project_id, of.material.base, populations.VERSION)
    parts = by_value(of, versions, failure.which, 12)
    if parts:
        yield breakdown.who(parts, against_rest(of, parts, failure.which), failure, "version")
        yield from (who.row(part) for part in parts)
    for part in parts:
        assert part.found <= part.of.read <= len(part.of.serials) <= len(of.serials)
    pairs = together(of)
    if pairs:
        yield breakdown.together(pairs, of.read)
        yield from tabs_together.rows(pairs)
    for pair in pairs:
        assert pair.both <= min(pair.in_a, pair.in_b) and max(pair.in_a, pair.in_b) <= of.read
    for course in (by_week(of, failure.which), by_batch(of, failure.which)):
        yield from change.course(course)
    sides = [comparison.of_version(one, on.narrowed(versions=(one,)).findings) for one in ("1", "2")]
    yield change_words.same_traces(*sides, comparison.shared(*sides))
    yield from change_words.partial(*sides)
    yield from failure_words.basis(on)


@given(some.lists(ITEM, min_size=1, max_size=14))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_part_is_larger_than_what_it_is_a_part_of(fresh: Person, items: list[Item]) -> None:
    on = made(fresh, items)
    for one in said(fresh, on):
        text = " | ".join((one.name, *one.said)) if isinstance(one, Row) else one
        for part, of in re.findall(r"(\d[\d,]*)(?:\*\*)? of (?:these |the )?(?:\*\*)?(\d[\d,]*)", text):
            assert int(part.replace(",", "")) <= int(of.replace(",", "")), text


def test_a_place_is_counted_among_as_many_traces_as_it_is_counted_in(fresh: Person) -> None:
    """Of four identical traces one was read: it first failed there, of one."""
    failed: Item = (0, "1", Verdict.FAIL, 3, (0,), True)
    on = made(fresh, [failed, *((text, "1", None, 0, (), False) for text in (0, 0, 0, 1, 2))])
    of = on.findings
    at = evidence.steps_at(fresh, on.project_id, first_steps(of, of.material.failed))
    failure = on.failure()
    found = locations(of, at, By.KIND)
    assert (len(at), located(of, at)) == (1, 1)
    said = breakdown.where(of, failure, found, located(of, at), of.count(failure.which))
    assert said == "**Assistant** is where it first went wrong in 1 of 1 trace with any failure."


def test_a_row_of_where_has_one_base_and_the_tools_say_first_how_many_failed_in_none(fresh: Person) -> None:
    """Three failed at a tool or elsewhere, two passed: rows count of the five read, as shares are of all."""
    failed: list[Item] = [(n, "1", Verdict.FAIL, step, (0,), True) for n, step in enumerate((2, 3, 3))]
    passed: list[Item] = [(n, "1", Verdict.PASS, 0, (), True) for n in (3, 4)]
    on = made(fresh, [*failed, *passed])
    of, failure = on.findings, on.failure()
    at = evidence.steps_at(fresh, on.project_id, first_steps(of, of.material.failed))
    found = locations(of, at, By.TOOL)
    assert [where.row(of, one).said[0] for one in found] == ["1 of 5"]
    assert breakdown.in_no_tool(of, failure, found, located(of, at)) == (
        "2 of 3 traces with any failure first failed in no tool."
    )
