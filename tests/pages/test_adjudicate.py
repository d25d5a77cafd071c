"""Deciding where readers differ, on the page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Note, Person, Project, Role, Verdict
from lib.store.batches import assignments
from lib.store.batches.division import Plan
from lib.store.projects import people, projects
from lib.store.reviews import adjudication, reviews
from tests import seed
from tests.pages.test_settings import button
from tests.pages.test_shell import as_person


@pytest.fixture
def ann(me: Person, mine: Project) -> Person:
    people.set_role(me, mine.id, "ann@example.com", Role.ANNOTATOR)
    return people.signed_in("ann@example.com", "Ann", is_admin=False)


@pytest.fixture
def ids(me: Person, mine: Project, ann: Person) -> list[int]:
    """Two traces Dana passes; Ann fails both, with a note on each."""
    made = seed.store(me, mine.id, [seed.trace("t-1"), seed.trace("t-2")])
    for trace_id in made:
        reviews.submit(me, mine.id, trace_id, Verdict.PASS)
        reviews.submit(ann, mine.id, trace_id, Verdict.FAIL, [Note("offered 9:00", 4, "9:00 is free")])
    return made


def opened(app: AppTest) -> AppTest:
    app.run()
    app.switch_page("pages/adjudicate.py").run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in app.main.markdown)


def decision(who: Person, project: Project, trace_id: int) -> tuple[Verdict, list[str]] | None:
    found = adjudication.case(who, project.id, trace_id)
    made = found.decision if found else None
    return (made.verdict, [note.text for note in made.notes]) if made else None


def test_a_side_is_taken_as_it_is_and_the_next_trace_follows(
    app: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    opened(app)
    assert "0 of 2 decided" in said(app)
    app.button(key="take_1").click().run()
    assert not app.exception
    assert decision(me, mine, ids[0]) == (Verdict.FAIL, ["offered 9:00"])
    assert app.query_params["trace"] == str(ids[1])
    app.button(key="take_0").click().run()
    assert decision(me, mine, ids[1]) == (Verdict.PASS, [])
    assert "All 2 traces on which readers differ are decided" in said(app)


def test_a_decision_is_put_together_and_undone(
    app: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    opened(app)
    assert button(app, "Decide and next").disabled
    at = f"{ids[0]}_0"
    app.checkbox[0].check()
    app.text_area(key=f"own_{at}").set_value("never asked for the date")
    app.number_input(key=f"step_{at}").set_value(2)
    app.radio(key=f"verdict_{at}").set_value("fail").run()
    button(app, "Decide and next").click().run()
    assert decision(me, mine, ids[0]) == (Verdict.FAIL, ["never asked for the date", "offered 9:00"])
    app.button(key="undo").click().run()
    assert not app.exception
    assert decision(me, mine, ids[0]) is None
    assert app.query_params["trace"] == str(ids[0])


def test_what_somebody_else_decided_meanwhile_is_said_and_kept(
    app: AppTest, me: Person, mine: Project, ann: Person, ids: list[int]
) -> None:
    opened(app)
    people.set_lead(me, mine.id, ann.id)
    adjudication.decide(ann, mine.id, ids[0], Verdict.DEFER, based_on=0)
    app.button(key="take_0").click().run()
    assert app.warning
    assert decision(me, mine, ids[0]) == (Verdict.DEFER, [])


def test_who_is_not_the_lead_decides_nothing(
    hosted: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    as_person(hosted, "ann@example.com").run()
    hosted.switch_page("pages/adjudicate.py").run()
    assert not hosted.exception
    assert "Dana, the lead annotator" in said(hosted)
    assert not [each for each in hosted.button if (each.key or "").startswith("take")]


def test_what_the_lead_is_still_to_read_is_not_shown(
    hosted: AppTest, me: Person, mine: Project, ann: Person, ids: list[int]
) -> None:
    people.set_role(me, mine.id, "lea@example.com", Role.ANNOTATOR)
    lea = people.signed_in("lea@example.com", "Lea", is_admin=False)
    people.set_lead(me, mine.id, lea.id)
    batch = seed.batch(me, mine.id, ids)
    assignments.assign(me, mine.id, batch, Plan((lea.id,), everyone=True))
    as_person(hosted, "lea@example.com").run()
    hosted.switch_page("pages/adjudicate.py").run()
    assert "2 traces read by several people are for you to read too" in said(hosted)
    assert "Nobody differs" not in said(hosted) and "offered" not in str(hosted.main)
    reviews.submit(lea, mine.id, ids[0], Verdict.PASS)
    hosted.run()
    assert not hosted.exception
    assert "0 of 1 decided" in said(hosted)
    hosted.query_params["trace"] = str(ids[1])
    hosted.run()
    assert "are decided" not in said(hosted) and "There is nothing to decide on this trace" in said(hosted)
    button(hosted, "Decide on the 1 trace left").click().run()
    hosted.button(key="take_0").click().run()
    assert "The one trace that you may see on which readers differ is decided" in said(hosted)
    reviews.submit(lea, mine.id, ids[1], Verdict.PASS)
    hosted.run()
    assert "1 of 2 decided" in said(hosted)


@pytest.mark.parametrize("name", ["adjudicate", "reliability"])
def test_who_is_still_to_read_is_told_the_same_whether_others_differ_or_not(
    hosted: AppTest, me: Person, mine: Project, ann: Person, ids: list[int], name: str
) -> None:
    lea = people.signed_in("lea@example.com", "Lea", is_admin=False)
    people.set_role(me, mine.id, "lea@example.com", Role.ANNOTATOR)
    people.set_lead(me, mine.id, lea.id)
    agree = projects.create(me, "Agreeing")
    people.set_role(me, agree.id, "ann@example.com", Role.ANNOTATOR)
    people.set_role(me, agree.id, "lea@example.com", Role.ANNOTATOR)
    people.set_lead(me, agree.id, lea.id)
    alike = seed.store(me, agree.id, [seed.trace("t-1"), seed.trace("t-2")])
    for trace_id in alike:
        reviews.submit(me, agree.id, trace_id, Verdict.PASS)
        reviews.submit(ann, agree.id, trace_id, Verdict.PASS)
    told = []
    for project, made in ((mine, ids), (agree, alike)):
        batch = seed.batch(me, project.id, made)
        assignments.assign(me, project.id, batch, Plan((lea.id,), everyone=True))
        as_person(hosted, "lea@example.com").query_params["project"] = str(project.id)
        hosted.run()
        hosted.switch_page(f"pages/{name}.py").run()
        assert not hosted.exception
        told.append(said(hosted))
    assert told[0] == told[1] and "for you to read too" in told[0]


def test_nobody_differs_is_said_of_what_one_may_see(
    app: AppTest, me: Person, mine: Project, ann: Person
) -> None:
    for trace_id in seed.store(me, mine.id, [seed.trace("t-1"), seed.trace("t-2")]):
        reviews.submit(me, mine.id, trace_id, Verdict.PASS)
        reviews.submit(ann, mine.id, trace_id, Verdict.PASS)
    assert "Nobody differs on any of the 2 traces read by several people." in said(opened(app))
