"""A screen that is left at once: what was written and decided there is stored, and the next page comes up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lib.model import Note, Person, Project, Verdict
from lib.store import drafts, projects, reviews
from tests.browser.test_annotate import Line, drawn, note_box, shown, start
from tests.server import Server

WORDS = "said 9:00 is free, the calendar has 10:30"


def by_link(page: Page, _server: Server) -> None:
    page.get_by_test_id("stSidebar").get_by_role("link", name="Adjudicate").click()


def by_back(page: Page, _server: Server) -> None:
    # Opened without a trace in its address, the screen has put one there: that is a step of its own.
    page.evaluate("history.go(-2)")


def by_forward(page: Page, _server: Server) -> None:
    page.go_forward()


def came_up(page: Page, heading: str) -> None:
    """The next page is there, with its sidebar and without an error. That of a new server takes its time."""
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Annotate")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def kept(page: Page, me: Person, project: Project, trace_id: int) -> drafts.Draft | None:
    """Return the draft once the server has taken what the screen sent as it was left."""
    page.wait_for_function("globalThis.faultlineLate.box.length === 0")
    return drafts.of(me, project.id, trace_id)


def go(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()


@pytest.mark.parametrize("leave", [by_link, by_back, by_forward])
def test_a_note_typed_right_before_one_leaves_is_kept_to_its_last_letter(
    on_page: Page,
    server: Server,
    me: Person,
    own_project: Project,
    leave: Callable[[Page, Server], None],
) -> None:
    ids = drawn(me, own_project)
    on_page.goto(f"{server.url}/adjudicate?project={own_project.id}")
    came_up(on_page, "Adjudicate")
    go(on_page, "Annotate")
    shown(on_page, "t-1")
    if leave is by_forward:
        go(on_page, "Adjudicate")
        came_up(on_page, "Adjudicate")
        on_page.go_back()
        shown(on_page, "t-1")
    note_box(on_page).fill("")
    on_page.keyboard.type(WORDS)
    leave(on_page, server)
    came_up(on_page, "Adjudicate")
    draft = kept(on_page, me, own_project, ids[0])
    assert draft is not None and draft.notes == (Note(WORDS),)
    go(on_page, "Annotate")
    expect(note_box(on_page)).to_have_value(WORDS)
    expect(on_page.get_by_role("dialog")).to_have_count(0)


def test_a_verdict_given_right_before_one_leaves_is_stored_once(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    start(on_page, server, own_project)
    on_page.keyboard.type(f"2{WORDS}")
    on_page.keyboard.press("Control+Enter")
    by_link(on_page, server)
    came_up(on_page, "Adjudicate")
    kept(on_page, me, own_project, ids[0])
    review = reviews.mine(me, own_project.id, ids[0])
    assert review is not None
    assert (review.verdict, review.revision, [note.text for note in review.notes]) == (
        Verdict.FAIL,
        1,
        [WORDS],
    )
    go(on_page, "Annotate")
    shown(on_page, "t-2")
    expect(on_page.locator(".fl-reader")).to_have_attribute("data-waiting", "0")
    again = reviews.mine(me, own_project.id, ids[0])
    assert again is not None and again.revision == 1


def test_a_note_goes_to_the_project_it_was_written_in(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    other = projects.create(me, f"Other than {own_project.name}")
    there = drawn(me, other, count=1)
    line = Line(on_page)
    start(on_page, server, own_project)
    note_box(on_page).click()
    line.hold()
    on_page.keyboard.type(WORDS)
    picker = on_page.get_by_test_id("stSidebar").get_by_role("combobox")
    picker.click()
    on_page.get_by_role("option", name=other.name).click()
    line.let_go()
    expect(picker).to_have_value(other.name)
    shown(on_page, "t-1")
    expect(note_box(on_page)).to_have_value("")
    draft = kept(on_page, me, own_project, ids[0])
    assert draft is not None and draft.notes == (Note(WORDS),)
    assert drafts.of(me, other.id, there[0]) is None
