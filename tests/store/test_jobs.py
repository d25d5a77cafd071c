"""Jobs: who gets one, who may stop one, and what is left when its process dies. On both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from lib.model import Person, Project, Role
from lib.services import jobs as work
from lib.store import engine, jobs
from lib.store.jobs import Status
from lib.store.projects import people, projects
from lib.store.rules import access
from lib.store.schema import tables


def _queue(who: Person, project: Project) -> int:
    return jobs.create(who, project.id, "import", {"path": "x"}, Role.ENGINEER)


def test_only_one_of_many_workers_gets_a_job(dana: Person, project: Project) -> None:
    made = _queue(dana, project)
    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda number: jobs.claim(made, f"w{number}"), range(8)))
    [job] = [job for job in claimed if job is not None]
    assert (job.status, job.payload, job.person.id) == (Status.RUNNING, {"path": "x"}, dana.id)
    assert jobs.get(project.id, made) == job


def test_a_heartbeat_carries_the_progress_out_and_the_wish_to_stop_in(dana: Person, project: Project) -> None:
    made = _queue(dana, project)
    jobs.claim(made, "w")
    assert jobs.beat(made, 0.25, "Reading") is True
    jobs.request_stop(dana, project.id, made, Role.ENGINEER)
    assert jobs.beat(made, 0.5, "Storing") is False
    found = jobs.newest(project.id, "import")
    assert found is not None and (found.progress, found.message) == (0.5, "Storing")


def test_a_job_stopped_before_it_began_never_begins(dana: Person, project: Project) -> None:
    made = _queue(dana, project)
    jobs.request_stop(dana, project.id, made, Role.ENGINEER)
    assert jobs.claim(made, "w") is None
    assert jobs.going(project.id) == []


def test_a_job_ends_once(dana: Person, project: Project) -> None:
    made = _queue(dana, project)
    jobs.claim(made, "w")
    assert jobs.finish(made, Status.DONE, "", {"imported": 3})
    assert not jobs.finish(made, Status.DIED)
    assert jobs.beat(made, 1.0, "late") is False
    found = jobs.get(project.id, made)
    assert found is not None and (found.status, found.result) == (Status.DONE, {"imported": 3})


def test_queueing_and_stopping_need_the_role(dana: Person, project: Project) -> None:
    made = _queue(dana, project)
    people.set_role(dana, project.id, "ann@example.com", Role.ANNOTATOR)
    ann = people.signed_in("ann@example.com", "Ann", is_admin=False)
    with pytest.raises(access.NotAllowed):
        _queue(ann, project)
    with pytest.raises(access.NotAllowed):
        jobs.request_stop(ann, project.id, made, Role.ENGINEER)
    assert jobs.claim(made, "w") is not None


def test_a_job_of_another_project_is_not_found(dana: Person, project: Project) -> None:
    made = _queue(dana, project)
    other = projects.create(dana, "Another")
    assert jobs.get(other.id, made) is None
    jobs.request_stop(dana, other.id, made, Role.ENGINEER)
    assert jobs.claim(made, "w") is not None


@pytest.mark.parametrize(
    ("column", "late"), [("heartbeat_at", jobs.DEAD_AFTER), ("created_at", timedelta(minutes=2))]
)
def test_silence_is_taken_for_death(dana: Person, project: Project, column: str, late: timedelta) -> None:
    made = _queue(dana, project)
    if column == "heartbeat_at":
        jobs.claim(made, "another-machine:1")
    work.sweep(project.id)
    assert [job.id for job in jobs.going(project.id)] == [made]
    with engine.writing() as connection:
        long_ago = {column: tables.now() - late - timedelta(seconds=1)}
        connection.execute(tables.jobs.update().values(long_ago))
    work.sweep(project.id)
    found = jobs.get(project.id, made)
    assert found is not None and found.status is Status.DIED
