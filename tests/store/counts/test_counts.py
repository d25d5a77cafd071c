"""The counts, against a slow recount that anyone can check by eye, on both databases."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from lib.model import Draw, Note, Origin, Person, Project, Role, Verdict
from lib.store import engine
from lib.store.batches import batches
from lib.store.counts import coding, counts, evidence
from lib.store.counts.counts import Picked
from lib.store.counts.evidence import NoteShown, TraceShown
from lib.store.projects import people, projects
from lib.store.reviews import reviews
from lib.store.rules import access
from lib.store.schema import tables
from tests import seed

Tally = dict[int | None, tuple[Picked, int]]


def _mode(project_id: int, name: str, parent: int | None = None) -> int:
    row = {"project_id": project_id, "name": name, "name_key": name.casefold(), "parent_id": parent}
    with engine.writing() as connection:
        return engine.insert(connection, tables.failure_modes, row)


def _group(note_id: int | None, mode_id: int | None) -> None:
    put = tables.notes.update().where(tables.notes.c.id == note_id).values(failure_mode_id=mode_id)
    with engine.writing() as connection:
        connection.execute(put)


def _batch(who: Person, project_id: int, ids: list[int], at_random: list[bool]) -> None:
    many = len(ids)
    draw = Draw(tuple(ids), ("why",) * many, tuple(at_random), (None,) * many, (None,) * many)
    seed.batch(who, project_id, ids, draw)


def _random_project(dana: Person, project: Project, number: int) -> None:
    """Traces drawn once, twice or never, reviewed by one or two people, revised, undone, half grouped."""
    dice = random.Random(number)
    people.set_role(dana, project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    made = [
        seed.trace(f"t{place:02d}", origin=dice.choice([Origin.REAL, Origin.REAL, Origin.SYNTHETIC]))
        for place in range(60)
    ]
    ids = seed.store(dana, project.id, made)
    for _ in range(3):
        drawn = dice.sample(ids, 18)
        _batch(dana, project.id, drawn, [dice.random() < 0.5 for _ in drawn])
    parent = _mode(project.id, "Scheduling")
    modes = [
        parent,
        _mode(project.id, "Ignored the calendar", parent),
        _mode(project.id, "Wrong day", parent),
        _mode(project.id, "No hand-off"),
        _mode(project.id, "Never seen"),
    ]
    for trace_id in ids:
        for who in dice.choice([[dana], [dana], [sam], [sam, dana], []]):
            verdict = dice.choice([Verdict.PASS, Verdict.FAIL, Verdict.FAIL, Verdict.DEFER])
            given = [Note(f"note {place}", 4, "9:00") for place in range(dice.choice([0, 1, 1, 2, 3]))]
            review = reviews.submit(who, project.id, trace_id, verdict, given)
            fate = dice.random()
            if fate < 0.1:
                reviews.undo(who, project.id, trace_id, revision=review.revision)
                continue
            for note in review.notes:
                _group(note.id, dice.choice([None, *modes[:4]]))
            if fate < 0.2:
                reviews.submit(who, project.id, trace_id, Verdict.FAIL, review.notes[1:])


def _rows(table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
    with engine.reading() as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.id)))


def _recount(lead: Person) -> tuple[dict[str, object], Tally]:
    """Count again without SQL: one trace after the other."""
    parents = {row.id: row.parent_id for row in _rows(tables.failure_modes)}
    items, given, written = _rows(tables.batch_items), _rows(tables.reviews), _rows(tables.notes)
    origin = {row.id: row.origin for row in _rows(tables.traces)}
    picks = {}
    whole = dict.fromkeys(["drawn", "deferred", "failed", "noted", "grouped", "loose", "other", "made"], 0)
    sides = {"random": 0, "targeted": 0, "undrawn": 0}
    behind: dict[int | None, set[int]] = {}
    notes: dict[int | None, set[int]] = {}
    for trace_id in origin:
        mine = [item.random for item in items if item.trace_id == trace_id]
        whole["drawn"] += bool(mine)
        picks[trace_id] = "random" if any(mine) else "targeted" if mine else "undrawn"
        live = [r for r in given if r.trace_id == trace_id and r.verdict is not None]
        if not live:
            continue
        live.sort(key=lambda r: (r.person_id != lead.id, r.created_at, r.id))
        review = live[0]
        noted = [n for n in written if n.review_id == review.id and n.removed_at is None]
        whole["other"] += len(noted) if review.verdict != "fail" else 0
        if review.verdict == "defer":
            whole["deferred"] += 1
            continue
        sides[picks[trace_id]] += 1
        whole["made"] += origin[trace_id] != "real"
        if review.verdict == "pass":
            continue
        whole["failed"] += 1
        whole["noted"] += bool(noted)
        whole["grouped"] += bool(noted) and all(n.failure_mode_id for n in noted)
        for note in noted:
            whole["loose"] += note.failure_mode_id is None
            for mode in {note.failure_mode_id, parents.get(note.failure_mode_id) or note.failure_mode_id}:
                behind.setdefault(mode, set()).add(trace_id)
                notes.setdefault(mode, set()).add(note.id)
    tally = {
        mode: (
            Picked(*(sum(picks[t] == side for t in behind.get(mode, ())) for side in sides)),
            len(notes.get(mode, ())),
        )
        for mode in [*parents, None]
    }
    return {**whole, "read": Picked(**sides), "traces": len(origin)}, tally


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_counts_are_what_counting_by_hand_gives(dana: Person, project: Project, number: int) -> None:
    _random_project(dana, project, number)
    whole, tally = _recount(dana)
    found = counts.failure_counts(project.id, whole=True)
    assert counts.funnel(project.id, whole=True) == found.funnel
    assert {
        "traces": found.funnel.traces,
        "drawn": found.funnel.drawn,
        "read": found.funnel.read,
        "deferred": found.funnel.deferred,
        "failed": found.funnel.failed,
        "noted": found.funnel.noted,
        "grouped": found.funnel.grouped,
        "loose": found.funnel.ungrouped_notes,
        "other": found.funnel.uncounted_notes,
        "made": found.funnel.read.total - counts.funnel(project.id).read.total,
    } == whole
    shown = {row.mode.id if row.mode else None: (row.traces, row.notes) for row in found.modes}
    assert {**shown, None: (found.ungrouped.traces, found.ungrouped.notes)} == tally
    assert [row.traces.total for row in found.modes] == sorted(
        (row.traces.total for row in found.modes), reverse=True
    )
    said = coding.coded(project.id)
    failed = [trace.review_id for trace in said.traces if trace.verdict is Verdict.FAIL]
    behind = evidence.shown(dana, project.id, failed)
    under = {
        mode.id: {said.modes[place].id for place in places}
        for mode, places in zip(said.modes, coding.below(said.modes), strict=True)
    }
    for mode_id, (picked, notes) in tally.items():
        within = under.get(mode_id or 0)
        written = [
            trace.trace_id
            for trace in behind
            for note in trace.notes
            if (note.mode_id in within if within else note.mode_id not in under)
        ]
        assert (len(written), len(set(written))) == (notes, picked.total)


def test_a_note_is_shown_with_its_quote_and_its_place(dana: Person, project: Project) -> None:
    trace_id = seed.store(dana, project.id, [seed.trace("lease-0412")])[0]
    made = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("offered 9:00", 4, "9:00 is free")])
    note = NoteShown(made.notes[0].id, "offered 9:00", "9:00 is free", 4, None, None)
    shown = [TraceShown(trace_id, "lease-0412", "Dana", (note,), Verdict.FAIL, False)]
    assert evidence.shown(dana, project.id, [made.id or 0]) == shown
    assert evidence.of_trace(dana, project.id, trace_id) == shown
    reviews.undo(dana, project.id, trace_id, revision=made.revision)
    assert evidence.of_trace(dana, project.id, trace_id) == []


def test_another_projects_work_counts_nowhere(dana: Person, project: Project) -> None:
    other = projects.create(dana, "Other")
    trace_id = seed.store(dana, other.id, [seed.trace("a")])[0]
    seed.batch(dana, other.id, [trace_id])
    review = reviews.submit(dana, other.id, trace_id, Verdict.FAIL, [Note("one")])
    theirs = _mode(other.id, "Theirs")
    _group(review.notes[0].id, theirs)
    found = counts.failure_counts(project.id)
    assert found.modes == () and found.ungrouped.traces.total == 0
    assert (found.funnel.traces, found.funnel.drawn, found.funnel.read.total) == (0, 0, 0)
    assert evidence.shown(dana, project.id, [review.id or 0]) == []
    assert counts.failure_counts(other.id).modes[0].traces == Picked(random=1)
    assert batches.summaries(project.id) == []


def test_a_failed_trace_waits_for_the_note_of_whose_review_counts(dana: Person, project: Project) -> None:
    people.set_role(dana, project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    ids = seed.store(dana, project.id, [seed.trace(f"t{place}") for place in range(5)])

    def say(who: Person, place: int, verdict: Verdict, *given: str) -> None:
        reviews.submit(who, project.id, ids[place], verdict, [Note(text) for text in given])

    say(dana, 0, Verdict.FAIL, "wrong price")
    say(dana, 1, Verdict.PASS)
    say(dana, 4, Verdict.FAIL)
    assert counts.without_note(dana, project.id) == ids[4]
    assert counts.without_note(sam, project.id) is None
    say(sam, 3, Verdict.FAIL)
    # Dana leads: a review of hers would count before Sam's.
    assert counts.without_note(dana, project.id) == counts.without_note(sam, project.id) == ids[3]
    say(sam, 3, Verdict.FAIL, "no hand-off")
    say(dana, 4, Verdict.FAIL, "wrong day")
    assert counts.without_note(dana, project.id) is None
    say(dana, 4, Verdict.FAIL)
    assert counts.without_note(dana, project.id) == ids[4]


def test_notes_are_read_only_by_those_with_a_role(dana: Person, project: Project) -> None:
    stranger = people.signed_in("sam@example.com", "Sam", is_admin=False)
    with pytest.raises(access.NotAllowed):
        evidence.shown(stranger, project.id, [])
    with pytest.raises(access.NotAllowed):
        counts.without_note(stranger, project.id)
    people.set_role(dana, project.id, "sam@example.com", Role.VIEWER)
    assert evidence.shown(stranger, project.id, []) == []
