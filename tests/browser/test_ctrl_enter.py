"""A verdict chosen by a control and saved by Ctrl+Enter: saved once, as chosen, wherever the focus is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lib.model import Note, Person, Project, Role, Verdict
from lib.store import adjudication, again, agreement, engine, people, reviews, tables
from tests import seed
from tests.server import Server


@pytest.mark.parametrize("last", ["verdict", "note"])
def test_reading_again_is_saved_as_it_was_chosen(
    on_page: Page, server: Server, me: Person, own_project: Project, last: str
) -> None:
    ids = seed.store(me, own_project.id, [seed.trace(f"t-{n}") for n in range(1, 3)])
    for trace_id in ids:
        reviews.submit(me, own_project.id, trace_id, Verdict.PASS)
    with engine.writing() as connection:
        mine = tables.reviews.c.project_id == own_project.id
        aged = tables.now() - again.AGE
        connection.execute(tables.reviews.update().where(mine).values(updated_at=aged))
    on_page.goto(f"{server.url}/reliability?project={own_project.id}&again=1")
    on_page.get_by_text("Fail", exact=True).click()
    note = on_page.get_by_label("What went wrong first?")
    expect(note).to_be_visible()
    if last == "note":
        note.fill("said 9:00")
    expect(on_page.get_by_role("button", name="Save and next")).to_be_enabled()
    on_page.keyboard.press("Control+Enter")
    expect(note).to_have_count(0)
    expect(on_page.get_by_role("radio", checked=True)).to_have_count(0)
    [(_, after)] = agreement.own(own_project.id)
    assert after.failed


@pytest.mark.parametrize("last", ["verdict", "note", "tick"])
def test_what_is_put_together_is_decided_as_it_was_chosen(
    on_page: Page, server: Server, me: Person, own_project: Project, last: str
) -> None:
    people.set_role(me, own_project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    [trace_id] = seed.store(me, own_project.id, [seed.trace("t-1")])
    reviews.submit(me, own_project.id, trace_id, Verdict.PASS)
    reviews.submit(sam, own_project.id, trace_id, Verdict.FAIL, [Note("said 9:00 is free", 4)])
    on_page.goto(f"{server.url}/adjudicate?project={own_project.id}")
    expect(on_page.get_by_text("Or put it together")).to_be_visible()
    if last == "note":
        on_page.get_by_label("In your own words").fill("an hour that is taken")
        on_page.get_by_text("said 9:00 is free").click()
    on_page.get_by_text("◷ deferred").click()
    expect(on_page.get_by_role("button", name="Decide and next")).to_be_enabled()
    if last == "note":
        on_page.get_by_label("In your own words").focus()
    if last == "tick":
        on_page.get_by_text("said 9:00 is free").click()
    on_page.keyboard.press("Control+Enter")
    expect(on_page.get_by_text("The one trace on which readers differ is decided")).to_be_visible()
    case = adjudication.case(me, own_project.id, trace_id)
    assert case is not None and case.decision is not None
    assert case.decision.verdict is Verdict.DEFER
    words = {
        "verdict": set(),
        "note": {"said 9:00 is free", "an hour that is taken"},
        "tick": {"said 9:00 is free"},
    }
    assert {note.text for note in case.decision.notes} == words[last]
