"""The tab is closed before the server has answered: what was said there is stored, or is there again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, expect

from lib.model import Person, Project, Role, Verdict
from lib.store.projects import people, projects
from tests import seed
from tests.browser import test_label
from tests.browser.proxy import Proxy
from tests.browser.test_annotate import drawn, note_box, saved, shown, stored
from tests.browser.test_connection_lost import line as line
from tests.browser.test_connection_lost import said
from tests.browser.test_sign_in import hosted as hosted
from tests.server import Server
from tests.sign_in import sign_in

WORDS = "said 9:00 is free, the calendar has 10:30"
_KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('faultline/kept/')).length"


@pytest.fixture
def tab(on_page: Page) -> Page:
    """A tab to be closed, beside one that keeps the browser open."""
    return on_page.context.new_page()


def again(page: Page, address: str) -> Page:
    """Close the tab as it is and open another one of the same browser."""
    context = page.context
    page.close()
    other = context.new_page()
    other.goto(address)
    return other


def no_copy_is_left(page: Page) -> None:
    page.wait_for_function(f"{_KEPT} === 0")


@pytest.mark.parametrize("is_cut", [False, True])
def test_a_tab_closed_right_after_the_save_loses_neither_verdict_nor_note(
    tab: Page, line: Proxy, me: Person, own_project: Project, is_cut: bool
) -> None:
    ids = drawn(me, own_project)
    address = f"{line.url}/annotate?project={own_project.id}"
    tab.goto(address)
    shown(tab, "t-1")
    if is_cut:
        line.cut()
    tab.keyboard.press("1")
    tab.keyboard.type(f"2{WORDS}")
    tab.keyboard.press("Control+Enter")
    line.mend()
    page = again(tab, address)
    expect(page.locator(".fl-count")).to_have_text(["✓ 1 pass", "✗ 1 fail", "◷ 0 deferred"])
    stored(page)
    assert saved(me, own_project, ids[0]) == (Verdict.PASS, [])
    assert saved(me, own_project, ids[1]) == (Verdict.FAIL, [WORDS])
    no_copy_is_left(page)


@pytest.mark.parametrize("is_cut", [False, True])
def test_a_tab_closed_in_the_middle_of_a_word_brings_it_back(
    tab: Page, line: Proxy, me: Person, own_project: Project, is_cut: bool
) -> None:
    drawn(me, own_project)
    address = f"{line.url}/annotate?project={own_project.id}"
    tab.goto(address)
    shown(tab, "t-1")
    if is_cut:
        line.cut()
    tab.keyboard.type(f"2{WORDS}")
    line.mend()
    page = again(tab, address)
    shown(page, "t-1")
    expect(note_box(page)).to_have_value(WORDS)
    expect(page.get_by_role("dialog")).to_have_count(0)
    stored(page)


def test_leaving_is_asked_about_while_something_waits_and_no_longer(
    tab: Page, line: Proxy, me: Person, own_project: Project
) -> None:
    drawn(me, own_project)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    tab.on("dialog", stay)
    tab.goto(f"{line.url}/annotate?project={own_project.id}")
    shown(tab, "t-1")
    line.cut()
    tab.keyboard.press("1")
    shown(tab, "t-2")
    with tab.expect_event("dialog"):
        tab.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    line.mend()
    said(tab, "")
    stored(tab)
    with tab.expect_event("close"):
        tab.close(run_before_unload=True)
    assert asked == ["beforeunload"]


def test_ticks_of_a_tab_that_was_closed_are_stored_by_the_next_one(
    tab: Page, line: Proxy, me: Person, own_project: Project
) -> None:
    test_label.prepared(me, own_project, 3)
    address = f"{line.url}/label?project={own_project.id}"
    tab.goto(address)
    test_label.on_trace(tab, "lease-0", 0)
    line.cut()
    said(tab, "Offline. What you write is kept on this computer.")
    tab.keyboard.press("2")
    tab.keyboard.press("3")
    tab.keyboard.press("3")
    tab.keyboard.press("Enter")
    said(tab, "Offline: 4 waiting, kept on this computer")
    line.mend()
    page = again(tab, address)
    expect(page.get_by_text("1 of 3 labelled")).to_be_visible(timeout=60_000)
    no_copy_is_left(page)
    yes, no, unknown = test_label.YES, test_label.NO, test_label.UNKNOWN
    assert test_label.values(own_project) == [[yes, yes, no], [unknown] * 3, [unknown] * 3]


def test_who_signs_out_leaves_nothing_to_whoever_signs_in_next(hosted: Server, on_page: Page) -> None:
    dana = people.local_person("Dana")
    project = projects.create(dana, "Support assistant")
    ids = seed.store(dana, project.id, [seed.trace(f"t-{number}") for number in range(1, 4)])
    seed.batch(dana, project.id, ids)
    for name in ("sam", "ada"):
        people.set_role(dana, project.id, f"{name}@example.com", Role.ANNOTATOR)
    people.set_lead(dana, project.id, None)
    on_page.goto(f"{hosted.url}/annotate?project={project.id}")
    sign_in(on_page, "sam")
    shown(on_page, "t-1")
    # As if no answer to it had come.
    on_page.evaluate("localStorage.setItem('faultline/kept/1/1-1/reader/1/gone', '{}')")
    on_page.get_by_role("button", name="Sign out").click()
    on_page.get_by_role("button", name="End session").click()
    expect(on_page.get_by_role("button", name="Sign in")).to_be_visible()
    no_copy_is_left(on_page)


def test_a_page_loaded_again_in_the_middle_of_a_note_is_written_on_in(
    tab: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    tab.goto(f"{server.url}/annotate?project={own_project.id}")
    shown(tab, "t-1")
    tab.keyboard.press("2")
    tab.keyboard.type("offers a taken slot for ")
    expect(tab.locator(".fl-reader")).to_have_attribute("data-waiting", "0")
    tab.reload()
    box = tab.get_by_label("What went wrong first?")
    expect(box).to_be_focused()
    tab.keyboard.type("2 days in December")
    expect(box).to_have_value("offers a taken slot for 2 days in December")
    tab.keyboard.press("Control+Enter")
    shown(tab, "t-2")
    stored(tab)
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, ["offers a taken slot for 2 days in December"])
