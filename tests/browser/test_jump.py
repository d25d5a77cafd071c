"""Going about on the annotation screen: to an id and back, among steps, and through a long trace."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from lib.model import Note, Person, Project, Step, StepKind, Verdict
from lib.store.reviews import drafts, reviews
from lib.store.reviews.drafts import Draft
from tests import seed
from tests.browser.test_annotate import batch, drawn, note_box, shown, start, stored
from tests.server import Server


def jump(page: Page, text: str) -> None:
    box = page.get_by_label("Jump to id")
    box.fill(text)
    box.press("Enter")


def test_a_beginning_is_enough_and_what_was_left_is_one_click_away(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    drawn(me, own_project, count=4)
    seed.store(me, own_project.id, [seed.trace("alone-12"), seed.trace("alone-34")])
    start(on_page, server, own_project)
    shown(on_page, "t-1")
    jump(on_page, "alone")
    expect(on_page.locator(".fl-message")).to_contain_text("2 ids in the project begin with “alone”")
    expect(on_page.get_by_role("button", name="Back to")).to_be_hidden()
    # What led nowhere is still there to be mended: a digit belongs to it, and says nothing of the trace.
    on_page.keyboard.press("End")
    on_page.keyboard.press("1")
    expect(on_page.get_by_label("Jump to id")).to_have_value("alone1")
    on_page.keyboard.press("Escape")
    on_page.keyboard.press("1")
    shown(on_page, "t-2")
    jump(on_page, "ALONE-3")
    shown(on_page, "alone-34")
    # From one outside to another: the way back is still the one to the batch.
    jump(on_page, "alone-12")
    shown(on_page, "alone-12")
    back = on_page.get_by_role("button", name="Back to Test batch, trace 2")
    expect(back).to_be_visible()
    back.click()
    shown(on_page, "t-2")
    expect(back).to_be_hidden()
    jump(on_page, "alone-12")
    shown(on_page, "alone-12")
    on_page.keyboard.press("g")
    shown(on_page, "t-3")
    expect(on_page.locator(".fl-place")).to_have_text("trace 3 of 4")
    expect(back).to_be_hidden()


def test_the_marker_stops_at_what_the_assistant_and_its_tools_did(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    kinds = (StepKind.SYSTEM, StepKind.USER, StepKind.TOOL, StepKind.USER, StepKind.ASSISTANT)
    steps = tuple(Step(n, kind, f"Step {n}", name="look") for n, kind in enumerate(kinds, start=1))
    batch(me, own_project, seed.store(me, own_project.id, [seed.trace("t-1", steps=steps)]))
    start(on_page, server, own_project)
    first = on_page.locator(".fl-first")
    for key, step in (("]", "3"), ("]", "5"), ("]", "5"), ("[", "3"), ("[", "3")):
        on_page.keyboard.press(key)
        expect(first).to_have_attribute("data-step", step)


def test_home_end_and_pages_scroll_the_trace_but_not_while_writing(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    steps = tuple(Step(n, StepKind.ASSISTANT, f"Step {n}. " + "More words. " * 60) for n in range(1, 20))
    ids = seed.store(me, own_project.id, [seed.trace(f"t-{n}", steps=steps) for n in (1, 2)])
    batch(me, own_project, ids)
    start(on_page, server, own_project)

    def scrolled() -> float:
        return float(on_page.locator(".fl-trace").evaluate("pane => pane.scrollTop"))

    before = 0.0
    for key in ("PageDown", "End", "PageUp", "Home"):
        on_page.keyboard.press(key)
        now = scrolled()
        assert now > before if key in ("PageDown", "End") else now < before, key
        before = now
    assert before == 0
    # With the focus on a button too.
    on_page.get_by_role("button", name="Next trace").focus()
    on_page.keyboard.press("End")
    assert scrolled() > 0
    on_page.keyboard.press("Home")
    note_box(on_page).fill("first line\nsecond")
    on_page.keyboard.press("Home")
    on_page.keyboard.type("the ")
    expect(note_box(on_page)).to_have_value("first line\nthe second")
    on_page.keyboard.press("PageDown")
    assert scrolled() == 0
    stored(on_page)


def test_only_the_deferred_or_those_without_a_note_are_read_again(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project, count=6)
    for place, verdict in enumerate((Verdict.DEFER, Verdict.PASS, Verdict.FAIL, Verdict.DEFER, Verdict.FAIL)):
        reviews.submit(me, own_project.id, ids[place], verdict)
    drafts.keep(me, own_project.id, ids[1], Draft((Note("rude, after all"),), Verdict.FAIL))
    start(on_page, server, own_project)
    shown(on_page, "t-6")
    dialog = on_page.get_by_role("dialog", name="Read only part of this batch")

    def only(*names: str) -> None:
        on_page.get_by_role("button", name="Filter").click()
        dialog.get_by_label("Choose by").select_option("Your review")
        for name in names:
            dialog.get_by_role("checkbox", name=name).check()
        dialog.get_by_role("button", name="Read only these").click()

    only("failed, without a note", "with a draft")
    shown(on_page, "t-2")
    expect(on_page.locator(".fl-part")).to_contain_text(
        "3 of 6: with a draft that is not saved, failed, without a note"
    )
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-3")
    stored(on_page)
    expect(on_page.locator(".fl-part")).to_contain_text("2 of 6")
    on_page.keyboard.press("2")
    on_page.keyboard.type("wrong price")
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-5")
    stored(on_page)
    on_page.reload()
    shown(on_page, "t-5")
    on_page.get_by_role("button", name="show all").click()
    expect(on_page.locator(".fl-part")).to_be_hidden()
    only("deferred")
    shown(on_page, "t-1")
    on_page.keyboard.press("1")
    shown(on_page, "t-4")
    stored(on_page)
