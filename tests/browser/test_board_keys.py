"""The board by keys alone: Enter saves, search leads to the cards, undo and redo; nothing moves."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from playwright.sync_api import Page, expect

from lib.model import Note, Person, Project, Verdict
from lib.store.projects import preferences
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.browser.test_axial import answered, card, column, noted, open_board, placed
from tests.server import Server


def test_twenty_notes_are_grouped_by_keys_alone(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    kinds = ["wrong price", "no hand-off", "rude tone", "late date"]
    noted(me, own_project, [f"{kinds[n % 4]} {n:02d}" for n in range(20)])
    page = open_board(on_page, server, own_project)
    press, typed = page.keyboard.press, page.keyboard.type
    for left, kind in zip((15, 10, 5, 0), kinds, strict=True):
        press("/")
        typed(kind)
        press("Enter")
        press("Control+a")
        press("n")
        typed(kind.capitalize())
        expect(page.get_by_label("Name")).to_have_value(kind.capitalize())
        press("Enter")
        answered(page, left)
        expect(page.get_by_role("dialog")).to_have_count(0)
        # The number above may come before the board: Escape would let go of what is still selected.
        expect(page.locator(".card[aria-selected=true]")).to_have_count(0)
        press("Escape")
        expect(page.get_by_label("Search notes")).to_have_value("")
    board = taxonomy.notes_board(me, own_project.id)
    stands = placed(me, own_project)
    assert all(note.text.lower().startswith(stands[note.id].lower()) for note in board.notes)
    assert set(stands.values()) == {kind.capitalize() for kind in kinds}


def test_every_dialog_saves_by_enter_and_a_long_text_has_lines(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = noted(me, own_project, ["note one", "note two", "note three"])
    taxonomy.create_mode(me, own_project.id, "One", note_ids=ids)
    page = open_board(on_page, server, own_project)
    press, typed = page.keyboard.press, page.keyboard.type
    dialog = page.get_by_role("dialog")
    card(page, "note two").focus()
    press("s")
    expect(dialog.get_by_label("Name")).to_be_focused()
    typed("Two")
    press("Tab")
    typed("first")
    press("Shift+Enter")
    typed("second")
    press("Enter")
    expect(dialog).to_have_count(0)
    expect(column(page, "Two").get_by_role("option")).to_have_count(1)
    card(page, "note one").focus()
    press("e")
    expect(dialog.get_by_label("Name")).to_be_focused()
    typed(" more")
    press("Enter")
    expect(dialog).to_have_count(0)
    expect(column(page, "One more").get_by_role("option")).to_have_count(2)
    card(page, "note two").focus()
    press("m")
    expect(dialog.get_by_role("combobox")).to_be_focused()
    typed("One")
    press("Enter")
    expect(dialog.get_by_text("to 3 notes")).to_be_visible()
    press("Enter")
    expect(dialog).to_have_count(0)
    expect(column(page, "One more").get_by_role("option")).to_have_count(3)
    page.get_by_role("button", name="Retire One more").press("Enter")
    expect(dialog.get_by_role("button", name="Retire")).to_be_focused()
    press("Enter")
    expect(dialog).to_have_count(0)
    answered(page, 3)
    two = next(mode for mode in taxonomy.ended(own_project.id) if mode.name == "Two")
    assert two.definition == "first\nsecond"


def test_from_the_search_to_the_cards_and_escape_shows_all(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    noted(me, own_project, ["wrong price", "wrong fee", "no hand-off"])
    taxonomy.create_mode(me, own_project.id, "One")
    page = open_board(on_page, server, own_project)
    search, press = page.get_by_label("Search notes"), page.keyboard.press
    press("/")
    page.keyboard.type("wrong")
    press("ArrowDown")
    expect(card(page, "wrong fee")).to_be_focused()
    press("1")
    expect(column(page, "One").get_by_role("option")).to_have_count(1)
    page.get_by_label("Verdict").select_option("fail")
    card(page, "wrong price").focus()
    press("Space")
    press("Escape")
    expect(search).to_have_value("wrong")
    press("Escape")
    expect(search).to_have_value("")
    expect(page.get_by_label("Verdict")).to_have_value("")
    expect(card(page, "wrong price")).to_be_focused()
    press("/")
    page.keyboard.type("hand")
    press("Enter")
    expect(card(page, "no hand-off")).to_be_focused()
    press("/")
    press("Escape")
    expect(search).to_have_value("")
    expect(card(page, "no hand-off")).to_be_focused()


def test_what_was_undone_is_redone_by_key_and_button_until_something_new_is_done(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    noted(me, own_project, ["note one", "note two", "note three"])
    taxonomy.create_mode(me, own_project.id, "One")
    page = open_board(on_page, server, own_project)
    press = page.keyboard.press
    redo = page.get_by_role("button", name="Redo", exact=True)
    expect(redo).to_be_disabled()
    card(page, "note three").focus()
    press("1")
    press("1")
    answered(page, 1)
    for key in ("Control+z", "Control+z", "Control+Shift+z"):
        press(key)
    answered(page, 2)
    press("Control+y")
    answered(page, 1)
    expect(redo).to_be_disabled()
    page.get_by_role("button", name="Undo", exact=True).click()
    answered(page, 2)
    redo.click()
    answered(page, 1)
    press("Control+z")
    answered(page, 2)
    expect(redo).to_be_enabled()
    card(page, "note one").focus()
    press("1")
    answered(page, 1)
    expect(redo).to_be_disabled()
    page.get_by_text("History", exact=True).click()
    expect(page.get_by_text("Dana undid: moved 1 note to “One”").first).to_be_visible()


def tops(page: Page) -> Sequence[float]:
    """How far down each card is."""
    found: list[float] = page.locator(".card").evaluate_all(
        "cards => cards.map((card) => card.getBoundingClientRect().top)"
    )
    return found


def test_no_message_and_no_offer_moves_a_card(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    texts = ["fee quoted wrong", "no hand-off to a person", "wrong fee quoted", "no hand-off to a human"]
    ids = noted(me, own_project, texts)
    fee = taxonomy.create_mode(me, own_project.id, "Wrong fee", note_ids=ids[:1])
    taxonomy.create_mode(me, own_project.id, "No hand-off", note_ids=ids[1:2])
    page = open_board(on_page, server, own_project)
    before = tops(page)
    expect(card(page, "wrong fee quoted")).to_contain_text("May fit Wrong fee")
    assert tops(page) == before
    card(page, "wrong fee quoted").click()
    taxonomy.assign(me, own_project.id, ids[2:3], fee.id)
    page.keyboard.press("2")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
    expect(column(page, "Wrong fee").get_by_role("option")).to_have_count(2)
    told = tops(page)
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert tops(page) == told
    page.get_by_label("Search notes").fill("fee")
    page.get_by_label("Search notes").fill("")
    assert tops(page) == told


@pytest.mark.parametrize("width", [1280, 1920])
def test_a_card_not_of_a_fail_says_so_by_sign_and_word_and_is_short_about_itself(
    on_page: Page, server: Server, me: Person, own_project: Project, width: int
) -> None:
    verdicts = {Verdict.PASS: "✓ passed", Verdict.DEFER: "◷ deferred", Verdict.FAIL: "step 4"}
    names = [seed.trace("a-very-long-name-of-a-trace-" * 3 + verdict) for verdict in verdicts]
    for trace_id, verdict in zip(seed.store(me, own_project.id, names), verdicts, strict=True):
        reviews.submit(me, own_project.id, trace_id, verdict, [Note(f"note of {verdict}", 4)])
    on_page.set_viewport_size({"width": width, "height": 800})
    page = open_board(on_page, server, own_project)
    looks = []
    for verdict, words in verdicts.items():
        about = card(page, f"note of {verdict}").locator(".from")
        expect(about).to_contain_text(words)
        height, line = about.evaluate(
            "one => [one.clientHeight, parseFloat(getComputedStyle(one).lineHeight)]"
        )
        assert height < (1.5 if verdict is Verdict.FAIL else 2.5) * line
        edge = card(page, f"note of {verdict}").evaluate("one => getComputedStyle(one).borderLeftStyle")
        looks.append(edge)
    assert len(set(looks)) == 3


def test_keys_of_ones_own_are_shown_and_taken(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    noted(me, own_project, ["note one"])
    seed.batch(
        me, own_project.id, seed.store(me, own_project.id, [seed.trace("next-1"), seed.trace("next-2")])
    )
    preferences.choose_keys(me, "board", {"N": "x"})
    preferences.choose_keys(me, "annotate", {"D": "j"})
    try:
        page = open_board(on_page, server, own_project)
        card(page, "note one").focus()
        page.keyboard.press("n")
        expect(page.get_by_text("then press X to name it")).to_be_visible()
        page.keyboard.press("x")
        expect(page.get_by_role("dialog").get_by_label("Name")).to_be_focused()
        page.goto(f"{server.url}/annotate?project={own_project.id}")
        expect(page.locator(".fl-id")).to_have_text("next-1")
        expect(page.get_by_role("button", name="Defer")).to_have_attribute("aria-keyshortcuts", "J")
        page.keyboard.press("d")
        page.keyboard.press("j")
        expect(page.locator(".fl-id")).to_have_text("next-2")
        expect(page.locator(".fl-reader")).to_have_attribute("data-waiting", "0")
    finally:
        preferences.choose_keys(me, "board", {})
        preferences.choose_keys(me, "annotate", {})


def test_an_arrow_leads_to_the_cards_and_the_search_to_what_was_found(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    noted(me, own_project, ["wrong price", "rude tone", "late date"])
    page = open_board(on_page, server, own_project)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".card").first).to_be_focused()
    card(page, "wrong price").focus()
    page.keyboard.press("/")
    page.keyboard.type("e")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".card").first).to_be_focused()
