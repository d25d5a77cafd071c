"""Projects and people."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from lib.model import Display, Person, Project, Role, Verdict
from lib.store import engine
from lib.store.batches import assignments
from lib.store.batches.division import Plan
from lib.store.projects import people, projects
from lib.store.projects.people import Rules
from lib.store.reviews import reviews
from lib.store.schema import tables
from lib.words.text import md_escape
from tests import seed
from tests.pages import widgets
from tests.pages.test_shell import as_person


def button(app: AppTest, label: str) -> Button:
    return next(found for found in app.button if found.label == label)


@pytest.mark.parametrize("tab", ["", "Projects"])
def test_a_new_project_is_made_and_opened(app: AppTest, me: Person, mine: Project, tab: str) -> None:
    if tab:  # as in the address of whoever clicked on it
        app.query_params["tab"] = tab
    app.run()
    app.switch_page("pages/settings.py").run()
    app.text_input(key="new_project").set_value("Travel agent").run()
    button(app, "Make project").click().run()
    assert not app.exception
    assert [project.name for project in projects.visible_to(me)] == ["Leasing assistant", "Travel agent"]
    assert app.sidebar.selectbox[0].value == projects.by_name(me, "Travel agent").id  # type: ignore[union-attr]


def test_a_name_that_is_taken_is_refused_in_words(app: AppTest, me: Person, mine: Project) -> None:
    app.run()
    app.switch_page("pages/settings.py").run()
    app.text_input(key="new_project").set_value("leasing assistant").run()
    button(app, "Make project").click().run()
    assert app.error
    assert len(projects.visible_to(me)) == 1


def test_an_admin_adds_changes_and_takes_out_people(hosted: AppTest, me: Person, mine: Project) -> None:
    as_person(hosted, "ada@example.com").run()
    hosted.switch_page("pages/settings.py").run()
    hosted.text_input(key="new_email").set_value("Sam@example.com").run()
    button(hosted, "Add person").click().run()
    found = {person.email: (person.id, role) for person, role in people.members(me, mine.id)}
    sam, role = found["sam@example.com"]
    assert role is Role.ANNOTATOR
    widgets.of(hosted.selectbox, f"role_{sam}").set_value(Role.VIEWER).run()
    assert dict((p.email, r) for p, r in people.members(me, mine.id))["sam@example.com"] is Role.VIEWER
    hosted.button(key=f"out_{sam}").click().run()
    assert "sam@example.com" not in [person.email for person, _ in people.members(me, mine.id)]


def test_an_address_nobody_gets_in_with_is_told_and_can_be_taken_out(
    hosted: AppTest, me: Person, mine: Project
) -> None:
    people.set_role(me, mine.id, "twin@example.com", Role.VIEWER)
    [twin] = [person.id for person, _ in people.members(me, mine.id) if person.email]
    with engine.writing() as connection:
        connection.execute(
            tables.people.update().where(tables.people.c.id == twin).values(email="sam\u2060@example.com")
        )
    as_person(hosted, "ada@example.com").run()
    hosted.switch_page("pages/settings.py").run()
    hosted.text_input(key="new_email").set_value("sam\u2060@example.com").run()
    button(hosted, "Add person").click().run()
    emails = [person.email for person, _ in people.members(me, mine.id) if person.email]
    assert sorted(emails) == ["sam@example.com", "sam\u2060@example.com"]
    assert [told.value for told in hosted.warning if "cannot be seen" in told.value]
    hosted.button(key=f"out_{twin}").click().run()
    assert not hosted.exception
    assert [person.email for person, _ in people.members(me, mine.id) if person.email] == ["sam@example.com"]
    assert not hosted.warning


def test_the_demo_can_be_had_later_too(app: AppTest, me: Person, mine: Project) -> None:
    app.run()
    app.switch_page("pages/settings.py").run()
    button(app, "Open the demo, not read yet").click().run(timeout=60)
    assert not app.exception
    assert [project.is_demo for project in projects.visible_to(me)] == [False, True]


def test_an_engineer_says_how_traces_are_shown_and_changes_nobody(
    hosted: AppTest, me: Person, mine: Project
) -> None:
    people.set_role(me, mine.id, "eve@example.com", Role.ENGINEER)
    seed.store(me, mine.id, [seed.trace("a", metadata={"channel": "sms", "rubric": "Names the time."})])
    as_person(hosted, "eve@example.com").run()
    hosted.switch_page("pages/settings.py").run()
    assert hosted.multiselect(key="display_reference").value == ["rubric"]
    assert not any(found.label == "Add person" for found in hosted.button)
    widgets.of(hosted.radio, "display_renderer").set_value("email").run()
    widgets.of(hosted.multiselect, "display_badges").set_value(["feedback", "metadata.channel"]).run()
    hosted.button(key="save_display").click().run()
    assert not hosted.exception
    [found] = [project for project in projects.visible_to(me) if project.id == mine.id]
    assert found.display == Display("email", ("feedback", "metadata.channel"))
    hosted.multiselect(key="display_reference").set_value([]).run()
    hosted.button(key="save_display").click().run()
    [found] = [project for project in projects.visible_to(me) if project.id == mine.id]
    assert found.display.reference == ()


def test_the_lead_is_chosen_with_a_preview_and_blindness_is_switched(
    app: AppTest, me: Person, mine: Project
) -> None:
    people.set_role(me, mine.id, "ann@example.com", Role.ANNOTATOR)
    ann = people.signed_in("ann@example.com", "Ann", is_admin=False)
    trace_id, agreed = seed.store(me, mine.id, [seed.trace("t-1"), seed.trace("t-2")])
    reviews.submit(me, mine.id, trace_id, Verdict.PASS)
    reviews.submit(ann, mine.id, trace_id, Verdict.FAIL)
    for who in (me, ann):
        reviews.submit(who, mine.id, agreed, Verdict.PASS)
    app.run()
    app.switch_page("pages/settings.py").run()
    widgets.of(app.selectbox, f"lead_{mine.id}").set_value(ann.id).run()
    assert people.lead_changes(me, mine.id, ann.id) == (2, 1)
    assert any(each.value.startswith("2 traces would") for each in app.markdown)
    assert people.rules(me, mine.id) == Rules(me.id, is_blind=True)
    button(app, "Make Ann the lead").click().run()
    app.toggle(key=f"shows_others_{mine.id}").set_value(True).run()
    assert not app.exception
    assert people.rules(me, mine.id) == Rules(ann.id, is_blind=False)


def test_who_may_no_longer_annotate_is_refused_as_lead(app: AppTest, me: Person, mine: Project) -> None:
    people.set_role(me, mine.id, "ann@example.com", Role.ANNOTATOR)
    ann = people.signed_in("ann@example.com", "Ann", is_admin=False)
    app.run()
    app.switch_page("pages/settings.py").run()
    widgets.of(app.selectbox, f"lead_{mine.id}").set_value(ann.id).run()
    people.set_role(me, mine.id, "ann@example.com", Role.VIEWER)
    button(app, "Make Ann the lead").click().run()
    assert app.error and people.rules(me, mine.id).lead_id == me.id


def test_what_another_lead_would_change_says_nothing_of_what_one_is_still_to_read(
    app: AppTest, me: Person, mine: Project
) -> None:
    for name in ("ann", "bo"):
        people.set_role(me, mine.id, f"{name}@example.com", Role.ANNOTATOR)
    ann, bo = (people.signed_in(f"{name}@example.com", name, is_admin=False) for name in ("ann", "bo"))
    ids = seed.store(me, mine.id, [seed.trace("t-1"), seed.trace("t-2")])
    for trace_id in ids:
        reviews.submit(ann, mine.id, trace_id, Verdict.PASS)
        reviews.submit(bo, mine.id, trace_id, Verdict.FAIL)
    people.set_lead(me, mine.id, ann.id)
    assert people.lead_changes(me, mine.id, bo.id) == (2, 2)
    assignments.assign(me, mine.id, seed.batch(me, mine.id, ids), Plan((me.id,), everyone=True))
    assert people.lead_changes(me, mine.id, bo.id) == (0, 0)
    app.run()
    app.switch_page("pages/settings.py").run()
    widgets.of(app.selectbox, f"lead_{mine.id}").set_value(bo.id).run()
    assert any(each.value.startswith("No trace that you may see would") for each in app.markdown)


def test_two_readers_of_one_name_are_told_apart(app: AppTest, me: Person, mine: Project) -> None:
    for address in ("sam@example.com", "sam@example.org"):
        people.set_role(me, mine.id, address, Role.ANNOTATOR)
        second = people.signed_in(address, "Sam", is_admin=False)
    app.run()
    app.switch_page("pages/settings.py").run()
    box = widgets.of(app.selectbox, f"lead_{mine.id}")
    assert {"Sam, sam@example.com", "Sam, sam@example.org"} <= set(box.options)
    box.set_value(second.id).run()
    button(app, f"Make {md_escape('Sam, sam@example.org')} the lead").click().run()
    assert people.rules(me, mine.id).lead_id == second.id


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.ANNOTATOR, ["Your keys"]),
        (Role.ENGINEER, ["How traces are shown", "Your keys"]),
        (Role.ADMIN, ["How traces are shown", "People", "Several readers", "Projects", "Your keys"]),
    ],
)
def test_settings_has_the_tabs_of_ones_role(
    hosted: AppTest, me: Person, mine: Project, role: Role, seen: list[str]
) -> None:
    people.set_role(me, mine.id, "sam@example.com", role)
    as_person(hosted, "sam@example.com").run()
    hosted.switch_page("pages/settings.py").run()
    assert [tab.label for tab in hosted.tabs] == seen
