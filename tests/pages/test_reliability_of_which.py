"""Of which traces Reliability speaks, and whether it tells strictness from an unclear definition."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from streamlit.testing.v1 import AppTest

from lib.model import Note, Origin, Person, Project, Role, Verdict
from lib.services import findings, reporting
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.pages.test_reliability import opened, words


def second_reader(me: Person, mine: Project) -> Person:
    people.set_role(me, mine.id, "sam@example.com", Role.ANNOTATOR)
    return people.signed_in("sam@example.com", "Sam", is_admin=False)


def read_by_both(me: Person, mine: Project) -> None:
    """Nine real traces of version 1, which both fail, six of version 2 and five invented, which one fails."""
    sam = second_reader(me, mine)
    items = [seed.trace(f"t{n:02d}", version="1" if n < 9 else "2") for n in range(20)]
    items = [replace(one, origin=Origin.SYNTHETIC) if n > 14 else one for n, one in enumerate(items)]
    for place, trace_id in enumerate(seed.store(me, mine.id, items)):
        reviews.submit(me, mine.id, trace_id, Verdict.FAIL)
        reviews.submit(sam, mine.id, trace_id, Verdict.FAIL if place < 9 else Verdict.PASS)


def test_reliability_speaks_of_real_traces_unless_asked(app: AppTest, me: Person, mine: Project) -> None:
    read_by_both(me, mine)
    opened(app, mine)
    assert "**9 of 15** traces" in words(app)
    assert "5 more traces read by several left out" in words(app)
    app.radio(key="kind").set_value("Invented traces").run()
    assert "**0 of 5** traces" in words(app)


def test_reliability_has_the_filters_of_failures(app: AppTest, me: Person, mine: Project) -> None:
    read_by_both(me, mine)
    opened(app, mine)
    app.multiselect(key="versions").set_value(["1"]).run()
    assert "**9 of 9** traces" in words(app) and "11 more traces read by several left out" in words(app)
    app.multiselect(key="versions").set_value([]).run()
    app.date_input(key="since").set_value(date(2031, 1, 1)).run()
    assert "None of these traces has been read by two people" in words(app)


def test_the_report_says_the_agreement_of_its_own_traces(app: AppTest, me: Person, mine: Project) -> None:
    read_by_both(me, mine)
    told = reporting.gather(me, mine, findings.of(mine.id), "", datetime.now(UTC))
    assert any("**9 of 15** traces" in said for said in told.trust)


def compared(app: AppTest, me: Person, mine: Project, theirs: str) -> str:
    """What is suggested where I fail 12 of 24 and Sam those marked x: both say the same of what fails."""
    sam = second_reader(me, mine)
    notes: list[int] = []
    for place, trace_id in enumerate(seed.store(me, mine.id, [seed.trace(f"t{n:02d}") for n in range(24)])):
        for who, fails in ((me, place < 12), (sam, theirs[place] == "x")):
            verdict = Verdict.FAIL if fails else Verdict.PASS
            made = reviews.submit(who, mine.id, trace_id, verdict, [Note("wrong")] if fails else [])
            notes += [note.id for note in made.notes if note.id is not None]
    taxonomy.create_mode(me, mine.id, "Wrong day", "", notes)
    opened(app, mine)
    return words(app)


def test_who_marks_nearly_no_failure_is_called_stricter_and_no_definition_blamed(
    app: AppTest, me: Person, mine: Project
) -> None:
    said = compared(app, me, mine, "x" + "." * 23)
    assert "reads more strictly" in said and "failed 12 of them, Sam 1" in said
    assert "That is how strictly each reads, not the definition" in said and "rewrite" not in said


def test_disagreement_both_ways_is_an_unclear_definition(app: AppTest, me: Person, mine: Project) -> None:
    said = compared(app, me, mine, "." * 6 + "x" * 12 + "." * 6)
    assert "reads more strictly" not in said
    assert "Each saw it where the other did not, 6 and 6 times: the definition is unclear" in said
    assert "not the definition" not in said
