"""What is written beside a trace and not stored is on the computer: over a reload, until it is stored."""

from __future__ import annotations

from playwright.sync_api import Dialog, Locator, Page, expect

from lib.model import Person, Project, Verdict
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.browser.test_annotate import saved
from tests.browser.test_write_offline import decided, deciding, differing
from tests.server import Server

WORDS = "an hour that is taken"


def left_and_back(page: Page, box: Locator) -> None:
    """Write, and load the page again without having left the box: it is asked about."""
    asked: list[str] = []

    def leave(question: Dialog) -> None:
        asked.append(question.type)
        question.accept()

    box.click()
    page.keyboard.type(WORDS)
    page.once("dialog", leave)
    page.reload()
    assert asked == ["beforeunload"]


def test_words_of_a_decision_are_asked_about_and_offered_after_a_reload(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    trace_id = differing(me, own_project)
    on_page.goto(f"{server.url}/adjudicate?project={own_project.id}")
    box = deciding(on_page)
    left_and_back(on_page, box)
    expect(box).to_have_value(WORDS)
    deciding(on_page)
    assert decided(on_page, me, own_project, trace_id) == [WORDS]
    expect(on_page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    on_page.wait_for_function("!Object.keys(localStorage).some((name) => name.includes('/texts/'))")


def test_words_of_a_look_again_are_asked_about_and_offered_after_a_reload(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    [trace_id] = seed.store(me, own_project.id, [seed.trace("t-1")])
    reviews.submit(me, own_project.id, trace_id, Verdict.PASS, [])
    taxonomy.create_mode(me, own_project.id, "Rude")
    on_page.goto(f"{server.url}/drift?project={own_project.id}")
    box = on_page.get_by_label("What went wrong, if it fails now")
    expect(on_page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    left_and_back(on_page, box)
    expect(box).to_have_value(WORDS)
    expect(on_page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    on_page.get_by_role("button", name="Fails: it has this failure").click()
    expect(on_page.get_by_text("Nothing is left to look at again for this failure mode.")).to_be_visible()
    assert saved(me, own_project, trace_id) == (Verdict.FAIL, [WORDS])
    on_page.wait_for_function("!Object.keys(localStorage).some((name) => name.includes('/texts/'))")
