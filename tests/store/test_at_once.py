"""Every first-use write, by several at the same moment: one of each, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from threading import Barrier

import pytest

from lib.model import Note, Person, Project, Verdict
from lib.store import engine
from lib.store.projects import people
from lib.store.reviews import drafts, reviews
from lib.store.schema import tables
from tests import seed
from tests.store import at_once
from tests.store.at_once import ROUNDS, WRITES, Stage

CALLERS = 6
ROOT = Path(__file__).resolve().parents[2]

# A process on its own: told the database and the stage, then, line by line, what to write and in which round.
CALLER = """
import json, sys
from lib.model import Person
from lib.store import engine
from tests.store import at_once
url, number, stage = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
engine.use(url)
at = at_once.Stage(**{**stage, "who": Person(**stage["who"])}) if stage else None
print("ready", flush=True)
for line in sys.stdin:
    name, round_ = json.loads(line)
    if name == "the local person":
        from lib.store.projects import people
        print(json.dumps(f"answer: {people.local_person('Dana')!r}"), flush=True)
    else:
        print(json.dumps(at_once.answer(at_once.WRITES[name], at, round_, number)), flush=True)
"""


def forget_people() -> None:
    with engine.writing() as connection:
        connection.execute(tables.events.delete())
        connection.execute(tables.people.delete())


def test_threads_that_need_the_local_person_get_one(db: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        for _ in range(10):
            together = Barrier(8)

            def ask(_: int, together: Barrier = together) -> Person:
                together.wait()
                return people.local_person("Dana")

            assert len(set(pool.map(ask, range(8)))) == 1
            assert at_once.count(tables.people) == at_once.count(tables.events) == 1
            forget_people()


@pytest.mark.parametrize("name", WRITES)
def test_threads_that_write_the_same_first_write_it_once(db: str, name: str) -> None:
    write, at = WRITES[name], at_once.stage()
    with ThreadPoolExecutor(CALLERS) as pool:
        for round_ in range(ROUNDS):
            together = Barrier(CALLERS)

            def call(number: int, round_: int = round_, together: Barrier = together) -> str:
                together.wait()
                return at_once.answer(write, at, round_, number)

            at_once.check(write, at, round_, list(pool.map(call, range(CALLERS))))
            if name == "an import":
                with engine.writing() as connection:
                    connection.execute(tables.imports.update().values(status="stopped"))


class Callers:
    """Processes of their own, which all do what they are told at the same moment."""

    def __init__(self, url: str, stage: Stage | None) -> None:
        told = json.dumps(asdict(stage) if stage else None)
        self._all = [
            subprocess.Popen(
                [sys.executable, "-c", CALLER, url, str(number), told],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for number in range(CALLERS)
        ]
        for one in self._all:
            assert one.stdout is not None and one.stdout.readline() == "ready\n"

    def ask(self, name: str, round_: int) -> list[str]:
        for one in self._all:
            assert one.stdin is not None
            one.stdin.write(json.dumps([name, round_]) + "\n")
            one.stdin.flush()
        return [json.loads(one.stdout.readline()) for one in self._all if one.stdout is not None]

    def end(self) -> None:
        for one in self._all:
            one.communicate()


def test_processes_that_need_the_local_person_get_one(db: str) -> None:
    callers = Callers(db, None)
    for round_ in range(10):
        heard = callers.ask("the local person", round_)
        assert len(set(heard)) == 1 and at_once.count(tables.people) == 1
        forget_people()
    callers.end()


def test_processes_that_write_the_same_first_write_it_once(db: str) -> None:
    at = at_once.stage()
    callers = Callers(db, at)
    # One that leaves nothing of the others' rounds behind is enough of each kind.
    for name in ("a sign-in", "a role", "a project", "a review with quick tags", "a failure mode", "a job"):
        for round_ in range(ROUNDS):
            at_once.check(WRITES[name], at, round_, callers.ask(name, round_))
    callers.end()


def test_a_save_sent_again_later_hears_what_the_first_heard(dana: Person, project: Project) -> None:
    [trace_id] = seed.store(dana, project.id, [seed.trace("a")])
    given = [Note("wrong price", 2), Note("  ")]
    first = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, given, seconds=5)
    assert reviews.submit(dana, project.id, trace_id, Verdict.FAIL, given, seconds=5) == first
    assert reviews.submit(dana, project.id, trace_id, Verdict.FAIL, given, seconds=5, based_on=0) == first
    assert at_once.count(tables.review_revisions) == 1
    with pytest.raises(reviews.Changed):
        reviews.submit(dana, project.id, trace_id, Verdict.PASS, based_on=0)


def test_of_two_windows_the_words_of_neither_are_lost(dana: Person, project: Project) -> None:
    """A save in one window while another keeps a draft: the draft outlives it, or the save says so."""
    for round_ in range(8):
        [trace_id] = seed.store(dana, project.id, [seed.trace(f"t{round_}")])
        together = Barrier(2)

        def save(trace_id: int = trace_id, together: Barrier = together) -> bool:
            together.wait()
            typed = drafts.Draft((Note("one"),), Verdict.FAIL, tab="one")
            try:
                reviews.submit(
                    dana, project.id, trace_id, Verdict.FAIL, [Note("one")], based_on=0, typed=typed
                )
            except drafts.Elsewhere:
                return False
            return True

        def keep(trace_id: int = trace_id, together: Barrier = together) -> None:
            together.wait()
            drafts.keep(dana, project.id, trace_id, drafts.Draft((Note("two"),), tab="two"))

        with ThreadPoolExecutor(2) as pool:
            saved, kept = pool.submit(save), pool.submit(keep)
            kept.result()
            assert saved.result() in (True, False)
        found = drafts.of(dana, project.id, trace_id)
        assert found is not None and [note.text for note in found.notes] == ["two"]
