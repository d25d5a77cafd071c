"""Background work, each piece in its own process: pages stay quick, and leaving one stops nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from lib import config
from lib.assist.proposal import Stopped
from lib.formats.mapping import Mapping
from lib.model import Intake, IntakeKind, Person, Role
from lib.services import grouping, importing, vectorising
from lib.services.importing import Outcome
from lib.store import engine, jobs
from lib.store.jobs import Job, Status
from lib.store.taxonomy.taxonomy import Changed
from lib.store.traces import imports
from lib.text.embedding import EmbeddingFailed

IMPORT, VECTORS, GROUPING = "import", "vectors", "grouping"
_UNCLAIMED_FOR = timedelta(seconds=60)
_PULSE_SECONDS = 20.0

# Processes this one has started: asking after them is also what lets the system forget the ended ones.
_started: dict[tuple[str, int], subprocess.Popen[bytes]] = {}
_starting = threading.Lock()


def start_import(
    who: Person,
    project_id: int,
    path: Path,
    *,
    name: str,
    mapping: Mapping | None,
    strict: bool,
    spooled: bool,
    intake: Intake,
) -> int:
    """Queue the import of a file, start its process and return the job's id. Needs the role engineer.

    ``name`` is shown as its source; a ``spooled`` file is an upload, removed once it is read.
    """
    payload = {
        "path": str(path),
        "name": name,
        "mapping": mapping.to_json() if mapping else None,
        "strict": strict,
        "spooled": spooled,
        "intake": [intake.kind.value, intake.total],
    }
    made = jobs.create(who, project_id, IMPORT, payload, Role.ENGINEER)
    start(made)
    return made


def ensure_vectors(who: Person, project_id: int, *, again: bool = False) -> None:
    """Start making vectors where traces lack them and nobody is at it. Needs the role engineer.

    After a run that failed only ``again`` starts another, or every visit would.
    """
    sweep(project_id)
    newest = jobs.newest(project_id, VECTORS)
    if newest is not None and (not newest.status.is_over or (newest.status is not Status.DONE and not again)):
        return
    if vectorising.is_due(project_id):
        start(jobs.create(who, project_id, VECTORS, {}, Role.ENGINEER))


def ask_model(who: Person, project_id: int, note_ids: Sequence[int]) -> int:
    """Queue asking the configured model to group these notes, and start it. Needs the role annotator."""
    made = jobs.create(who, project_id, GROUPING, {"notes": list(note_ids)}, Role.ANNOTATOR)
    start(made)
    return made


def start(job_id: int) -> None:
    """Start a process that does a queued job, unless there is one. It outlives the page and the server."""
    with _starting:
        if (_database(), job_id) not in _started:
            _started[_database(), job_id] = _process(job_id)


def _process(job_id: int) -> subprocess.Popen[bytes]:
    settings = config.current()
    folder = config.private_folder(settings.data_folder / "jobs")
    own = {
        "DATABASE_URL": _database(),
        "FAULTLINE_DATA": str(settings.data_folder.resolve()),
    }
    with open(folder / f"{job_id}.log", "wb", opener=config.private_file) as log:
        return subprocess.Popen(
            [sys.executable, "-m", "lib.cli", "work", str(job_id)],
            cwd=config.ROOT,
            env={**os.environ, **own},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def work(job_id: int) -> Status | None:
    """Do a queued job in this process and return how it ended; None where somebody else has it."""
    job = jobs.claim(job_id, f"{socket.gethostname()}:{os.getpid()}")
    if job is None:
        return None
    signal.signal(signal.SIGTERM, _stop)
    try:
        return KINDS[job.kind](job)
    except (ValueError, OSError, imports.Busy) as error:
        # These say what happened in words meant for people.
        jobs.finish(job_id, Status.FAILED, importing.in_words(error))
        return Status.FAILED
    except BaseException:
        jobs.finish(job_id, Status.DIED)
        raise


def sweep(project_id: int) -> None:
    """Close the project's jobs whose process is gone, and take out what their imports have left."""
    for job in jobs.going(project_id):
        if not _is_alive(job) and jobs.finish(job.id, Status.DIED):
            imports.abandon_of_job(job.id, "died")
            _forget_upload(job)


def _is_alive(job: Job) -> bool:
    process = _started.get((_database(), job.id))
    if process is not None and process.poll() is None:
        return True
    if job.claimed_by is None:
        if process is not None:
            return False
        return job.created_at > datetime.now(UTC) - _UNCLAIMED_FOR
    host, _, number = job.claimed_by.rpartition(":")
    if host == socket.gethostname() and not _is_running(int(number)):
        return False
    return job.heartbeat_at > datetime.now(UTC) - jobs.DEAD_AFTER


def _database() -> str:
    return engine.engine().url.render_as_string(hide_password=False)


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _stop(_number: int, _frame: object) -> NoReturn:
    raise SystemExit("The process was asked to end.")


def _import(job: Job) -> Status:
    given = job.payload
    kind, total = given.get("intake", (IntakeKind.WHOLE, None))
    try:
        report = importing.run(
            job.person,
            job.project_id,
            Path(given["path"]),
            Mapping.from_json(given["mapping"]) if given["mapping"] else None,
            source=given["name"],
            strict=given["strict"],
            tell=lambda share, message: jobs.beat(job.id, share, message),
            job_id=job.id,
            intake=Intake(IntakeKind(kind), total),
        )
    finally:
        _forget_upload(job)
    status = Status.DONE if report.outcome is Outcome.PUBLISHED else Status.STOPPED
    jobs.finish(job.id, status, "", report.to_json())
    if status is Status.DONE:
        ensure_vectors(job.person, job.project_id, again=True)
    return status


def _vectors(job: Job) -> Status:
    said: tuple[float, str] = (0.0, "Starting")
    ended = threading.Event()

    def pulse() -> None:
        # Some of the work takes longer than the silence that is taken for death.
        while not ended.wait(_PULSE_SECONDS):
            jobs.beat(job.id, *said)

    def tell(share: float, message: str) -> bool:
        nonlocal said
        said = (share, message)
        return jobs.beat(job.id, share, message)

    threading.Thread(target=pulse, daemon=True).start()
    try:
        vectorising.run(job.project_id, tell)
        status, message = Status.DONE, ""
    except vectorising.Stopped:
        status, message = Status.STOPPED, ""
    except EmbeddingFailed as error:
        status, message = Status.FAILED, str(error)
    finally:
        ended.set()
    jobs.finish(job.id, status, message)
    return status


def _grouping(job: Job) -> Status:
    try:
        made = grouping.ask_model(
            job.person,
            job.project_id,
            job.payload["notes"],
            lambda share, message: jobs.beat(job.id, share, message),
        )
    except Stopped:
        jobs.finish(job.id, Status.STOPPED)
        return Status.STOPPED
    except Changed as error:
        jobs.finish(job.id, Status.FAILED, str(error))
        return Status.FAILED
    jobs.finish(job.id, Status.DONE, "", made)
    return Status.DONE


def _forget_upload(job: Job) -> None:
    if job.payload.get("spooled"):
        Path(job.payload["path"]).unlink(missing_ok=True)


KINDS: dict[str, Callable[[Job], Status]] = {
    IMPORT: _import,
    VECTORS: _vectors,
    GROUPING: _grouping,
}
"""What does a job of each kind. It returns how the job ended, and has closed it."""
