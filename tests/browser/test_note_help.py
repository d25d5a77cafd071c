"""Quick tags and hints beside a note, as a person uses them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from lib.model import Note, Person, Project, Verdict
from lib.store.projects import preferences
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.browser.test_annotate import drawn, note_box, shown, start, stored
from tests.server import Server


def test_after_thirty_notes_a_key_puts_the_note_in_a_failure_mode(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    preferences.choose(me, "quick_tags", False)
    for name in ("Wrong price", "Slot was not free"):
        taxonomy.create_mode(me, own_project.id, name)
    ids = drawn(me, own_project)
    start(on_page, server, own_project)
    expect(on_page.get_by_text("Pass", exact=False).first).to_be_visible()
    expect(on_page.locator(".fl-tags")).to_be_hidden()
    expect(on_page.locator("body")).not_to_contain_text("Slot was not free")

    other = seed.store(me, own_project.id, [seed.trace("read before")])[0]
    reviews.submit(me, own_project.id, other, Verdict.FAIL, [Note(f"note {n}") for n in range(30)])
    start(on_page, server, own_project)
    expect(on_page.locator("body")).not_to_contain_text("Slot was not free")
    on_page.get_by_role("button", name="Show failure modes as quick tags").click()
    price, slot = (on_page.locator(".fl-tag", has_text=name) for name in ("Wrong price", "Slot was not free"))
    expect(slot).to_be_visible()

    # While one types, the key types its sign.
    on_page.keyboard.press("n")
    on_page.keyboard.type("offered 9:00")
    on_page.keyboard.press("Shift+Digit2")
    expect(note_box(on_page)).to_have_value("offered 9:00@")
    expect(slot).to_have_attribute("aria-pressed", "false")
    on_page.keyboard.press("Escape")
    on_page.keyboard.press("Shift+Digit1")
    expect(price).to_have_attribute("aria-pressed", "true")
    on_page.keyboard.press("Shift+Digit1")
    expect(price).to_have_attribute("aria-pressed", "false")
    on_page.keyboard.press("Shift+Digit2")
    expect(slot).to_have_attribute("aria-pressed", "true")
    expect(on_page.get_by_text("draft kept, not saved yet", exact=True)).to_be_visible()

    # The draft keeps it, and the choice to show tags is the person's.
    start(on_page, server, own_project)
    expect(slot).to_have_attribute("aria-pressed", "true")
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-2")
    expect(slot).to_have_attribute("aria-pressed", "false")
    stored(on_page)
    review = reviews.mine(me, own_project.id, ids[0])
    modes = {mode.name: mode.id for mode in taxonomy.modes(own_project.id)}
    assert review is not None
    assert [note.failure_mode_id for note in review.notes] == [modes["Slot was not free"]]
    assert taxonomy.history(me, own_project.id)[0].target == "Slot was not free"

    # A mode that ends meanwhile keeps nothing from being saved, and the person is told.
    taxonomy.retire(me, own_project.id, modes["Wrong price"])
    on_page.keyboard.press("n")
    on_page.keyboard.type("last year's price")
    price.click()
    expect(note_box(on_page)).to_be_focused()
    expect(price).to_have_attribute("aria-pressed", "true")
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-3")
    stored(on_page)
    expect(on_page.locator(".fl-message")).to_contain_text("ended")
    expect(price).to_have_count(0)
    review = reviews.mine(me, own_project.id, ids[1])
    assert review is not None
    assert [(note.text, note.failure_mode_id) for note in review.notes] == [("last year's price", None)]


def test_a_hint_comes_without_moving_the_note_and_goes_for_good(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    preferences.choose(me, "hints", True)
    preferences.choose(me, "quick_tags", False)
    drawn(me, own_project)
    start(on_page, server, own_project)
    hint, box = on_page.locator(".fl-hint"), note_box(on_page)
    on_page.keyboard.type("2offered a slot that was not free")
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-2")

    on_page.keyboard.type("2")
    place = box.bounding_box()
    on_page.keyboard.type("bad answer")
    expect(hint).to_contain_text("bad answer")
    expect(box).to_be_focused()
    assert box.bounding_box() == place
    box.fill("offered slots that were not free")
    expect(hint).to_contain_text("offered a slot that was not free")
    on_page.keyboard.press("Escape")
    on_page.keyboard.press("w")
    expect(box).to_have_value("offered a slot that was not free")
    expect(hint).to_be_hidden()

    box.fill("the model misunderstood")
    expect(hint).to_be_visible()
    hint.get_by_role("button", name="No more hints").click()
    expect(hint).to_be_hidden()
    stored(on_page)
    assert preferences.of(me).hints is False
    start(on_page, server, own_project)
    box.fill("bad answer")
    expect(on_page.get_by_text("draft kept, not saved yet", exact=True)).to_be_visible()
    expect(hint).to_be_hidden()
    preferences.choose(me, "hints", True)
