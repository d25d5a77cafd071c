"""A paste may hold what no database does: a sign stands in its place, and nothing else is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.model import Note, Person, Project, Step, StepKind, TraceFilter, Verdict
from lib.store import engine
from lib.store.projects import projects
from lib.store.reviews import drafts, reviews
from lib.store.taxonomy import modes, taxonomy
from lib.store.traces import traces
from tests import seed


@pytest.fixture(params=["\x00", "\ud83d"], ids=["nul", "half a surrogate"])
def odd(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_what_people_write(dana: Person, project: Project, odd: str) -> None:
    [one] = seed.store(dana, project.id, [seed.trace("lease-1")])
    said = Note(f"offered{odd}nine", 4, f"9:00{odd}is free")
    drafts.keep(dana, project.id, one, drafts.Draft((said,), Verdict.FAIL))
    kept = drafts.of(dana, project.id, one)
    assert kept is not None and kept.notes[0].text == "offered\ufffdnine"
    reviews.submit(dana, project.id, one, Verdict.FAIL, [said])
    mine = reviews.mine(dana, project.id, one)
    assert mine is not None
    assert [(note.text, note.quote) for note in mine.notes] == [("offered\ufffdnine", "9:00\ufffdis free")]
    # A trace is read again: what stands is compared with what is sent.
    reviews.submit(dana, project.id, one, Verdict.FAIL, [replace(said, id=mine.notes[0].id)], based_on=1)
    taxonomy.create_mode(dana, project.id, f"Ignored{odd}it", f"Says{odd}more", [mine.notes[0].id or 0])
    with engine.reading() as connection:
        [mode] = modes.read(connection, project.id)
    # A name leaves out what cannot be seen.
    assert (mode.name, mode.definition) == ("Ignoredit", "Says\ufffdmore")
    assert projects.create(dana, f"Leasing{odd}").id in {found.id for found in projects.visible_to(dana)}
    assert traces.page(dana, project.id, TraceFilter(text=f"lease{odd}"), traces.Sort.NEWEST, 1, 5).total == 0


def test_a_trace_that_was_made_without_the_formats(dana: Person, project: Project, odd: str) -> None:
    steps = (Step(1, StepKind.USER, f"Nine{odd}please"),)
    made = seed.trace("lease-1", steps=steps, metadata={"channel": f"sms{odd}"})
    [one] = seed.store(dana, project.id, [made])
    stored = traces.body(dana, project.id, one)
    assert stored is not None and stored.metadata == {"channel": "sms\ufffd"}
