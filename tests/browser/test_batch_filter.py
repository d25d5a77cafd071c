"""The history of a review, and reading part of a batch, as a person uses them."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from lib.model import Note, Person, Project, Verdict
from lib.store.reviews import reviews
from tests import seed
from tests.browser.accessible import accessible
from tests.browser.test_annotate import batch, drawn, note_box, saved, shown, start, stored
from tests.server import Server


def test_an_older_version_comes_back_as_a_draft_and_counts_once_saved(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project, count=2)
    given = [Note("made up a slot"), Note("no parking info")]
    first = reviews.submit(me, own_project.id, ids[0], Verdict.FAIL, given)
    start(on_page, server, own_project, f"&trace={ids[0]}")
    expect(on_page.get_by_role("button", name="History")).to_be_hidden()
    # The first note goes as the further one does: the second is the first failure then.
    on_page.get_by_role("button", name="remove this note").first.click()
    expect(note_box(on_page)).to_have_value("no parking info")
    on_page.get_by_role("button", name="Put it back").click()
    expect(note_box(on_page)).to_have_value("made up a slot")
    on_page.get_by_role("button", name="remove this note").first.click()
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-2")
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, ["no parking info"])
    on_page.keyboard.press("ArrowLeft")
    shown(on_page, "t-1")
    note_box(on_page).fill("words not saved yet")
    on_page.get_by_role("button", name="History").click()
    history = on_page.get_by_role("dialog", name="History of your review")
    expect(history.get_by_role("listitem")).to_have_count(2)
    accessible(on_page, "dialog[open]")
    history.get_by_role("button", name="Bring back 1").click()
    expect(note_box(on_page)).to_have_value("made up a slot")
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, ["no parking info"])
    # What was there before it is in the list too.
    on_page.get_by_role("button", name="History").click()
    expect(history.get_by_role("listitem").first).to_contain_text("words not saved yet")
    on_page.keyboard.press("Escape")
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-2")
    stored(on_page)
    back = reviews.mine(me, own_project.id, ids[0])
    assert back is not None and back.notes == first.notes


def test_part_of_a_batch_is_read_by_itself_over_a_reload_and_then_the_rest(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    channels = ["voice", "sms", "voice", "sms", "voice", "sms"]
    made = [seed.trace(f"t-{n}", metadata={"channel": one}) for n, one in enumerate(channels, start=1)]
    ids = seed.store(me, own_project.id, made)
    batch(me, own_project, ids)
    start(on_page, server, own_project)
    shown(on_page, "t-1")
    note_box(on_page).fill("half a thought")
    on_page.get_by_role("button", name="Filter").click()
    dialog = on_page.get_by_role("dialog", name="Read only part of this batch")
    dialog.get_by_label("Choose by").select_option("channel")
    dialog.get_by_role("checkbox", name="sms").check()
    accessible(on_page, "dialog[open]")
    dialog.get_by_role("button", name="Read only these").click()
    shown(on_page, "t-2")
    stored(on_page)
    line = on_page.locator(".fl-part")
    expect(line).to_contain_text("3 of 6: channel sms")
    expect(on_page.locator(".fl-place")).to_have_text("trace 2 of 6")
    on_page.keyboard.press("1")
    shown(on_page, "t-4")
    on_page.keyboard.press("ArrowRight")
    shown(on_page, "t-6")
    stored(on_page)
    on_page.reload()
    shown(on_page, "t-6")
    expect(line).to_contain_text("1 of these read")
    on_page.keyboard.press("ArrowLeft")
    shown(on_page, "t-4")
    stored(on_page)
    # What comes next is known before it is shown, and is of the part too.
    on_page.keyboard.press("g")
    shown(on_page, "t-6")
    on_page.keyboard.press("1")
    shown(on_page, "t-4")
    on_page.keyboard.press("1")
    expect(on_page.get_by_text("All 3 traces read: channel sms")).to_be_visible()
    on_page.get_by_role("button", name="Show all traces of the batch").click()
    shown(on_page, "t-1")
    expect(note_box(on_page)).to_have_value("half a thought")
    expect(line).to_be_hidden()
    expect(on_page).not_to_have_url(re.compile("only="))
    on_page.get_by_role("button", name="next unread").click()
    shown(on_page, "t-3")
    stored(on_page)
    assert [saved(me, own_project, one) for one in ids] == [None, (Verdict.PASS, [])] * 3
