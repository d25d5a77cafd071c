"""What follows the window and the clock of whoever looks: the height of a trace, and times."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, expect

from lib.model import Note, Person, Project, Role, Verdict
from lib.store.projects import people
from lib.store.reviews import reviews
from tests import seed
from tests.server import Server


def test_adjudicate_uses_the_height_of_the_window_and_scrolls_in_one_direction(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    people.set_role(me, own_project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    [trace_id] = seed.store(me, own_project.id, [seed.trace("t-1")])
    reviews.submit(me, own_project.id, trace_id, Verdict.PASS)
    reviews.submit(sam, own_project.id, trace_id, Verdict.FAIL, [Note("said 9:00 is free", 4)])
    heights = []
    for tall in (800, 1080):
        on_page.set_viewport_size({"width": 1280, "height": tall})
        on_page.goto(f"{server.url}/adjudicate?project={own_project.id}")
        expect(on_page.locator(".fl-step").first).to_be_visible()
        pane = on_page.locator(".st-key-pane_trace")
        assert pane.evaluate("one => one.scrollWidth === one.clientWidth")
        heights.append(pane.evaluate("one => one.clientHeight"))
        assert on_page.get_by_test_id("stMain").evaluate("one => one.scrollHeight <= one.clientHeight + 1")
    assert heights[1] - heights[0] == 280


def test_times_are_by_the_clock_of_the_browser(
    browser: Browser, server: Server, me: Person, own_project: Project
) -> None:
    at = datetime(2026, 1, 15, 3, 30, tzinfo=UTC)
    seed.store(me, own_project.id, [seed.trace("t-1", happened_at=at)])
    for zone, told in (("America/New_York", "14 Jan 2026, 22:30"), ("UTC", "15 Jan 2026, 03:30 UTC")):
        page = browser.new_context(timezone_id=zone).new_page()
        page.goto(f"{server.url}/settings?project={own_project.id}")
        expect(page.get_by_text(told, exact=True)).to_be_visible()
        page.context.close()
