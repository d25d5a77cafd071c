"""First-use writes, each said once: what is written, how many rows that makes, and what each caller hears.

``round_`` makes each a first use again. Here, and not in a test, so that other processes find them too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from lib.failure_modes import LabelValue
from lib.model import Display, Group, Grouping, Note, Person, Role, Verdict
from lib.store import engine, jobs
from lib.store.batches import assignments, claims
from lib.store.batches.division import Plan
from lib.store.projects import people, preferences, projects
from lib.store.recoding import criteria_drift
from lib.store.recoding.criteria_drift import Candidate
from lib.store.reviews import adjudication, drafts, reviews, self_agreement
from lib.store.schema import derived_tables, tables
from lib.store.taxonomy import labels, proposals, taxonomy
from lib.store.taxonomy import past as taxonomy_past
from lib.store.traces import imports, vectors
from lib.store.traces.vectors import Atlas
from tests import seed

ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Stage:
    """What was there before: one local person's project with traces read and not read, modes and a batch."""

    who: Person
    project_id: int
    fresh: tuple[int, ...]
    read: tuple[int, ...]
    review_ids: tuple[int, ...]
    note_ids: tuple[int, ...]
    mode_ids: tuple[int, ...]
    batch_id: int
    vectoriser_id: int


@dataclass(frozen=True, slots=True)
class Write:
    """``act`` is what one of several callers does; ``made`` counts what there is in its round then.

    ``one`` is how many that must be. Where ``same``, every caller hears the same answer.
    """

    act: Callable[[Stage, int, int], Any]
    made: Callable[[Stage, int], int]
    one: int = 1
    same: bool = True


def stage() -> Stage:
    """Set the stage in the database of this process."""
    who = people.local_person("Dana")
    project_id = projects.create(who, "Leasing assistant").id
    names = [seed.trace(f"t{number}") for number in range(3 * ROUNDS)]
    ids = seed.store(who, project_id, names)
    fresh, read = tuple(ids[:ROUNDS]), tuple(ids[ROUNDS:])
    made = [reviews.submit(who, project_id, one, Verdict.FAIL, [Note("wrong price")]) for one in read]
    mode_ids = [taxonomy.create_mode(who, project_id, f"Mode {number}").id for number in range(ROUNDS)]
    return Stage(
        who,
        project_id,
        fresh,
        read,
        tuple(one.id or 0 for one in made),
        tuple(one.notes[0].id or 0 for one in made),
        tuple(mode_ids),
        seed.batch(who, project_id, fresh),
        vectors.save_vectoriser(project_id, "tfidf", 2, 1, b""),
    )


def count(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
    """Return how many rows of the table these hold for."""
    with engine.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0


def _review(at: Stage, round_: int, purpose: str, trace: int) -> int:
    del at, round_
    row = tables.reviews.c
    mine = sa.select(row.id).where(row.trace_id == trace, row.purpose == purpose)
    revisions = count(tables.review_revisions, tables.review_revisions.c.review_id.in_(mine))
    return revisions if count(tables.reviews, row.trace_id == trace, row.purpose == purpose) == 1 else -1


def _cased(number: int, name: str) -> str:
    return name.upper() if number % 2 else name.lower()


def _submit(at: Stage, round_: int, based_on: int | None, tags: bool) -> Any:
    given = [Note("offered 9:00", 4, "9:00 is free"), Note("no parking")]
    typed = drafts.Draft(tuple(given), Verdict.FAIL, tab="window")
    return reviews.submit(
        at.who,
        at.project_id,
        at.fresh[round_],
        Verdict.FAIL,
        given,
        seconds=3,
        batch_id=at.batch_id,
        based_on=based_on,
        typed=typed,
        tags={0: at.mode_ids[0]} if tags else None,
    )


def _seen(at: Stage, round_: int) -> Candidate:
    place = ROUNDS + round_
    moment = tables.now()
    return Candidate(at.read[place], f"t{place}", at.review_ids[place], Verdict.FAIL, moment, ())


def _grouping(at: Stage, round_: int) -> Grouping:
    group = Group(name=f"Prices {round_}", definition="", note_ids=(at.note_ids[0],))
    return Grouping((group,))


def _handed_out(at: Stage) -> int:
    items = sa.select(tables.batch_items.c.id).where(tables.batch_items.c.batch_id == at.batch_id)
    return count(tables.assignments, tables.assignments.c.batch_item_id.in_(items))


def _chosen(at: Stage) -> int:
    found = preferences.of(at.who)
    return int(found.quick_tags and not found.hints)


_block = np.ones((1, 2), dtype=np.float32)

WRITES: dict[str, Write] = {
    "a sign-in": Write(
        lambda at, r, n: people.signed_in(f" Kim{r}@Example.com", "Kim", is_admin=True),
        lambda at, r: count(tables.people, tables.people.c.email == f"kim{r}@example.com"),
    ),
    "a role": Write(
        lambda at, r, n: people.set_role(at.who, at.project_id, f"sam{r}@example.com", Role.ANNOTATOR),
        lambda at, r: sum(
            person.email == f"sam{r}@example.com" for person, _ in people.members(at.who, at.project_id)
        ),
    ),
    "a project": Write(
        lambda at, r, n: projects.create(at.who, _cased(n, f"Émile {r}")),
        lambda at, r: sum(one.name.casefold() == f"émile {r}" for one in projects.visible_to(at.who)),
        same=False,
    ),
    "two preferences": Write(
        lambda at, r, n: preferences.choose(at.who, *(("hints", False) if n % 2 else ("quick_tags", True))),
        lambda at, r: _chosen(at),
    ),
    "a review over an unread trace": Write(
        lambda at, r, n: _submit(at, r, 0, tags=False), lambda at, r: _review(at, r, "first", at.fresh[r])
    ),
    "a review whatever stood there": Write(
        lambda at, r, n: _submit(at, r, None, tags=False), lambda at, r: _review(at, r, "first", at.fresh[r])
    ),
    "a review with quick tags": Write(
        lambda at, r, n: _submit(at, r, 0, tags=True), lambda at, r: _review(at, r, "first", at.fresh[r])
    ),
    "a review read again": Write(
        lambda at, r, n: self_agreement.submit(
            at.who, at.project_id, at.read[r], Verdict.FAIL, Note("late", 2)
        ),
        lambda at, r: _review(at, r, "again", at.read[r]),
    ),
    "a look again that says the same": Write(
        lambda at, r, n: criteria_drift.look(
            at.who, at.project_id, _seen(at, r), at.mode_ids[0], Verdict.FAIL, has=True
        ),
        lambda at, r: _review(at, r, "drift", at.read[ROUNDS + r]),
    ),
    "a look again that says otherwise": Write(
        lambda at, r, n: criteria_drift.look(
            at.who, at.project_id, _seen(at, r), at.mode_ids[0], Verdict.PASS
        ),
        lambda at, r: _review(at, r, "drift", at.read[ROUNDS + r]),
    ),
    "a decision": Write(
        lambda at, r, n: adjudication.decide(
            at.who, at.project_id, at.read[r], Verdict.FAIL, [Note("decided so")], based_on=0
        ),
        lambda at, r: _review(at, r, "adjudication", at.read[r]),
    ),
    "a draft": Write(
        lambda at, r, n: drafts.keep(
            at.who, at.project_id, at.fresh[r], drafts.Draft((Note("half"),), tab="w")
        ),
        lambda at, r: count(tables.drafts, tables.drafts.c.trace_id == at.fresh[r]),
    ),
    "a draft in each of several windows": Write(
        lambda at, r, n: drafts.keep(
            at.who, at.project_id, at.fresh[r], drafts.Draft((Note(f"half {n}"),), tab=f"window {n}")
        ),
        lambda at, r: count(tables.drafts, tables.drafts.c.trace_id == at.fresh[r]),
        same=False,
    ),
    "a failure mode": Write(
        lambda at, r, n: taxonomy.create_mode(at.who, at.project_id, _cased(n, f"Größe {r}")),
        lambda at, r: sum(one.name.casefold() == f"grösse {r}" for one in taxonomy.modes(at.project_id)),
        same=False,
    ),
    "a name taken by renaming": Write(
        lambda at, r, n: taxonomy.edit_mode(
            at.who, at.project_id, at.mode_ids[n % ROUNDS], name=_cased(n, f"Named {r}")
        ),
        lambda at, r: sum(one.name.casefold() == f"named {r}" for one in taxonomy.modes(at.project_id)),
        same=False,
    ),
    "a name for the taxonomy": Write(
        lambda at, r, n: taxonomy_past.name_now(at.who, at.project_id, _cased(n, f"Round {r}")),
        lambda at, r: sum(
            one.name.casefold() == f"round {r}" for one in taxonomy_past.snapshots(at.project_id)
        ),
        same=False,
    ),
    "a label": Write(
        lambda at, r, n: labels.put(
            at.who,
            at.project_id,
            at.review_ids[r],
            {at.mode_ids[r]: LabelValue.NO},
            expected={at.mode_ids[r]: None},
        ),
        lambda at, r: count(tables.labels, tables.labels.c.review_id == at.review_ids[r]),
        same=False,
    ),
    "assignments": Write(
        lambda at, r, n: assignments.assign(at.who, at.project_id, at.batch_id, Plan((at.who.id,))),
        lambda at, r: _handed_out(at),
        one=ROUNDS,
    ),
    "a claim": Write(
        lambda at, r, n: claims.claim(at.who, at.project_id, at.batch_id, window=f"w{r}"),
        lambda at, r: count(tables.leases, tables.leases.c.window == f"w{r}"),
    ),
    "a suggestion": Write(
        lambda at, r, n: proposals.save(at.who, at.project_id, proposals.OFFLINE, _grouping(at, r)) and None,
        lambda at, r: count(derived_tables.proposals, derived_tables.proposals.c.closed_at.is_(None)),
    ),
    "a job": Write(
        lambda at, r, n: jobs.create(at.who, at.project_id, "import", {"path": f"f{r}"}, Role.ENGINEER),
        lambda at, r: count(tables.jobs) - r,
    ),
    "an import": Write(
        lambda at, r, n: imports.start(at.who, at.project_id, f"file {r}"),
        lambda at, r: count(tables.imports, tables.imports.c.status == "running"),
        same=False,
    ),
    "a block of vectors": Write(
        lambda at, r, n: vectors.add_block(at.vectoriser_id, r + 1, _block),
        lambda at, r: count(derived_tables.vector_blocks) - r,
    ),
    "an atlas": Write(
        lambda at, r, n: vectors.save_atlas(
            at.project_id, Atlas(at.vectoriser_id, r, np.zeros(1, dtype=np.int16), _block, [])
        ),
        lambda at, r: count(derived_tables.atlases),
    ),
    "how traces are shown": Write(
        lambda at, r, n: projects.set_display(at.who, at.project_id, Display(badges=(f"badge {r}",))),
        lambda at, r: sum(one.display.badges == (f"badge {r}",) for one in projects.visible_to(at.who)),
    ),
}

SAID: tuple[type[Exception], ...] = (ValueError, imports.Busy, drafts.Elsewhere)
"""What a caller that came second may hear, in words: the name is taken, the import is running, other words
are kept. Nothing else may come out of a write."""


def answer(write: Write, at: Stage, round_: int, number: int) -> str:
    """Return what one caller hears, as text."""
    try:
        return f"answer: {write.act(at, round_, number)!r}"
    except SAID as said:
        return f"said: {said}"
    except Exception as broken:
        return f"broken: {broken!r}"


def check(write: Write, at: Stage, round_: int, heard: list[str]) -> None:
    """Assert what must hold after all callers of a round have been answered."""
    assert not [one for one in heard if one.startswith("broken")], heard
    assert write.made(at, round_) == write.one, heard
    if write.same:
        assert set(heard) == {heard[0]} and heard[0].startswith("answer"), heard
    else:
        assert [one for one in heard if one.startswith("answer")], heard
