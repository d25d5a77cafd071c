"""Who mends a failure mode, as it is picked on Failures: its link leads out, and its dialog saves there."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from lib.model import Note, Person, Project, Verdict
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.server import Server

LINK = "https://example.com/a_(b)$1$?c=*d*#:red[e]"


def test_a_picked_mode_is_changed_where_it_is_read_and_its_version_is_drawn_from(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    made = [seed.trace(f"t{n:02d}", version="1" if n < 10 else "2") for n in range(20)]
    ids = seed.store(me, own_project.id, made)
    seed.batch(me, own_project.id, ids[:12])
    notes = []
    for trace_id in ids[:5]:
        note = [Note("said nine", 4)]
        notes += [n.id or 0 for n in reviews.submit(me, own_project.id, trace_id, Verdict.FAIL, note).notes]
    for trace_id in ids[5:12]:
        reviews.submit(me, own_project.id, trace_id, Verdict.PASS)
    mode = taxonomy.create_mode(me, own_project.id, "Wrong time", "", notes)
    page, dialog = on_page, on_page.get_by_role("dialog")
    page.goto(f"{server.url}/failures?project={own_project.id}&pick={mode.id}")
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog.get_by_label("Owner").fill("**Dana**")
    dialog.get_by_label("Link").fill("ftp://example.com")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("A link begins with")).to_be_visible()
    dialog.get_by_label("Link").fill(LINK)
    dialog.get_by_label("Fixed in version").fill("2")
    dialog.get_by_label("State").click()
    page.get_by_role("option", name="Fixed").click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("No severity yet · **Dana** · fixed in 2 · example.com")).to_be_visible()
    link = page.get_by_role("link", name="example.com")
    assert link.evaluate("one => decodeURIComponent(one.href)") == LINK
    assert link.get_attribute("target") == "_blank"
    expect(page.get_by_text("Cannot be told yet:")).to_be_visible()
    page.get_by_role("button", name="Draw traces of version 2").click()
    expect(page.get_by_role("heading", name="Sampling")).to_be_visible()
    expect(page.get_by_text("More filters · 1")).to_be_visible()
    expect(page.get_by_role("button", name="Draw 8 traces")).to_be_visible()
