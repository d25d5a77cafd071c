"""The job that makes vectors: when one is started, and how it ends. On both databases."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from lib import config
from lib.model import Person, Project, Role
from lib.services import jobs as work
from lib.services import vectorising
from lib.store import jobs
from lib.store.jobs import Status
from tests import seed


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)
    config.current.cache_clear()


def queued(who: Person, project: Project) -> int:
    return jobs.create(who, project.id, work.VECTORS, {}, Role.ENGINEER)


def count(project: Project) -> int:
    newest = jobs.newest(project.id, work.VECTORS)
    return newest.id if newest else 0


def test_the_job_makes_what_is_due_and_none_follows(dana: Person, project: Project) -> None:
    work.ensure_vectors(dana, project.id)
    assert count(project) == 0, "there are no traces"
    seed.store(dana, project.id, [seed.trace(f"t{n}") for n in range(20)])
    made = queued(dana, project)
    work.ensure_vectors(dana, project.id)
    assert count(project) == made, "one waits already"
    assert work.work(made) is Status.DONE
    assert not vectorising.is_due(project.id)
    work.ensure_vectors(dana, project.id)
    assert count(project) == made, "nothing is due"


def test_a_service_that_cannot_be_reached_is_told_and_not_asked_again_by_every_visit(
    dana: Person, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed.store(dana, project.id, [seed.trace("t")])
    monkeypatch.setenv("FAULTLINE_EMBEDDINGS", "http://127.0.0.1:9/v1")
    config.current.cache_clear()
    made = queued(dana, project)
    assert work.work(made) is Status.FAILED
    found = jobs.get(project.id, made)
    assert found is not None and "embeddings service" in found.message
    work.ensure_vectors(dana, project.id)
    assert count(project) == made


def test_two_that_were_queued_at_once_are_one(dana: Person, project: Project) -> None:
    seed.store(dana, project.id, [seed.trace("t")])
    first, second = queued(dana, project), queued(dana, project)
    assert first == second
    assert work.work(first) is Status.DONE
    assert work.work(second) is None
    assert not vectorising.is_due(project.id)


def test_a_job_that_is_asked_to_stop_does(dana: Person, project: Project) -> None:
    seed.store(dana, project.id, [seed.trace("t")])
    made = queued(dana, project)
    # Asked between claim and work, as a click on "Stop" is.
    claimed = jobs.claim(made, "w")
    assert claimed is not None
    jobs.request_stop(dana, project.id, made, Role.ENGINEER)
    assert work.KINDS[work.VECTORS](claimed) is Status.STOPPED
    found = jobs.get(project.id, made)
    assert found is not None and found.status is Status.STOPPED and vectorising.is_due(project.id)
