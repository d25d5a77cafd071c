"""No error and no log quotes what was to be stored. On both databases."""

from __future__ import annotations

import logging
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
import sqlalchemy as sa

from lib import config
from lib.model import Intake, Note, Person, Project, Verdict
from lib.services import jobs
from lib.serving import logs
from lib.store import engine
from lib.store.reviews import reviews
from lib.store.schema import tables
from tests import seed
from tests.conftest import ROOT
from tests.refusing import refuse_rows

WORDS = "the quiet tenant Marguerite"


def test_a_refused_note_is_not_in_the_error(dana: Person, project: Project) -> None:
    [trace_id] = seed.store(dana, project.id, [seed.trace("t-1")])
    refuse_rows("notes")
    with pytest.raises(sa.exc.DBAPIError) as caught:
        reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note(WORDS)])
    assert "Marguerite" not in "".join(traceback.format_exception(caught.value))


def test_a_refused_value_is_not_in_the_error(dana: Person, project: Project) -> None:
    for row in (
        {"name": WORDS, "email": f"{WORDS}@example.com"},
        {"name": WORDS, "email": f"{WORDS}@example.com", "created_at": None},
    ):
        with pytest.raises(sa.exc.DBAPIError) as caught, engine.writing() as connection:
            engine.insert(connection, tables.people, row)
            engine.insert(connection, tables.people, row)
        assert "Marguerite" not in "".join(traceback.format_exception(caught.value))


def test_a_number_the_database_cannot_read_is_not_in_the_error(dana: Person) -> None:
    if engine.engine().dialect.name == "sqlite":
        pytest.skip("SQLite reads every text as a number")
    with pytest.raises(sa.exc.DBAPIError) as caught, engine.reading() as connection:
        connection.execute(sa.select(sa.cast(sa.literal(WORDS), sa.Integer)))
    assert "Marguerite" not in "".join(traceback.format_exception(caught.value))
    assert "22P02" in str(caught.value)


def test_the_log_of_a_job_that_dies_holds_no_words(
    dana: Person, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAULTLINE_DATA", str(tmp_path / "new" / "data"))
    config.current.cache_clear()
    file = tmp_path / "traces.jsonl"
    file.write_text(f'{{"id": "a", "messages": [{{"role": "user", "content": "{WORDS}"}}]}}\n')
    refuse_rows("traces")
    made = jobs.start_import(
        dana,
        project.id,
        file,
        name="traces.jsonl",
        mapping=None,
        strict=False,
        spooled=False,
        intake=Intake(),
    )
    *_, process = (process for (_, number), process in jobs._started.items() if number == made)
    assert process.wait(timeout=60) != 0
    log = tmp_path / "new" / "data" / "jobs" / f"{made}.log"
    config.current.cache_clear()
    said = log.read_text()
    assert "Traceback" in said and "insert" in said.casefold()
    assert "Marguerite" not in said
    assert log.stat().st_mode & 0o077 == 0
    assert log.parent.parent.stat().st_mode & 0o077 == 0


def test_a_log_tells_the_kind_and_the_place_of_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogRecordFactory()
    logger = logging.getLogger("tests.words")
    handler = logging.StreamHandler(sys.stderr)
    logger.addHandler(handler)
    try:
        logs.keep_out_of_logs()
        try:
            try:
                {}[WORDS]
            except KeyError as error:
                raise ExceptionGroup(
                    WORDS, [ValueError(WORDS), OSError(28, "No space left", WORDS)]
                ) from error
        except ExceptionGroup:
            logger.exception("It failed")
        try:
            raise logs.Plain("Update Faultline.")
        except logs.Plain:
            logger.exception("It failed")
    finally:
        logging.setLogRecordFactory(before)
        logger.removeHandler(handler)
    said = capsys.readouterr().err
    assert "Marguerite" not in said
    for told in (
        "It failed",
        "KeyError",
        "ValueError",
        "OSError: No space left",
        "{}[WORDS]",
        "Plain: Update",
    ):
        assert told in said


def test_an_error_that_ends_a_process_or_a_thread_is_told_without_its_words() -> None:
    code = (
        "import sys, threading; from lib.serving import logs; logs.install()\n"
        "def fail(): raise ValueError(sys.argv[1])\n"
        "threading.Thread(target=fail).start()\n"
        "fail()"
    )
    done = subprocess.run([sys.executable, "-c", code, WORDS], capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.count("ValueError") == 2
    assert "Marguerite" not in done.stderr


_WAYS = {
    "an argument": "logging.error('It failed: %s, %r', ValueError(WORDS), ValueError(WORDS))",
    "a named argument": "logging.error('It failed: %(error)s', {'error': ValueError(WORDS)})",
    "the message": "logging.error(ValueError(WORDS))",
    "a task": "run(fail())",
    "a future": "run(hold())",
    "a callback": "run(call())",
    "an argument that is a task": "run(log())",
    "an error nobody can catch": "Late(); logging.error('then')",
    "a warning": "warnings.warn(WORDS, UserWarning)",
    "a logged warning": "logging.captureWarnings(True); warnings.warn(WORDS, UserWarning)",
    "an import": "raise ImportError(WORDS, name='ValueError')",
    "a code with words": "raise OSError(5, WORDS)",
    "a record that cannot be written": "logging.error('%d', WORDS); raise ValueError(WORDS)",
    "an error at the end": "atexit.register(raises)",
}
_BEFORE = """
import asyncio, atexit, gc, logging, sys, warnings
from lib.serving import logs
logs.install()
logging.basicConfig()
WORDS = sys.argv[1]
def raises(words=WORDS):
    raise ValueError(words)
async def fail():
    asyncio.get_running_loop().create_task(later())
    await asyncio.sleep(0)
async def later():
    raises()
async def hold():
    asyncio.get_running_loop().create_future().set_exception(ValueError(WORDS))
    gc.collect()
async def call():
    asyncio.get_running_loop().call_soon(raises, WORDS)
    await asyncio.sleep(0)
async def log():
    task = asyncio.get_running_loop().create_task(later())
    await asyncio.wait([task])
    logging.error("%s ValueError", task)
    task.exception()
def run(work):
    asyncio.run(work)
    gc.collect()
class Late:
    def __del__(self):
        raises()
"""


@pytest.mark.parametrize("way", _WAYS)
def test_no_way_into_a_log_lets_words_pass(way: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BEFORE + _WAYS[way], WORDS], cwd=ROOT, capture_output=True, text=True
    )
    assert "Marguerite" not in done.stdout + done.stderr
    told = {
        "a warning": "UserWarning",
        "a logged warning": "UserWarning",
        "a code with words": "OSError: Input",
    }
    assert told.get(way, "ValueError") in done.stderr
