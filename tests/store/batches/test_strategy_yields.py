"""What reading brought by strategy, recounted slowly and obviously, on both databases."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import pairwise

import pytest
import sqlalchemy as sa

from lib.model import Draw, Note, Person, Project, Role, StrategyYield, Verdict
from lib.store import engine
from lib.store.batches import batches, strategy_yields
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.schema import tables
from lib.store.taxonomy import taxonomy
from tests import seed


def draw(who: Person, project_id: int, ids: list[int], strategy: str, at_random: list[bool]) -> int:
    many = len(ids)
    picked = Draw(tuple(ids), ("why",) * many, tuple(at_random), (None,) * many, (None,) * many)
    return batches.create(
        who, project_id, strategy, picked, strategy=strategy, seed=1, parameters={}, population="", frame=[1]
    )


def by_kind(project: Project) -> dict[tuple[str | None, bool], tuple[int, int, int, int, float]]:
    found = strategy_yields.by_strategy(project.id)
    return {
        (one.strategy, one.random): (one.read, one.failed, one.notes, one.new_modes, round(one.seconds, 3))
        for one in found
    }


def test_a_mode_is_new_to_the_strategy_that_showed_it_first(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"t{number}") for number in range(6)])
    at_random = draw(dana, project.id, ids[:2], "random", [True, True])
    mixed = draw(dana, project.id, ids[2:5], "smart mix", [True, False, False])
    notes = {}
    # Read in this order: the mixed batch before the random one.
    for trace_id, batch_id, text in [
        (ids[3], mixed, "a"),
        (ids[2], mixed, "b"),
        (ids[0], at_random, "a"),
        (ids[5], None, "c"),
    ]:
        made = reviews.submit(
            dana, project.id, trace_id, Verdict.FAIL, [Note(text)], seconds=30, batch_id=batch_id
        )
        notes.setdefault(text, []).append(made.notes[0].id or 0)
    reviews.submit(dana, project.id, ids[1], Verdict.PASS, seconds=10, batch_id=at_random)
    reviews.submit(dana, project.id, ids[4], Verdict.DEFER, seconds=5, batch_id=mixed)
    assert by_kind(project)["smart mix", False] == (1, 1, 1, 0, 35)
    for text, of_mode in notes.items():
        taxonomy.create_mode(dana, project.id, text, "", of_mode)
    assert by_kind(project) == {
        ("random", True): (2, 1, 1, 0, 40),
        ("smart mix", True): (1, 1, 1, 1, 30),
        ("smart mix", False): (1, 1, 1, 1, 35),
        (None, False): (1, 1, 1, 1, 30),
    }


def test_a_trace_opened_outside_of_its_batch_counts_for_it(dana: Person, project: Project) -> None:
    [trace_id] = seed.store(dana, project.id, [seed.trace("t")])
    draw(dana, project.id, [trace_id], "feedback", [False])
    draw(dana, project.id, [trace_id], "random", [True])
    reviews.submit(dana, project.id, trace_id, Verdict.PASS)
    assert by_kind(project) == {("feedback", False): (1, 0, 0, 0, 0)}


def test_nothing_read_brought_nothing(project: Project) -> None:
    assert strategy_yields.by_strategy(project.id) == []


@pytest.mark.parametrize("number", range(4))
def test_the_counts_are_those_of_a_slow_recount(dana: Person, project: Project, number: int) -> None:
    dice = random.Random(number)
    people.set_role(dana, project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    ids = seed.store(dana, project.id, [seed.trace(f"t{place:02d}") for place in range(60)])
    drawn = [
        (name, dice.sample(ids, 20)) for name in ("random", "feedback", "smart mix", "smart mix", "outlier")
    ]
    made = []
    for name, some in drawn:
        sides = [name == "random" or (name == "smart mix" and dice.random() < 0.4) for _ in some]
        made.append((draw(dana, project.id, some, name, sides), set(some)))
    modes = [taxonomy.create_mode(dana, project.id, f"mode {place}", "", []).id for place in range(6)]
    with engine.writing() as connection:
        gone = tables.failure_modes.c.id == modes[5]
        connection.execute(tables.failure_modes.update().where(gone).values(status="retired"))
    for trace_id in dice.sample(ids, 50):
        among = [batch_id for batch_id, some in made if trace_id in some]
        for who in dice.choice([[dana], [sam], [sam, dana], [dana, sam]]):
            verdict = dice.choice([Verdict.PASS, Verdict.FAIL, Verdict.FAIL, Verdict.DEFER])
            written = [Note(f"note {place}") for place in range(dice.choice([0, 1, 1, 2, 3]))]
            review = reviews.submit(
                who,
                project.id,
                trace_id,
                verdict,
                written,
                seconds=dice.randint(1, 90),
                batch_id=dice.choice([*among, None]),
            )
            fate = dice.random()
            if fate < 0.1:
                reviews.undo(who, project.id, trace_id, revision=review.revision)
                continue
            with engine.writing() as connection:
                for note in review.notes:
                    put = tables.notes.update().where(tables.notes.c.id == note.id)
                    connection.execute(put.values(failure_mode_id=dice.choice([None, *modes])))
            if fate < 0.2:
                reviews.submit(who, project.id, trace_id, Verdict.FAIL, review.notes[1:])
    found = strategy_yields.by_strategy(project.id)
    assert all(one.read >= other.read for one, other in pairwise(found))
    assert {(one.strategy, one.random): one for one in found} == _recount(dana)


def _rows(table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
    with engine.reading() as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.id)))


def _recount(lead: Person) -> dict[tuple[str | None, bool], StrategyYield]:
    """Count again without SQL: one review after the other, in the order they were written."""
    strategy = {batch.id: batch.strategy for batch in _rows(tables.batches)}
    items, written = _rows(tables.batch_items), _rows(tables.notes)
    active = {mode.id for mode in _rows(tables.failure_modes) if mode.status == "active"}
    of_trace = defaultdict(list)
    for review in _rows(tables.reviews):
        if review.verdict is not None:
            of_trace[review.trace_id].append(review)
    counted = [
        min(several, key=lambda r: (r.person_id != lead.id, r.created_at, r.id))
        for several in of_trace.values()
    ]
    known: set[int] = set()
    found: dict[tuple[str | None, bool], StrategyYield] = {}
    for review in sorted(counted, key=lambda r: (r.created_at, r.id)):
        holding = [item for item in items if item.trace_id == review.trace_id]
        home = review.batch_id or min((item.batch_id for item in holding), default=None)
        kind = (strategy.get(home), any(item.random for item in holding if item.batch_id == home))
        said = [n for n in written if n.review_id == review.id and n.removed_at is None]
        said = said if review.verdict == "fail" else []
        new = {n.failure_mode_id for n in said} & active - known
        known |= new
        was = found.get(kind, StrategyYield(*kind, 0, 0, 0, 0, 0.0))
        found[kind] = StrategyYield(
            *kind,
            was.read + (review.verdict != "defer"),
            was.failed + (review.verdict == "fail"),
            was.notes + len(said),
            was.new_modes + len(new),
            was.seconds + review.seconds,
        )
    return found
