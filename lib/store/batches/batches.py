"""Batches: traces drawn together, with the whole design of the draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lib.model import Draw, Person, Role, Verdict
from lib.spelling import clean_name
from lib.store.engine import insert, reading, writing
from lib.store.rules import access, bitmap, events
from lib.store.rules.counted_reviews import counted_reviews
from lib.store.schema.tables import batch_items, batches, now, people, traces


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """A batch as lists show it: its design, and how far the reading has come.

    ``frame`` is how many traces it was drawn from, ``already_read`` how many of the project were read then.
    ``weighted`` picks are targeted, yet of a known probability: random ones within strata.
    """

    id: int
    name: str
    strategy: str
    parameters: Mapping[str, object]
    seed: int
    population: str
    frame: int
    already_read: int
    drawn_by: str
    created_at: datetime
    archived_at: datetime | None
    size: int
    random: int
    weighted: int
    passed: int
    failed: int
    deferred: int

    @property
    def read(self) -> int:
        """How many of its traces have a verdict of any kind."""
        return self.passed + self.failed + self.deferred


def create(
    who: Person,
    project_id: int,
    name: str,
    draw: Draw,
    *,
    strategy: str,
    seed: int,
    parameters: Mapping[str, object],
    population: str,
    frame: Iterable[int],
) -> int:
    """Store a batch with its design in one transaction and return its id. Needs the role engineer.

    ``frame`` holds the serials of the population it was drawn from, and ``population`` says it in words.
    Raises ``ValueError`` where nothing was drawn.
    """
    if not draw.trace_ids:
        raise ValueError("Nothing was drawn: no trace passes the filter.")
    with writing() as connection:
        access.check(connection, who, project_id, Role.ENGINEER)
        counted = counted_reviews(project_id)
        already = connection.scalars(
            sa.select(traces.c.serial).join(counted, counted.c.trace_id == traces.c.id)
        )
        row = {
            "project_id": project_id,
            "person_id": who.id,
            "name": clean_name(name),
            "strategy": strategy,
            "parameters": dict(parameters),
            "seed": seed,
            "population": population,
            "frame": bitmap.pack(frame),
            "reviewed": bitmap.pack(already),
        }
        made = insert(connection, batches, row)
        columns = ("trace_id", "reason", "random", "inclusion_probability", "stratum")
        picks = zip(
            draw.trace_ids, draw.reasons, draw.random, draw.inclusion_probability, draw.stratum, strict=True
        )
        connection.execute(
            batch_items.insert(),
            [
                {"batch_id": made, "position": place, **dict(zip(columns, pick, strict=True))}
                for place, pick in enumerate(picks, start=1)
            ],
        )
        events.record(connection, who, project_id, "batch.drawn", batch=made, size=len(draw.trace_ids))
    return made


def archive(who: Person, project_id: int, batch_id: int) -> None:
    """Take a batch out of the lists; what was read of it and its design still count.

    Needs the role engineer. Raises ``LookupError`` for an unknown batch.
    """
    _archive(who, project_id, batch_id, "batch.archived", now())


def bring_back(who: Person, project_id: int, batch_id: int) -> None:
    """Undo ``archive``. Needs the role engineer. Raises ``LookupError`` for an unknown batch."""
    _archive(who, project_id, batch_id, "batch.brought_back", None)


def _archive(who: Person, project_id: int, batch_id: int, action: str, at: datetime | None) -> None:
    mine = (batches.c.id == batch_id) & (batches.c.project_id == project_id)
    with writing() as connection:
        access.check(connection, who, project_id, Role.ENGINEER)
        if not connection.execute(batches.update().where(mine).values(archived_at=at)).rowcount:
            raise LookupError("This project has no such batch.")
        events.record(connection, who, project_id, action, batch=batch_id)


def summaries(project_id: int, *, archived: bool = False) -> list[BatchSummary]:
    """Return the project's batches, newest first; the archived ones only where ``archived``."""
    counted = counted_reviews(project_id)
    mine = batches.c.project_id == project_id
    if not archived:
        mine = sa.and_(mine, batches.c.archived_at.is_(None))
    is_weighted = sa.and_(sa.not_(batch_items.c.random), batch_items.c.inclusion_probability.is_not(None))
    designs = (
        sa.select(
            batches.c.id,
            batches.c.name,
            batches.c.strategy,
            batches.c.parameters,
            batches.c.seed,
            batches.c.population,
            batches.c.frame,
            batches.c.reviewed,
            batches.c.created_at,
            batches.c.archived_at,
            people.c.name.label("drawn_by"),
            sa.func.count().label("size"),
            sa.func.count(sa.case((batch_items.c.random, 1))).label("random"),
            sa.func.count(sa.case((is_weighted, 1))).label("weighted"),
        )
        .join(batch_items, batch_items.c.batch_id == batches.c.id)
        .join(people, people.c.id == batches.c.person_id)
        .where(mine)
        .group_by(batches.c.id, people.c.name)
        .order_by(batches.c.created_at.desc(), batches.c.id.desc())
    )
    # Apart from the designs, and joined from the review to its batches: the other way round, SQLite reads
    # all reviews once for every item.
    verdicts = (
        sa.select(batch_items.c.batch_id, counted.c.verdict, sa.func.count().label("traces"))
        .select_from(counted)
        .join(batch_items, batch_items.c.trace_id == counted.c.trace_id)
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .where(mine)
        .group_by(batch_items.c.batch_id, counted.c.verdict)
    )
    with reading() as connection:
        said = {(row.batch_id, row.verdict): row.traces for row in connection.execute(verdicts)}
        return [
            BatchSummary(
                **_design(row._mapping),
                passed=said.get((row.id, Verdict.PASS.value), 0),
                failed=said.get((row.id, Verdict.FAIL.value), 0),
                deferred=said.get((row.id, Verdict.DEFER.value), 0),
            )
            for row in connection.execute(designs)
        ]


def _design(row: Mapping[Any, Any]) -> dict[str, Any]:
    found = {str(name): value for name, value in row.items()}
    found["already_read"] = bitmap.count(found.pop("reviewed"))
    return {**found, "frame": bitmap.count(row["frame"])}
