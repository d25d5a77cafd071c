"""Random sequences of changes and undo: no note lost, none counted twice, counts as a recount, undo exact."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lib.failure_modes import LabelValue
from lib.model import Person
from lib.store import engine
from lib.store.projects import projects
from lib.store.schema import tables
from lib.store.taxonomy import labels, taxonomy
from lib.store.taxonomy.modes import REVISED
from lib.store.taxonomy.operations import (
    Assign,
    Create,
    Merge,
    Op,
    Redefine,
    Redo,
    Restore,
    Retire,
    Split,
    TakeBack,
    Undo,
)
from lib.store.taxonomy.past import taxonomy_at
from lib.store.taxonomy.taxonomy import Tally
from tests.store.taxonomy.test_taxonomy import noted

NUMBERS = count(1)
REFUSALS = (taxonomy.Changed, ValueError)
SOME = st.sets(st.integers(0, 11), max_size=6)
ANY = st.integers(0, 99)
BACK = st.booleans()


class Sequences(RuleBasedStateMachine):
    """Six traces of two notes each, three modes to begin with, and everything that can be done with them."""

    who: Person

    def __init__(self) -> None:
        super().__init__()
        self.project = projects.create(self.who, f"Project {next(NUMBERS)}").id
        self.notes = noted(self.who, self.project, traces=6, each=2)
        with engine.reading() as connection:
            mine = tables.reviews.c.project_id == self.project
            query = sa.select(tables.reviews.c.id).where(mine).order_by(tables.reviews.c.id)
            self.reviews = list(connection.scalars(query))
        self.names = count(1)
        self.states: dict[int, Any] = {}
        self.newest = 0
        for place in range(3):
            self.do(Create({"name": f"mode {next(self.names)}"}, self.notes[place * 3 : place * 3 + 3]))

    # ---- what is stored, read apart from the code under test

    def state(self) -> tuple[dict[int, Any], dict[int, int | None], list[Any]]:
        """The columns of every mode that stands, where each note is, and the labels of standing modes."""
        modes, notes = tables.failure_modes.c, tables.notes.c
        columns = [modes[name] for name in (*REVISED, "colour", "name_key")]
        with engine.reading() as connection:
            rows = connection.execute(
                sa.select(modes.id, *columns).where(
                    modes.project_id == self.project, modes.status.in_(["active", "fixed"])
                )
            )
            where = connection.execute(
                sa.select(notes.id, notes.failure_mode_id).where(notes.project_id == self.project)
            )
            standing = {row.id: tuple(row[1:]) for row in rows}
            label = tables.labels.c
            said = connection.execute(
                sa.select(label.failure_mode_id, label.review_id, label.value, label.source, label.at)
                .where(label.failure_mode_id.in_(standing))
                .order_by(label.failure_mode_id, label.review_id)
            )
            return standing, {row[0]: row[1] for row in where}, list(said)

    def pick(self, number: int) -> int | None:
        """One of the standing modes, or None where there is none."""
        modes = sorted(self.state()[0])
        return modes[number % len(modes)] if modes else None

    def do(self, change: Op, back: bool = False) -> bool:
        """Make a change as its preview told, and take it ``back``; a refused one must change nothing."""
        before = self.state()
        told: Any
        try:
            effects = taxonomy.preview(self.who, self.project, change).effects
            told = {effect.name: effect.after for effect in effects}
        except REFUSALS as refusal:
            told = str(refusal)
        assert self.state() == before
        try:
            done = taxonomy.apply(self.who, self.project, change)
        except REFUSALS as refusal:
            assert str(refusal) == told
            assert self.state() == before
            return False
        after = self.recounted()
        names = {None: "Not grouped"} | {mode: values[0] for mode, values in self.state()[0].items()}
        now = {names[mode]: tally for mode, tally in after.items()}
        assert all(now.get(name) == tally for name, tally in told.items())
        if done.event_id is not None:
            self.newest = done.event_id
            self.states[done.event_id] = self.state()
        else:
            assert self.state() == before
        if back and done.event_id is not None:
            self.do(Undo(done.event_id))
            assert self.state() == before
        return True

    # ---- what is done

    @rule(some=SOME, back=BACK)
    def create(self, some: set[int], back: bool) -> None:
        self.do(Create({"name": f"mode {next(self.names)}"}, [self.notes[place] for place in some]), back)

    @rule(some=SOME, to=ANY, out=st.booleans(), back=BACK)
    def assign(self, some: set[int], to: int, out: bool, back: bool) -> None:
        self.do(Assign([self.notes[place] for place in some], None if out else self.pick(to)), back)

    @rule(
        mode=ANY,
        severity=st.sampled_from([None, 1, 4]),
        status=st.sampled_from(["active", "fixed"]),
        back=BACK,
    )
    def redefine(self, mode: int, severity: int | None, status: str, back: bool) -> None:
        if (at := self.pick(mode)) is not None:
            values = {"name": f"name {next(self.names)}", "severity": severity, "status": status}
            self.do(Redefine(at, {**values, "examples": self.notes[:2]}), back)

    @rule(mode=ANY, to=ANY, back=BACK)
    def rename_to_a_name_that_may_be_taken(self, mode: int, to: int, back: bool) -> None:
        if (at := self.pick(mode)) is not None:
            self.do(Redefine(at, {"name": f"mode {to % 5}"}), back)

    @rule(mode=ANY, under=st.one_of(st.none(), ANY), back=BACK)
    def nest(self, mode: int, under: int | None, back: bool) -> None:
        if (at := self.pick(mode)) is not None:
            self.do(Redefine(at, {"parent_id": None if under is None else self.pick(under)}), back)

    @rule(mode=ANY, into=ANY, back=BACK)
    def merge(self, mode: int, into: int, back: bool) -> None:
        one, other = self.pick(mode), self.pick(into)
        if one is not None and other is not None:
            self.do(Merge(one, other), back)

    @rule(mode=ANY, most=st.integers(1, 12), back=BACK)
    def split(self, mode: int, most: int, back: bool) -> None:
        if (at := self.pick(mode)) is not None:
            held = [note for note, place in self.state()[1].items() if place == at]
            self.do(Split(at, held[:most], {"name": f"mode {next(self.names)}"}), back)

    @rule(mode=ANY, back=BACK)
    def retire(self, mode: int, back: bool) -> None:
        if (at := self.pick(mode)) is not None:
            self.do(Retire(at), back)

    @rule(number=ANY, back=BACK)
    def restore(self, number: int, back: bool) -> None:
        if ended := taxonomy.ended(self.project):
            self.do(Restore(ended[number % len(ended)].id), back)

    @rule(number=ANY)
    def take_back(self, number: int) -> None:
        event_id = sorted(self.states)[number % len(self.states)]
        assert self.do(TakeBack(event_id))
        assert self.state()[:2] == self.states[event_id][:2]

    @rule()
    def undo_the_newest(self) -> None:
        changes = taxonomy.history(self.who, self.project)
        if changes[0].can_be_undone and len(self.states) > 1:
            before = sorted(self.states)[-2]
            assert self.do(Undo(self.newest))
            assert self.state()[:2] == self.states[before][:2]

    @rule(number=ANY, mode=ANY, value=st.sampled_from([*LabelValue, None]))
    def tick(self, number: int, mode: int, value: LabelValue | None) -> None:
        if (at := self.pick(mode)) is not None:
            with suppress(labels.NoteSaysYes):
                labels.put(self.who, self.project, self.reviews[number % 6], {at: value})

    @rule(number=ANY)
    def undo_any(self, number: int) -> None:
        if able := [change for change in taxonomy.history(self.who, self.project) if change.can_be_undone]:
            self.do(Undo(able[number % len(able)].id))

    @rule()
    def redo(self) -> None:
        changes = taxonomy.history(self.who, self.project)
        if undoing := taxonomy.redoable(changes):
            again = undoing.undoes
            assert again is not None
            event_id = sorted(self.states)[-1]
            if self.do(Redo(undoing.id)) and sorted(self.states)[-1] != event_id:
                newest = taxonomy.history(self.who, self.project)[0]
                assert (newest.action, newest.redoes) == (again.action, undoing.id)
                assert newest.can_be_undone

    # ---- what must hold

    @invariant()
    def no_note_is_lost_and_each_is_in_one_standing_mode_or_none(self) -> None:
        modes, where, _ = self.state()
        assert sorted(where) == self.notes
        assert set(where.values()) <= {None, *modes}
        board = taxonomy.notes_board(self.who, self.project)
        assert {note.id: note.mode_id for note in board.notes} == where
        assert len(board.notes) == len(self.notes)
        assert board.tallies() == self.recounted()

    @invariant()
    def every_parent_stands_and_no_mode_is_under_itself(self) -> None:
        above = {mode: values[REVISED.index("parent_id")] for mode, values in self.state()[0].items()}
        for mode in above:
            line, at = [mode], above[mode]
            while at is not None:
                assert at not in line
                line.append(at)
                at = above[at]

    @rule(number=ANY)
    def the_past_is_as_it_was(self, number: int) -> None:
        event_id = sorted(self.states)[number % len(self.states)]
        modes, where, _ = self.states[event_id]
        past = taxonomy_at(self.project, event_id)
        assert dict(past.placed) == {note: mode for note, mode in where.items() if mode is not None}
        assert {mode.id: (mode.name, mode.parent_id, mode.severity, mode.colour) for mode in past.modes} == {
            mode: (
                values[0],
                values[REVISED.index("parent_id")],
                values[REVISED.index("severity")],
                values[-2],
            )
            for mode, values in modes.items()
        }

    def recounted(self) -> dict[int | None, Tally]:
        """Notes and traces of every standing mode, from the raw rows, the slow way."""
        modes, where, said = self.state()
        above = {mode: values[REVISED.index("parent_id")] for mode, values in modes.items()}
        held: dict[int | None, list[int]] = defaultdict(list)
        for note, mode in where.items():
            held[mode].append(note)

        def below(mode: int) -> list[int]:
            children = [child for child, parent in above.items() if parent == mode]
            return held[mode] + [note for child in children for note in below(child)]

        def ticked(mode: int) -> set[int]:
            mine = [row for row in said if row.failure_mode_id == mode and row.value == "yes"]
            own = {self.reviews.index(row.review_id) for row in mine}
            return own.union(*(ticked(child) for child, parent in above.items() if parent == mode))

        def tally(ids: list[int], others: set[int]) -> Tally:
            return Tally(len(ids), len({self.notes.index(note) // 2 for note in ids} | others))

        return {None: tally(held[None], set())} | {mode: tally(below(mode), ticked(mode)) for mode in modes}


@pytest.mark.parametrize("part", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_random_sequences_of_changes_lose_nothing_and_are_undone_exactly(
    dana: Person, db: str, part: int
) -> None:
    machine = type("OfDana", (Sequences,), {"who": dana})
    examples, steps = (6, 15) if db.startswith("postgres") else (15, 30)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples // part,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
