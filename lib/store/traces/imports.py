"""Imports: written in short transactions while people annotate, published in one step, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from lib.model import Intake, IntakeKind, Person, Role, Trace
from lib.store.engine import insert, reading, writing
from lib.store.rules import access, events
from lib.store.schema.tables import imports, now, people, projects, trace_bodies, traces
from lib.store.traces import bodies, metadata_fields

DEAD_AFTER = timedelta(seconds=90)
_DELETED_AT_ONCE = 500
EVERYTHING = Intake()


class Busy(RuntimeError):
    """Another import into the project is running."""


@dataclass(frozen=True, slots=True)
class NewTrace:
    """A trace ready to be stored, with what the light columns hold of it.

    ``also_known_as`` is the id it would have had before the project's ids got a content hash.
    """

    trace: Trace
    content_hash: str
    normalised_hash: str
    preview: str
    search_text: str
    steps: int
    tool_calls: int
    errors: int
    characters: int
    also_known_as: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one chunk: ids stored, ids there with the same content, ids there with other content."""

    imported: tuple[str, ...]
    already_there: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """An import that is over, as lists show it. ``report`` is None where it ended without one."""

    id: int
    job_id: int | None
    source: str
    status: str
    by: str
    started_at: datetime
    report: Mapping[str, Any] | None


def start(
    who: Person, project_id: int, source: str, *, job_id: int | None = None, intake: Intake = EVERYTHING
) -> int:
    """Open an import and return its id. Needs the role engineer.

    Dead imports of the project are swept first. Raises ``Busy`` where a live one is running.
    """
    sweep(project_id)
    with writing() as connection:
        access.check(connection, who, project_id, Role.ENGINEER)
        # Locks out a second start until this one is written.
        connection.execute(sa.select(projects.c.id).where(projects.c.id == project_id).with_for_update())
        if connection.scalar(sa.select(imports.c.id).where(_running(project_id))) is not None:
            raise Busy(
                "Another import into this project is running. Wait for it, or stop it, then try again."
            )
        row = {
            "project_id": project_id,
            "person_id": who.id,
            "source": source,
            "job_id": job_id,
            "intake": intake.kind.value,
            "intake_total": intake.total,
        }
        made = insert(connection, imports, row)
        told = {"import_id": made, "intake": intake.kind.value, "total": intake.total}
        events.record(connection, who, project_id, "import.started", **told)
    return made


def intakes(project_id: int) -> dict[int, Intake]:
    """Return how the traces of each published import were taken, by the import's id."""
    columns = imports.c.id, imports.c.intake, imports.c.intake_total
    query = sa.select(*columns).where(imports.c.project_id == project_id, imports.c.published_at.is_not(None))
    with reading() as connection:
        rows = connection.execute(query).all()
    return {row.id: Intake(IntakeKind(row.intake), row.intake_total) for row in rows}


def beat(import_id: int) -> None:
    """Say that the import is alive while it writes nothing. Raises ``Busy`` where it was swept."""
    with writing() as connection:
        _still_running(connection, import_id)


def add(import_id: int, items: Sequence[NewTrace]) -> Added:
    """Store one chunk in one short transaction, invisible until published, and say what became of each.

    Nothing that is there is ever overwritten. Raises ``Busy`` where the import has been swept as dead.
    """
    with writing() as connection:
        project_id = _still_running(connection, import_id)
        names = {name for item in items for name in (item.trace.external_id, item.also_known_as) if name}
        known = _known(connection, project_id, names)
        newest = sa.select(sa.func.max(traces.c.serial)).where(traces.c.project_id == project_id)
        serial = connection.scalar(newest) or 0
        fresh: list[NewTrace] = []
        already: list[str] = []
        changed: list[str] = []
        for item in items:
            name = item.trace.external_id
            if name not in known and known.get(item.also_known_as) == item.content_hash:
                already.append(name)
            elif name not in known:
                known[name] = item.content_hash
                fresh.append(item)
            elif known[name] == item.content_hash:
                already.append(name)
            else:
                changed.append(name)
        if fresh:
            rows = [
                {"project_id": project_id, "import_id": import_id, "serial": number, **_light(item)}
                for number, item in enumerate(fresh, start=serial + 1)
            ]
            inserted = connection.execute(
                traces.insert().returning(traces.c.id, sort_by_parameter_order=True), rows
            ).scalars()
            connection.execute(
                trace_bodies.insert(),
                [
                    {
                        "trace_id": trace_id,
                        "steps": bodies.dump_steps(item.trace.steps),
                        "extra": bodies.dump_extra(item.trace.extra),
                    }
                    for trace_id, item in zip(inserted, fresh, strict=True)
                ],
            )
            _count_fields(connection, import_id, fresh)
    return Added(tuple(item.trace.external_id for item in fresh), tuple(already), tuple(changed))


def publish(who: Person, import_id: int, report: Mapping[str, object]) -> None:
    """Make everything the import stored visible at once, and keep its report. Needs the role engineer."""
    with writing() as connection:
        project_id = _still_running(connection, import_id)
        access.check(connection, who, project_id, Role.ENGINEER)
        done = {"status": "published", "published_at": now(), "report": dict(report)}
        connection.execute(imports.update().where(imports.c.id == import_id).values(done))
        events.record(connection, who, project_id, "import.published", import_id=import_id)


def abandon(import_id: int, status: str, report: Mapping[str, object] | None = None) -> None:
    """Take everything an unpublished import stored out again, in short transactions. ``status`` says why."""
    with writing() as connection:
        closing = {"status": status, "report": dict(report) if report else None}
        unpublished = (imports.c.id == import_id) & imports.c.published_at.is_(None)
        if connection.execute(imports.update().where(unpublished).values(closing)).rowcount == 0:
            return
        project_id = connection.scalar(sa.select(imports.c.project_id).where(imports.c.id == import_id))
        events.record(connection, None, project_id, "import.abandoned", import_id=import_id, status=status)
    some = sa.select(traces.c.id).where(traces.c.import_id == import_id).limit(_DELETED_AT_ONCE)
    while True:
        with writing() as connection:
            ids = list(connection.scalars(some))
            if not ids:
                return
            connection.execute(trace_bodies.delete().where(trace_bodies.c.trace_id.in_(ids)))
            connection.execute(traces.delete().where(traces.c.id.in_(ids)))


def sweep(project_id: int) -> None:
    """Take out what imports that died have left. A stopped import that was itself interrupted counts too."""
    left = sa.exists().where(traces.c.import_id == imports.c.id)
    dead = sa.and_(
        imports.c.project_id == project_id,
        imports.c.published_at.is_(None),
        sa.or_(
            sa.and_(imports.c.status == "running", imports.c.heartbeat_at < now() - DEAD_AFTER),
            sa.and_(imports.c.status != "running", left),
        ),
    )
    with reading() as connection:
        found = list(connection.execute(sa.select(imports.c.id, imports.c.status).where(dead)))
    for row in found:
        abandon(row.id, "died" if row.status == "running" else row.status)


def abandon_of_job(job_id: int, status: str) -> None:
    """Take out what the unpublished imports of a job have left. ``status`` says why."""
    mine = sa.select(imports.c.id).where(imports.c.job_id == job_id, imports.c.published_at.is_(None))
    with reading() as connection:
        found = list(connection.scalars(mine))
    for import_id in found:
        abandon(import_id, status)


def history(project_id: int, *, limit: int = 10) -> list[Past]:
    """Return the project's last imports that are over, newest first."""
    query = (
        sa.select(imports, people.c.name)
        .join(people, people.c.id == imports.c.person_id)
        .where(imports.c.project_id == project_id, imports.c.status != "running")
        .order_by(imports.c.id.desc())
        .limit(limit)
    )
    with reading() as connection:
        return [
            Past(row.id, row.job_id, row.source, row.status, row.name, row.started_at, row.report)
            for row in connection.execute(query)
        ]


def _running(project_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(imports.c.project_id == project_id, imports.c.status == "running")


def _still_running(connection: sa.Connection, import_id: int) -> int:
    alive = (imports.c.id == import_id) & (imports.c.status == "running")
    beaten = connection.execute(
        imports.update().where(alive).values(heartbeat_at=now()).returning(imports.c.project_id)
    ).scalar()
    if beaten is None:
        raise Busy("This import was stopped or taken for dead, and what it had stored was taken out again.")
    return int(beaten)


def _count_fields(connection: sa.Connection, import_id: int, fresh: Sequence[NewTrace]) -> None:
    mine = imports.c.id == import_id
    before = connection.scalar(sa.select(imports.c.fields).where(mine)) or {}
    after = metadata_fields.merged([before, metadata_fields.fields_of(item.trace.metadata for item in fresh)])
    connection.execute(imports.update().where(mine).values(fields=after))


def _known(connection: sa.Connection, project_id: int, names: Collection[str]) -> dict[str, str]:
    query = sa.select(traces.c.external_id, traces.c.content_hash).where(
        traces.c.project_id == project_id, traces.c.external_id.in_(list(names))
    )
    return {row.external_id: row.content_hash for row in connection.execute(query)}


def _light(item: NewTrace) -> dict[str, object]:
    trace = item.trace
    feedback = trace.feedback
    return {
        "external_id": trace.external_id,
        "content_hash": item.content_hash,
        "normalised_hash": item.normalised_hash,
        "origin": trace.origin.value,
        "group_key": trace.group_key,
        "happened_at": trace.happened_at,
        "version": trace.version,
        "latency_seconds": trace.latency_seconds,
        "cost_usd": trace.cost_usd,
        "feedback": feedback.value if feedback else None,
        "feedback_origin": feedback.origin.value if feedback else None,
        "feedback_raw": feedback.raw if feedback else None,
        "steps": item.steps,
        "tool_calls": item.tool_calls,
        "errors": item.errors,
        "characters": item.characters,
        "preview": item.preview,
        "search_text": item.search_text,
        "metadata": dict(trace.metadata),
    }
