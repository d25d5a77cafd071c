"""Jobs: pieces of background work, done in processes of their own and watched from the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from lib.model import Person, Role
from lib.store.engine import insert, reading, writing
from lib.store.rules import access, events, locks
from lib.store.schema.tables import jobs, now, people

DEAD_AFTER = timedelta(seconds=90)


class Status(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    DIED = "stopped unexpectedly"

    @property
    def is_over(self) -> bool:
        """Whether nothing will happen to the job any more."""
        return self not in (Status.QUEUED, Status.RUNNING)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work: what to do, how far it is, and what came of it."""

    id: int
    project_id: int
    person: Person
    kind: str
    status: Status
    payload: Mapping[str, Any]
    progress: float
    message: str
    result: Mapping[str, Any] | None
    cancel_requested: bool
    claimed_by: str | None
    heartbeat_at: datetime
    created_at: datetime


def create(who: Person, project_id: int, kind: str, payload: Mapping[str, object], needed: Role) -> int:
    """Queue a job and return its id; where the same is waiting or going on already, the id of that.

    ``needed`` is the role the work asks for.
    """
    same = sa.select(jobs.c.id, jobs.c.payload).where(
        jobs.c.project_id == project_id,
        jobs.c.kind == kind,
        jobs.c.cancel_requested.is_(False),
        _not_over(),
    )
    with writing() as connection:
        access.check(connection, who, project_id, needed)
        locks.project(connection, project_id)
        for found in connection.execute(same):
            if found.payload == payload:
                return int(found.id)
        row = {"project_id": project_id, "person_id": who.id, "kind": kind, "payload": dict(payload)}
        made = insert(connection, jobs, row)
        events.record(connection, who, project_id, "job.queued", job=made, kind=kind)
    return made


def claim(job_id: int, worker: str) -> Job | None:
    """Take a queued job in one statement and return it, or None where somebody else has it already."""
    values = {"status": Status.RUNNING.value, "claimed_by": worker, "heartbeat_at": now()}
    waiting = (jobs.c.id == job_id) & (jobs.c.status == Status.QUEUED.value)
    with writing() as connection:
        if connection.execute(jobs.update().where(waiting).values(values)).rowcount == 0:
            return None
        return _job(connection.execute(_all().where(jobs.c.id == job_id)).one())


def beat(job_id: int, progress: float, message: str) -> bool:
    """Say that the job is alive and how far (0 to 1). Returns False where it is to stop."""
    values = {"heartbeat_at": now(), "progress": progress, "message": message}
    with writing() as connection:
        wanted = connection.execute(
            jobs.update().where(_mine(job_id)).values(values).returning(jobs.c.cancel_requested)
        ).scalar()
    return wanted is False


def request_stop(who: Person, project_id: int, job_id: int, needed: Role) -> None:
    """Ask a job to stop; it does so at its next heartbeat. One that never began is over at once."""
    mine = (jobs.c.id == job_id) & (jobs.c.project_id == project_id)
    with writing() as connection:
        access.check(connection, who, project_id, needed)
        connection.execute(jobs.update().where(mine).values(cancel_requested=True))
        waiting = mine & (jobs.c.status == Status.QUEUED.value)
        over = {"status": Status.STOPPED.value, "finished_at": now()}
        connection.execute(jobs.update().where(waiting).values(over))
        events.record(connection, who, project_id, "job.stop_requested", job=job_id)


def finish(
    job_id: int, status: Status, message: str = "", result: Mapping[str, object] | None = None
) -> bool:
    """Close a job that is not over yet and return whether it was not."""
    values: dict[str, object] = {"status": status.value, "message": message, "finished_at": now()}
    if result is not None:
        values["result"] = dict(result)
    going = (jobs.c.id == job_id) & _not_over()
    with writing() as connection:
        closed = connection.execute(
            jobs.update().where(going).values(values).returning(jobs.c.project_id)
        ).scalar()
        if closed is not None:
            events.record(connection, None, closed, "job.finished", job=job_id, status=status.value)
    return closed is not None


def get(project_id: int, job_id: int) -> Job | None:
    """Return a job of the project."""
    return _first(_all().where(jobs.c.project_id == project_id, jobs.c.id == job_id))


def newest(project_id: int, kind: str) -> Job | None:
    """Return the project's job of this kind that was queued last."""
    mine = _all().where(jobs.c.project_id == project_id, jobs.c.kind == kind)
    return _first(mine.order_by(jobs.c.id.desc()).limit(1))


def going(project_id: int) -> list[Job]:
    """Return the project's jobs that are not over."""
    mine = _all().where(jobs.c.project_id == project_id, _not_over())
    with reading() as connection:
        return [_job(row) for row in connection.execute(mine)]


def _not_over() -> sa.ColumnElement[bool]:
    return jobs.c.status.in_([Status.QUEUED.value, Status.RUNNING.value])


def _mine(job_id: int) -> sa.ColumnElement[bool]:
    return (jobs.c.id == job_id) & (jobs.c.status == Status.RUNNING.value)


def _all() -> sa.Select[Any]:
    return sa.select(jobs, people.c.name, people.c.email, people.c.is_admin).join(
        people, people.c.id == jobs.c.person_id
    )


def _first(query: sa.Select[Any]) -> Job | None:
    with reading() as connection:
        found = connection.execute(query).first()
    return _job(found) if found is not None else None


def _job(row: sa.Row[Any]) -> Job:
    return Job(
        id=row.id,
        project_id=row.project_id,
        person=Person(row.person_id, row.name, row.email, row.is_admin),
        kind=row.kind,
        status=Status(row.status),
        payload=row.payload,
        progress=row.progress,
        message=row.message,
        result=row.result,
        cancel_requested=row.cancel_requested,
        claimed_by=row.claimed_by,
        heartbeat_at=row.heartbeat_at,
        created_at=row.created_at,
    )
