"""Words in a text box of Streamlit's own, left by a click too quick for them: told first, and kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.model import Note, Person, Project, Role, Verdict
from lib.store.projects import people
from lib.store.reviews import adjudication, reviews
from tests import seed
from tests.server import Server


@pytest.fixture
def box(on_page: Page, server: Server, me: Person, own_project: Project) -> Locator:
    people.set_role(me, own_project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    [trace_id] = seed.store(me, own_project.id, [seed.trace("t-1")])
    reviews.submit(me, own_project.id, trace_id, Verdict.PASS)
    reviews.submit(sam, own_project.id, trace_id, Verdict.FAIL, [Note("said 9:00 is free", 4)])
    on_page.goto(f"{server.url}/adjudicate?project={own_project.id}")
    found = on_page.get_by_label("In your own words")
    expect(found).to_be_visible()
    return found


def tap(link: Locator) -> None:
    """Press and let go at once, as a tap on a touchpad does."""
    link.hover()
    link.page.mouse.down()
    link.page.mouse.up()


def test_the_next_page_comes_up_and_the_words_are_there_again(on_page: Page, box: Locator) -> None:
    box.click()
    on_page.keyboard.type("an hour that is taken")
    tap(on_page.get_by_role("link", name="Report"))
    expect(on_page.get_by_role("heading", name="Report", exact=True)).to_be_visible()
    expect(on_page.get_by_role("link", name="Adjudicate")).to_be_visible()
    tap(on_page.get_by_role("link", name="Adjudicate"))
    expect(box).to_have_value("an hour that is taken")


def test_a_button_acts_with_the_words_before_it(
    on_page: Page, box: Locator, me: Person, own_project: Project
) -> None:
    on_page.get_by_text("◷ deferred").click()
    expect(on_page.get_by_role("button", name="Decide and next")).to_be_enabled()
    box.click()
    on_page.keyboard.type("an hour that is taken")
    tap(on_page.get_by_role("button", name="Decide and next"))
    expect(on_page.get_by_text("The one trace on which readers differ is decided")).to_be_visible()
    last = adjudication.last(me, own_project.id)
    assert last is not None
    case = adjudication.case(me, own_project.id, last.trace_id)
    assert case is not None and case.decision is not None
    assert [note.text for note in case.decision.notes] == ["an hour that is taken"]
