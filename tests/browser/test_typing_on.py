"""Somebody writes, points at something, and types on: the letters belong to what they were writing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.model import Person, Project, Step, StepKind
from tests import seed
from tests.browser.test_annotate import batch, drawn, note_box, shown, start, stored
from tests.server import Server

MORE = "2d1ug[n]w/?"
STEPS = (
    Step(1, StepKind.USER, "Is there a tour slot?"),
    Step(2, StepKind.TOOL, name="calendar", arguments="{}", result="word " * 120),
    Step(3, StepKind.ASSISTANT, "Yes, 9:00 is free tomorrow."),
    *(Step(n, StepKind.USER, "message\n\n" * 4) for n in range(4, 20)),
)


def opened(page: Page, server: Server, me: Person, project: Project) -> None:
    made = [
        seed.trace(f"t-{n}", steps=STEPS, metadata={"channel": "sms", "notes": "long " * 90}, extra={"a": 1})
        for n in range(1, 6)
    ]
    batch(me, project, seed.store(me, project.id, made))
    start(page, server, project)
    page.keyboard.type("2said ")
    expect(note_box(page)).to_be_focused()


def goes_on(page: Page, before: str = "said ") -> None:
    """What is typed now is written behind what there is, and nothing else comes of it."""
    page.keyboard.type(MORE)
    expect(note_box(page)).to_have_value(before + MORE)
    shown(page, "t-1")
    expect(page.get_by_role("button", name="Fail2")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".fl-help")).to_be_hidden()


POINTED = {
    "words": lambda page: page.locator("[data-step='3'] p"),
    "a number": lambda page: page.get_by_role("button", name="Step 3: mark"),
    "a step key": lambda page: page.get_by_role("button", name="Failing step one down"),
    "a fold": lambda page: page.locator("[data-step='2'] summary").first,
    "the line above": lambda page: page.locator(".fl-counts"),
    "the trace's name": lambda page: page.locator(".fl-id"),
    "similar traces": lambda page: page.get_by_role("button", name="Similar traces"),
    "raw text": lambda page: page.get_by_role("button", name="Show raw text"),
    "the rest of the record": lambda page: page.locator(".fl-extra > summary"),
    "the rail": lambda page: page.locator(".fl-says"),
}


@pytest.mark.parametrize("what", POINTED)
def test_pointing_at_something_leaves_the_cursor_in_the_note(
    on_page: Page, server: Server, me: Person, own_project: Project, what: str
) -> None:
    opened(on_page, server, me, own_project)
    pointed: Locator = POINTED[what](on_page)
    pointed.click()
    expect(note_box(on_page)).to_be_focused()
    goes_on(on_page)


def test_words_selected_in_between_stay_selected_and_become_the_quote(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    opened(on_page, server, me, own_project)
    words = on_page.locator("[data-step='3'] p")
    words.dblclick(position={"x": 12, "y": 10})
    expect(on_page.locator(".fl-at")).to_contain_text("at step 3 · “Yes")
    assert on_page.evaluate("getSelection().toString().trim()") == "Yes"
    goes_on(on_page)
    box = words.bounding_box()
    assert box
    # From its end: who begins within words that are marked already drags these.
    on_page.mouse.move(box["x"] + 160, box["y"] + 10)
    on_page.mouse.down()
    on_page.mouse.move(box["x"] + 2, box["y"] + 10, steps=4)
    on_page.mouse.up()
    # The note has its quote: other words may be selected only to copy them.
    expect(on_page.locator(".fl-at")).to_contain_text("“Yes")
    on_page.get_by_role("button", name="Put it to the words just selected").click()
    expect(on_page.locator(".fl-at")).to_contain_text("9:00")
    assert "9:00" in on_page.evaluate("getSelection().toString()")
    on_page.keyboard.press("Backspace")
    expect(note_box(on_page)).to_have_value(f"said {MORE[:-1]}")


def test_find_and_dialogs_give_the_cursor_back_when_they_close(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    opened(on_page, server, me, own_project)
    on_page.get_by_role("button", name="Find/").click()
    on_page.keyboard.type("9:00")
    expect(on_page.locator(".fl-find-says")).to_have_text("1 of 1")
    on_page.get_by_role("button", name="Close find").click()
    expect(note_box(on_page)).to_be_focused()
    goes_on(on_page)
    on_page.get_by_role("button", name="Filter").click()
    on_page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(note_box(on_page)).to_be_focused()
    goes_on(on_page, f"said {MORE}")


def test_the_second_note_is_written_on_too(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    opened(on_page, server, me, own_project)
    on_page.get_by_role("button", name="+ another, independent failure").click()
    second = on_page.get_by_label("What else went wrong, on its own?")
    on_page.keyboard.type("asked ")
    on_page.get_by_role("button", name="Step 2: mark").click()
    on_page.keyboard.type(MORE)
    expect(second).to_have_value(f"asked {MORE}")
    on_page.locator(".fl-note").nth(1).get_by_role("button", name="remove this note").click()
    goes_on(on_page)


def test_tab_leads_on_and_no_letter_acts_right_after_the_typing(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    drawn(me, own_project)
    start(on_page, server, own_project)
    # The clock stands still, and then goes on by a second.
    on_page.evaluate("() => { globalThis.at = performance.now(); performance.now = () => globalThis.at; }")
    on_page.keyboard.type("2said")
    on_page.keyboard.press("Tab")
    expect(note_box(on_page)).not_to_be_focused()
    on_page.keyboard.type("dd1")
    shown(on_page, "t-1")
    on_page.evaluate("() => { globalThis.at += 1100; }")
    on_page.keyboard.press("d")
    shown(on_page, "t-2")


def test_a_number_keeps_no_focus_and_a_key_saves_once_more(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    drawn(me, own_project)
    start(on_page, server, own_project)
    number = on_page.get_by_role("button", name="Step 3: mark")
    number.click()
    expect(number).not_to_be_focused()
    on_page.keyboard.press("Escape")
    on_page.keyboard.press("d")
    shown(on_page, "t-2")
    stored(on_page)


LOOKED_FOR = {
    "find": ("/", "Find in this trace", "slot"),
    "an id": (None, "Jump to id", "t-3"),
}


@pytest.mark.parametrize("what", LOOKED_FOR)
def test_what_is_looked_for_is_written_on_after_pointing(
    on_page: Page, server: Server, me: Person, own_project: Project, what: str
) -> None:
    key, name, words = LOOKED_FOR[what]
    drawn(me, own_project)
    start(on_page, server, own_project)
    box = on_page.get_by_label(name)
    if key:
        on_page.keyboard.press(key)
    else:
        box.focus()
    on_page.keyboard.type(words)
    on_page.locator("[data-step='2'] .fl-said").click()
    expect(box).to_be_focused()
    on_page.keyboard.type("d1")
    expect(box).to_have_value(f"{words}d1")
    shown(on_page, "t-1")
    on_page.keyboard.press("Escape")
    on_page.keyboard.press("d")
    shown(on_page, "t-2")
    expect(note_box(on_page)).to_have_value("")


def test_find_that_stays_open_leaves_the_note_its_cursor(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    opened(on_page, server, me, own_project)
    on_page.get_by_role("button", name="Find/").click()
    on_page.keyboard.type("9:00")
    note_box(on_page).click()
    on_page.locator("[data-step='3'] p").click()
    goes_on(on_page)
    # What lies open is closed first; the note is left after that.
    on_page.keyboard.press("Escape")
    expect(on_page.get_by_label("Find in this trace")).to_be_hidden()
    goes_on(on_page, f"said {MORE}")
    on_page.keyboard.press("Escape")
    expect(note_box(on_page)).not_to_be_focused()


@pytest.mark.parametrize("what", ["Similar traces", "all keys"])
def test_escape_closes_what_lies_open_and_only_then_leaves_the_note(
    on_page: Page, server: Server, me: Person, own_project: Project, what: str
) -> None:
    opened(on_page, server, me, own_project)
    panel = on_page.locator(".fl-similar, .fl-help").and_(on_page.locator(":visible"))
    on_page.get_by_role("button", name=what).click()
    expect(panel).to_have_count(1)
    expect(note_box(on_page)).to_be_focused()
    on_page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    goes_on(on_page)
    on_page.keyboard.press("Escape")
    expect(note_box(on_page)).not_to_be_focused()


def test_who_goes_elsewhere_without_a_mouse_is_not_called_back(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    opened(on_page, server, me, own_project)
    inside = on_page.get_by_role("button", name="Pass1")
    # As a screen reader goes there: without a key and without a mouse.
    inside.evaluate("one => one.focus()")
    on_page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    expect(inside).to_be_focused()
    note_box(on_page).focus()
    on_page.keyboard.type("more")
    link = on_page.get_by_test_id("stSidebar").get_by_role("link", name="Sampling")
    link.evaluate("one => one.focus()")
    on_page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    expect(link).to_be_focused()
    on_page.keyboard.type("d1")
    shown(on_page, "t-1")
    expect(link).to_be_focused()
    expect(note_box(on_page)).to_have_value("said more")
    on_page.keyboard.press("Enter")
    expect(on_page.get_by_role("heading", name="Sampling", level=1)).to_be_visible()


def test_what_is_copied_from_the_trace_is_pasted_into_the_note(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    opened(on_page, server, me, own_project)
    on_page.locator("[data-step='3'] p").dblclick(position={"x": 12, "y": 10})
    expect(on_page.locator(".fl-at")).to_contain_text("“Yes")
    on_page.keyboard.press("Control+c")
    on_page.keyboard.press("Control+v")
    expect(note_box(on_page)).to_have_value("said Yes")
    on_page.locator(".fl-counts").click()
    on_page.locator("[data-step='3'] p").dblclick(position={"x": 12, "y": 10})
    on_page.keyboard.press("Shift+Insert")
    expect(note_box(on_page)).to_have_value("said YesYes")
    on_page.locator("[data-step='3'] p").dblclick(position={"x": 12, "y": 10})
    on_page.keyboard.press("Control+z")
    expect(note_box(on_page)).to_have_value("said Yes")


POINTED_AT = {
    "words": lambda page: page.locator("[data-step='3'] p").dblclick(position={"x": 12, "y": 10}),
    "a number": lambda page: page.get_by_role("button", name="Step 3: mark").click(),
    "a step key": lambda page: page.get_by_role("button", name="Failing step one down").click(),
}


@pytest.mark.parametrize("what", POINTED_AT)
def test_what_is_put_to_a_note_kept_before_is_followed_by_words_for_it(
    on_page: Page, server: Server, me: Person, own_project: Project, what: str
) -> None:
    opened(on_page, server, me, own_project)
    expect(on_page.locator(".fl-state")).to_have_text("draft kept, not saved yet")
    stored(on_page)
    on_page.reload()
    expect(note_box(on_page)).to_have_value("said ", timeout=60_000)
    POINTED_AT[what](on_page)
    expect(on_page.locator(".fl-at")).to_contain_text("at step")
    goes_on(on_page)


@pytest.mark.parametrize("key", ["2", "n"])
def test_a_key_held_down_writes_no_note(
    on_page: Page, server: Server, me: Person, own_project: Project, key: str
) -> None:
    drawn(me, own_project)
    start(on_page, server, own_project)
    for _ in range(6):
        on_page.keyboard.down(key)  # from the second on as one that is held
    expect(note_box(on_page)).to_be_focused()
    on_page.keyboard.down(key)
    on_page.keyboard.up(key)
    on_page.keyboard.type(f"{key} rooms")
    expect(note_box(on_page)).to_have_value(f"{key} rooms")
