"""The one door to the findings: what it says without Streamlit, and what it asks the store for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from lib.model import Note, Origin, Person, Project, TraceFilter, Verdict
from lib.services import findings
from lib.services.findings import comparison, frames, subgroups
from lib.store import engine
from lib.store.reviews import reviews
from lib.store.taxonomy import past as taxonomy_past
from lib.store.taxonomy import taxonomy
from lib.words import breakdown, changes, population
from tests import seed


@pytest.fixture
def read(dana: Person, project: Project) -> list[int]:
    """Twenty of sixty real traces read; of version 1 five fail, of version 2 one; six more are invented."""
    made = [seed.trace(f"t{n:02d}", version="2" if n % 2 else "1") for n in range(60)]
    ids = seed.store(dana, project.id, made)
    seed.store(dana, project.id, [replace(seed.trace(f"i{n}"), origin=Origin.SYNTHETIC) for n in range(6)])
    seed.batch(dana, project.id, ids[:20])
    notes = []
    for place, trace_id in enumerate(ids[:20]):
        given = [Note("said nine", 4, "9:00 is free")] if place in (0, 2, 4, 6, 8, 9) else []
        verdict = Verdict.FAIL if given else Verdict.PASS
        notes += [n.id or 0 for n in reviews.submit(dana, project.id, trace_id, verdict, given).notes]
    taxonomy.create_mode(dana, project.id, "Ignored the calendar", "", notes[:4])
    taxonomy_past.name_now(dana, project.id, "Round 1")
    taxonomy.create_mode(dana, project.id, "Too curt", "", notes[4:])
    return ids


@contextmanager
def asked() -> Iterator[list[str]]:
    """The statements that the store sends while this is open."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        # SQLite's driver is told to begin, PostgreSQL's does so itself.
        if statement != "BEGIN":
            sent.append(statement)

    sa.event.listen(engine.engine(), "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine.engine(), "before_cursor_execute", note)


def test_it_counts_the_real_traces_and_names_the_others(project: Project, read: list[int]) -> None:
    of = findings.of(project.id)
    assert (of.kept, of.left_out, of.findings.read) == ((Origin.REAL,), 6, 20)
    assert [(row.name, row.traces) for row in of.modes] == [("Ignored the calendar", 4), ("Too curt", 2)]
    assert sum(of.overall[0].values()) == 6
    said = population.population(project, of)
    assert "60 traces" in said and "versions 1, 2." in said and said.endswith("6 invented left out.")
    others = findings.of(project.id, kept=(Origin.SYNTHETIC,))
    assert (others.left_out, len(others.findings.serials), others.is_real) == (60, 6, False)


def test_a_failure_is_its_mode_with_those_below_it(project: Project, read: list[int]) -> None:
    of = findings.of(project.id)
    first, second = (row.mode for row in of.modes)
    assert first and second and of.failure().name == "Any failure" and of.failure().modes is None
    assert of.failure(first.id).modes == {first.id} and of.failure(first.id).which.sum() == 4
    assert of.below(second.id) == {second.id}


def test_an_earlier_taxonomy_knows_the_modes_of_then_and_no_notes(project: Project, read: list[int]) -> None:
    [then] = taxonomy_past.snapshots(project.id)
    of = findings.of(project.id, taxonomy=then)
    named = [row for row in of.modes if row.mode]
    assert [row.name for row in named] == ["Ignored the calendar"]
    assert of.below(int(named[0].key)) is None
    assert "By the taxonomy “Round 1”" in population.population(project, of)


def test_versions_are_compared_on_the_same_material(project: Project, read: list[int]) -> None:
    of = findings.of(project.id)
    with asked() as sent:
        parts = [of.narrowed(versions=(one,)) for one in ("1", "2")]
    assert len(sent) == 2, "each asks for its traces and nothing else"
    assert all(part.material is of.material for part in parts)
    assert [part.findings.count(of.material.failed) for part in parts] == [5, 1]
    one, two = (comparison.of_version(n, part.findings) for n, part in zip("12", parts, strict=True))
    overall, modes = comparison.compared(of, one, two)
    assert (overall.first.positives, overall.second.positives) == (5, 1)
    said = changes.sentence(one, two, overall, modes)
    assert said.startswith("From version 1 to version 2, ") and said.endswith(
        "Rests on 10 and 10 random traces."
    )
    assert frames.differences(modes)["key"].tolist() == [row.key for row, _ in modes]


def test_a_filter_is_kept_where_it_is_narrowed(project: Project, read: list[int]) -> None:
    of = findings.of(project.id, TraceFilter(versions=("1",))).narrowed(until=datetime.max)
    assert (of.wanted.versions, of.wanted.until) == (("1",), datetime.max)


def test_what_was_asked_once_is_not_asked_again(project: Project, read: list[int]) -> None:
    of = findings.of(project.id)

    def everything() -> object:
        groups = of.groups("version", of.failure().which, 30)
        apart = subgroups.against_rest(of.findings, groups, of.failure().which)
        told = breakdown.who(groups, apart, of.failure(), "version")
        return of.modes, of.overall, of.span, of.reach, of.discovery, of.pairs, of.flips, of.wordings, told

    first = everything()
    with asked() as sent:
        assert all(a is b or a == b for a, b in zip(everything(), first, strict=True))  # type: ignore[call-overload]
    assert sent == []
