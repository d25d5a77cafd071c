"""From what two people disagree on to the trace itself; the page is readable by all."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lib.model import Note, Person, Project, Role, Verdict
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.browser.labels import legible
from tests.server import Server


def test_a_trace_to_discuss_shows_both_sides_and_opens(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    people.set_role(me, own_project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    ids = seed.store(me, own_project.id, [seed.trace(f"lease-{n:04d}") for n in range(24)])
    seed.batch(me, own_project.id, ids)
    notes: list[int] = []
    for place, trace_id in enumerate(ids):
        for who in (me, sam):
            fails = place < 8 and (who == me or place != 3)
            given = [Note(f"{who.name} saw it, {place}", 4)] if fails else []
            made = reviews.submit(
                who, own_project.id, trace_id, Verdict.FAIL if fails else Verdict.PASS, given
            )
            notes += [note.id or 0 for note in made.notes]
    taxonomy.create_mode(me, own_project.id, "Ignored the calendar", "", notes)
    on_page.goto(f"{server.url}/reliability?project={own_project.id}")
    linked = on_page.get_by_role("link", name=re.compile("lease-0"))
    expect(linked).to_have_text(["lease-0003"])
    expect(on_page.get_by_text("Step 4: Dana saw it, 3")).to_be_visible()
    expect(on_page.get_by_text("✓ pass")).to_be_visible()
    expect(on_page.get_by_test_id("stVegaLiteChart").locator("svg, canvas").first).to_be_visible()
    on_page.set_viewport_size({"width": 1000, "height": 800})
    expect(on_page.get_by_text("reliable from 0.8")).to_be_visible()
    legible(on_page)
    found = Axe().run(on_page, context="[data-testid=stMain]")
    assert found.response["violations"] == []
    linked.click()
    expect(on_page).to_have_url(f"{server.url}/traces?project={own_project.id}&trace={ids[3]}")
    expect(on_page.get_by_role("dialog").get_by_text("lease-0003").first).to_be_visible()
