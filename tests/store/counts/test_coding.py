"""What traces have, against a slow recount from the raw tables, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.model import Person
from lib.store import engine
from lib.store.counts import coding, counts
from lib.store.counts.coding import NO, RECODE, UNKNOWN, YES
from lib.store.schema import tables

STORED = {"yes": YES, "no": NO, "to re-code": RECODE}
START = datetime(2026, 6, 1, tzinfo=UTC)

looks = st.tuples(
    st.integers(0, 6),  # trace
    st.integers(0, 2),  # person, of whom 0 leads
    st.sampled_from(["first", "first", "first", "drift", "drift", "again", "adjudication"]),
    st.sampled_from(["pass", "fail", "fail", "fail", "defer", None]),
    st.booleans(),  # confirms
    st.lists(st.tuples(st.sampled_from([None, 0, 1, 2, 3, 4]), st.booleans(), st.integers(1, 4)), max_size=3),
    st.dictionaries(st.integers(0, 4), st.sampled_from(list(STORED)), max_size=5),
)
worlds = st.fixed_dictionaries(
    {
        # text, origin, published, drawn
        "traces": st.lists(
            st.tuples(
                st.integers(0, 4),
                st.sampled_from(["real", "real", "demo"]),
                st.sampled_from([True, True, True, False]),
                st.sampled_from([None, True, False]),
            ),
            min_size=7,
            max_size=7,
        ),
        "looks": st.lists(looks, max_size=14),
        # Whether it stands, and its parent among the modes before it.
        "modes": st.lists(
            st.tuples(st.sampled_from([True, True, False]), st.sampled_from([None, 0, 1])),
            min_size=5,
            max_size=5,
        ),
    }
)


def build(who: Person, number: int, world: dict[str, Any]) -> int:
    """Write this world into the tables, past all doors; return its project."""
    clock = map(lambda step: START + timedelta(minutes=step), count())
    with engine.writing() as connection:

        def row(table: sa.Table, **values: object) -> int:
            return engine.insert(connection, table, values)

        people = [who.id, *(row(tables.people, name=name) for name in ("Sam", "Kim"))]
        project = row(tables.projects, name=f"World {number}", lead_id=who.id)
        published, hidden = (
            row(tables.imports, project_id=project, person_id=who.id, source="x", published_at=at)
            for at in (START, None)
        )
        batch = row(
            tables.batches,
            project_id=project,
            person_id=who.id,
            name="b",
            strategy="random",
            parameters={},
            seed=1,
            population="all",
            frame=b"",
            reviewed=b"",
        )
        ids = []
        for place, (text, origin, seen, drawn) in enumerate(world["traces"], start=1):
            trace = row(
                tables.traces,
                project_id=project,
                import_id=published if seen else hidden,
                serial=place,
                external_id=f"t{place}",
                content_hash=str(place),
                normalised_hash=f"text {text}",
                origin=origin,
                steps=1,
                tool_calls=0,
                errors=0,
                characters=1,
                metadata={},
                preview="",
                search_text="",
            )
            ids.append(trace)
            if drawn is not None:
                row(
                    tables.batch_items,
                    batch_id=batch,
                    trace_id=trace,
                    position=place,
                    reason="",
                    random=drawn,
                )
        modes: list[int] = []
        for place, (stands, parent) in enumerate(world["modes"]):
            above = modes[parent] if parent is not None and parent < place else None
            key = f"m{place}" if stands else None
            status = "active" if stands else "retired"
            row_of = dict(project_id=project, name=f"m{place}", name_key=key, status=status, parent_id=above)
            modes.append(row(tables.failure_modes, **row_of))
        taken: set[tuple[object, ...]] = set()
        for trace, person, purpose, verdict, confirms, noted, labelled in world["looks"]:
            if not world["traces"][trace][2]:
                continue  # Nobody reads what is not published.
            place = next(n for n in count(1) if (trace, person, purpose, n) not in taken)
            if place > 1 and purpose in ("first", "adjudication"):
                continue
            taken.add((trace, person, purpose, place))
            review = row(
                tables.reviews,
                project_id=project,
                trace_id=ids[trace],
                person_id=people[person],
                purpose=purpose,
                number=place,
                verdict=verdict,
                confirms=confirms and purpose == "drift",
                created_at=next(clock),
            )
            for position, (mode, removed, step) in enumerate(noted, start=1):
                row(
                    tables.notes,
                    project_id=project,
                    review_id=review,
                    position=position,
                    text="note",
                    step=step,
                    is_first_failure=position == 1,
                    failure_mode_id=None if mode is None else modes[mode],
                    removed_at=START if removed else None,
                )
            for mode, value in labelled.items():
                row(
                    tables.labels,
                    project_id=project,
                    review_id=review,
                    failure_mode_id=modes[mode],
                    value=value,
                    source="tick in the label pass",
                    person_id=people[person],
                )
    return project


def rows(table: sa.Table, project_id: int) -> list[Any]:
    with engine.reading() as connection:
        query = sa.select(table).where(table.c.project_id == project_id).order_by(table.c.id)
        return list(connection.execute(query))


def recount(lead: int, project_id: int) -> tuple[dict[int, dict[str, Any]], dict[int, int]]:
    """Code again, trace by trace, by serial; and whether each deferred one speaks for the unread."""
    with engine.reading() as connection:
        shown = set(
            connection.scalars(
                sa.select(tables.imports.c.id).where(tables.imports.c.published_at.is_not(None))
            )
        )
    all_traces = [t for t in rows(tables.traces, project_id) if t.import_id in shown]
    given, written = rows(tables.reviews, project_id), rows(tables.notes, project_id)
    said, modes = rows(tables.labels, project_id), rows(tables.failure_modes, project_id)
    standing = [mode for mode in modes if mode.status == "active"]

    def own(review: Any, mode_id: int) -> int:
        if review.verdict == "pass":
            return NO
        here = [n for n in written if n.review_id == review.id and n.failure_mode_id == mode_id]
        if any(note.removed_at is None for note in here):
            return YES
        found = [row for row in said if (row.review_id, row.failure_mode_id) == (review.id, mode_id)]
        return STORED[found[0].value] if found else UNKNOWN

    def whole(review: Any, mode_id: int) -> int:
        within = [own(review, mode_id)]
        within += [whole(review, mode.id) for mode in standing if mode.parent_id == mode_id]
        if YES in within:
            return YES
        if within == [NO] * len(within):
            return NO
        return RECODE if RECODE in within else UNKNOWN

    def counts(one: Any) -> list[tuple[Any, Any]]:
        """The look at a trace that counts, with when that person first judged it."""
        found = []
        for person in {r.person_id for r in given}:
            mine = [r for r in given if (r.trace_id, r.person_id) == (one.id, person) and not r.confirms]
            mine = [r for r in mine if r.verdict is not None]
            looked = [r for r in mine if r.purpose in ("first", "drift")]
            if looked:
                newest = max(looked, key=lambda r: (r.purpose == "drift", r.number))
                found.append((1, person != lead, min(r.created_at for r in looked), newest))
            found += [(0, person != lead, r.created_at, r) for r in mine if r.purpose == "adjudication"]
        return [entry[2:] for entry in sorted(found, key=lambda entry: entry[:3])][:1]

    def rank(entry: tuple[Any, Any]) -> tuple[object, ...]:
        begun, review = entry
        return review.verdict == "defer", begun, review.id

    coded, deferred = {}, {}
    for trace in all_traces:
        alike = [
            t
            for t in all_traces
            if (t.normalised_hash, t.origin) == (trace.normalised_hash, trace.origin) and counts(t)
        ]
        if trace not in alike:
            continue
        speaks = min(alike, key=lambda one: rank(counts(one)[0])) is trace
        [(_, review)] = counts(trace)
        serial = trace.serial
        if review.verdict == "defer":
            deferred[serial] = speaks
            continue
        live = [n for n in written if n.review_id == review.id and n.removed_at is None]
        first = [n.step for n in live if n.is_first_failure]
        coded[serial] = {
            "review": review.id,
            "verdict": review.verdict,
            "speaks": speaks,
            "values": {mode.id: whole(review, mode.id) for mode in standing},
            "own": {mode.id: own(review, mode.id) for mode in standing},
            "notes": {mode.id: sum(n.failure_mode_id == mode.id for n in live) for mode in standing},
            "loose": sum(n.failure_mode_id not in {mode.id for mode in standing} for n in live),
            "first": first[0] if first and review.verdict == "fail" else None,
        }
    return coded, deferred


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    return count(1)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds)
def test_the_coding_is_what_a_slow_recount_gives(
    dana: Person, numbers: Iterator[int], world: dict[str, Any]
) -> None:
    project = build(dana, next(numbers), world)
    found = coding.coded(project)
    expected, deferred = recount(dana.id, project)
    serials = [trace.serial for trace in found.traces]
    assert serials == sorted(expected)
    late = found.deferred
    assert dict(zip(late.serial.tolist(), late.speaks.tolist(), strict=True)) == deferred
    ids = [mode.id for mode in found.modes]
    for place, trace in enumerate(found.traces):
        assert {
            "review": trace.review_id,
            "verdict": trace.verdict.value,
            "speaks": bool(found.traces.speaks[place]),
            "values": dict(zip(ids, found.values[place].tolist(), strict=True)),
            "own": dict(zip(ids, found.own[place].tolist(), strict=True)),
            "notes": dict(zip(ids, found.notes[place].tolist(), strict=True)),
            "loose": trace.loose,
            "first": trace.first_step,
        } == expected[trace.serial]
    counted = counts.failure_counts(project, whole=True)
    failed = [one for one in expected.values() if one["verdict"] == "fail"]
    assert counted.funnel.failed == len(failed)
    assert counted.funnel.read.total == len(expected)
    for row in counted.modes:
        assert row.mode
        said = {value: sum(o["values"][row.mode.id] == value for o in failed) for value in range(-2, 2)}
        assert (row.traces.total, row.unknown, row.recode) == (said[YES], said[UNKNOWN], said[RECODE])
    done = [one for one in failed if all(value >= NO for value in one["own"].values())]
    assert counted.labelled == len(done)
