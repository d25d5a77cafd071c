"""The board: notes grouped by click, by drag and by keyboard alone; what is shown is what is stored."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from lib.model import Note, Person, Project, Verdict
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.browser.test_annotate import Line
from tests.server import Server

HOSTILE = '<img src=x onerror="window.owned=1"> ![x](http://127.0.0.1:9/p.png) **bold** $x$ :smile:'


def noted(me: Person, project: Project, texts: Sequence[str]) -> list[int]:
    """Review one trace for each text as failing with that note; return the ids of the notes."""
    ids = []
    names = [seed.trace(f"lease-{number:04d}") for number in range(len(texts))]
    for trace_id, text in zip(seed.store(me, project.id, names), texts, strict=True):
        made = reviews.submit(me, project.id, trace_id, Verdict.FAIL, [Note(text, 4, "9:00 is free")])
        ids += [note.id for note in made.notes if note.id is not None]
    return ids


def open_board(page: Page, server: Server, project: Project) -> Page:
    """Open the page and wait for the board."""
    page.goto(f"{server.url}/axial?project={project.id}")
    expect(column(page, "Not grouped")).to_be_visible()
    return page


def column(page: Page, name: str) -> Locator:
    """The list of a column."""
    return page.get_by_role("listbox", name=re.compile(f"^{name},"))


def card(page: Page, text: str) -> Locator:
    """The card of a note."""
    return page.get_by_role("option").filter(has_text=text)


def placed(me: Person, project: Project) -> dict[int, str]:
    """The name of the mode each note is stored in, or ''."""
    board = taxonomy.notes_board(me, project.id)
    names = {mode.id: mode.name for mode in board.modes}
    return {note.id: names.get(note.mode_id or 0, "") for note in board.notes}


def answered(page: Page, not_grouped: int) -> None:
    """Wait for the server's own count: what the board shows before is only its guess."""
    expect(page.get_by_text(re.compile(rf"· {not_grouped} not grouped"))).to_be_visible()


def broken(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds on the page beside the navigation."""
    found = Axe().run(page, context="[data-testid=stMain]").response["violations"]
    return [(each["id"], node["html"], node["failureSummary"]) for each in found for node in each["nodes"]]


def test_two_notes_selected_by_click_and_named_with_n(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    first, second, third = noted(me, own_project, ["wrong price", "wrong fee", "no hand-off"])
    page = open_board(on_page, server, own_project)
    card(page, "wrong price").click()
    card(page, "wrong fee").click()
    page.keyboard.press("n")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Wrong amount")
    page.keyboard.press("Tab")
    page.keyboard.type("A price no tool said.")
    expect(page.get_by_label("Definition")).to_have_value("A price no tool said.")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(column(page, "Wrong amount").get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("dialog")).to_have_count(0)
    answered(page, 1)
    assert placed(me, own_project) == {first: "Wrong amount", second: "Wrong amount", third: ""}


def test_a_taken_name_is_refused_in_the_dialog_and_nothing_is_lost(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    [note] = noted(me, own_project, ["wrong price"])
    taxonomy.create_mode(me, own_project.id, "Wrong amount")
    page = open_board(on_page, server, own_project)
    card(page, "wrong price").click()
    page.keyboard.press("n")
    page.keyboard.type("wrong AMOUNT")
    expect(page.get_by_label("Name")).to_have_value("wrong AMOUNT")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(card(page, "wrong price")).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.type("Wrong fee")
    expect(page.get_by_label("Name")).to_have_value("Wrong fee")
    page.keyboard.press("Enter")
    answered(page, 0)
    assert placed(me, own_project) == {note: "Wrong fee"}


TYPED = "2 bed p offered, m for 1x"


@pytest.mark.parametrize(("key", "before"), [("n", ""), ("s", ""), ("e", "One")])
def test_what_is_typed_before_the_dialog_is_there_is_its_text_and_no_command(
    on_page: Page, server: Server, me: Person, own_project: Project, key: str, before: str
) -> None:
    ids = noted(me, own_project, ["wrong price", "wrong fee"])
    taxonomy.create_mode(me, own_project.id, "One", note_ids=ids)
    taxonomy.create_mode(me, own_project.id, "Two")
    line = Line(on_page)
    page = open_board(on_page, server, own_project)
    card(page, "wrong price").click()
    line.hold()
    page.keyboard.press(key)
    page.keyboard.type(TYPED)
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    line.let_go()
    expect(page.get_by_label("Name")).to_have_value(before + TYPED[:-1])
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("pm")
    expect(page.get_by_label("Name")).to_have_value(before + TYPED[:-1] + "pm")
    assert placed(me, own_project) == dict.fromkeys(ids, "One")
    assert not any(mode.examples for mode in taxonomy.modes(own_project.id))


def test_a_dialog_without_a_text_takes_the_letters_typed_before_it_and_escape_ends_that(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = noted(me, own_project, ["wrong price", "wrong fee"])
    taxonomy.create_mode(me, own_project.id, "One", note_ids=ids)
    taxonomy.create_mode(me, own_project.id, "Two")
    line = Line(on_page)
    page = open_board(on_page, server, own_project)
    card(page, "wrong price").click()
    line.hold()
    page.keyboard.press("m")
    page.keyboard.type("2p0")
    line.let_go()
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(card(page, "wrong price")).to_be_focused()
    assert placed(me, own_project) == dict.fromkeys(ids, "One")
    line.hold()
    page.keyboard.press("e")
    page.keyboard.type("2")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(column(page, "Two").get_by_role("option")).to_have_count(1)
    line.let_go()
    expect(page.get_by_label("Name")).to_have_value("One")


def test_a_name_typed_after_a_new_mode_was_chosen_from_the_list_chooses_nothing_else(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    [note] = noted(me, own_project, ["wrong price"])
    taxonomy.create_mode(me, own_project.id, "One")
    line = Line(on_page)
    page = open_board(on_page, server, own_project)
    card(page, "wrong price").click()
    line.hold()
    page.get_by_label("Move the selected notes to").select_option("new")
    page.keyboard.type("One, not grouped")
    line.let_go()
    expect(page.get_by_label("Name")).to_have_value("One, not grouped")
    assert placed(me, own_project) == {note: ""}


def test_the_selection_is_dragged_to_a_column(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = noted(me, own_project, ["wrong price", "wrong fee", "no hand-off"])
    taxonomy.create_mode(me, own_project.id, "Wrong amount")
    page = open_board(on_page, server, own_project)
    card(page, "wrong price").click()
    card(page, "wrong fee").click()
    card(page, "wrong fee").drag_to(column(page, "Wrong amount"))
    expect(column(page, "Wrong amount").get_by_role("option")).to_have_count(2)
    answered(page, 1)
    assert placed(me, own_project) == dict(zip(ids, ["Wrong amount", "Wrong amount", ""], strict=True))


def test_by_keyboard_alone(on_page: Page, server: Server, me: Person, own_project: Project) -> None:
    ids = noted(me, own_project, ["note one", "note two", "note three", "note four"])
    taxonomy.create_mode(me, own_project.id, "One")
    taxonomy.create_mode(me, own_project.id, "Two")
    page = open_board(on_page, server, own_project)
    page.get_by_label("Search notes").focus()
    for _ in range(5):  # verdict, feedback, sorting, keys
        page.keyboard.press("Tab")
    expect(card(page, "note four")).to_be_focused()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("2")
    expect(column(page, "Two").get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="Two: 0 → 2 traces")).to_have_count(1)
    expect(card(page, "note two")).to_be_focused()
    page.keyboard.press("1")
    expect(card(page, "note one")).to_be_focused()
    page.keyboard.press("Space")
    expect(card(page, "note one")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(card(page, "note one")).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowRight")
    expect(card(page, "note two")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+a")
    page.keyboard.press("0")
    answered(page, 3)
    assert placed(me, own_project) == dict(zip(ids, ["", "One", "", ""], strict=True))


def test_several_moves_in_a_row_and_undo_reach_the_server_in_order(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = noted(me, own_project, ["note one", "note two", "note three", "note four"])
    taxonomy.create_mode(me, own_project.id, "One")
    page = open_board(on_page, server, own_project)
    card(page, "note four").click()
    for _ in range(4):
        page.keyboard.press("1")
    answered(page, 0)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    answered(page, 2)
    assert placed(me, own_project) == dict(zip(ids, ["", "", "One", "One"], strict=True))
    page.get_by_role("button", name="Undo").click()
    answered(page, 3)
    expect(column(page, "Not grouped").get_by_role("option")).to_have_count(3)


def test_a_note_moved_by_someone_else_meanwhile_shows_where_it_is(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    [note] = noted(me, own_project, ["note one"])
    taxonomy.create_mode(me, own_project.id, "One")
    two = taxonomy.create_mode(me, own_project.id, "Two")
    page = open_board(on_page, server, own_project)
    taxonomy.assign(me, own_project.id, [note], two.id)
    card(page, "note one").click()
    page.keyboard.press("1")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(column(page, "Two").get_by_role("option")).to_have_count(1)
    assert placed(me, own_project) == {note: "Two"}


def test_modes_are_merged_after_a_preview_and_the_merge_undone(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = noted(me, own_project, ["note one", "note two"])
    taxonomy.create_mode(me, own_project.id, "One", note_ids=ids[:1])
    taxonomy.create_mode(me, own_project.id, "Two", note_ids=ids[1:])
    page = open_board(on_page, server, own_project)
    page.get_by_role("button", name="Merge Two").click()
    page.get_by_role("dialog").get_by_role("combobox").click()
    page.get_by_role("option", name="One", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("1 to 2 traces")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Merge").click()
    expect(column(page, "Two")).to_have_count(0)
    expect(column(page, "One").get_by_role("option")).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(column(page, "Two").get_by_role("option")).to_have_count(1)
    assert placed(me, own_project) == dict(zip(ids, ["One", "Two"], strict=True))


def test_searching_leaves_the_matching_notes(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    noted(me, own_project, ["wrong price", "wrong fee", "no hand-off"])
    page = open_board(on_page, server, own_project)
    page.get_by_label("Search notes").fill("FEE wrong")
    expect(page.locator(".card")).to_have_count(1)
    expect(card(page, "wrong fee")).to_be_visible()
    page.keyboard.type("1n0")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_label("Search notes").fill("")
    page.get_by_label("Feedback").select_option("negative")
    expect(page.get_by_text("0 of 3 notes")).to_be_visible()
    page.get_by_label("Feedback").select_option("none")
    expect(page.locator(".card")).to_have_count(3)


def test_notes_like_the_chosen_one_come_first_and_are_split_off_and_pinned(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = noted(me, own_project, ["fee quoted wrong", "no hand-off", "wrong fee quoted", "nothing else"])
    mode = taxonomy.create_mode(me, own_project.id, "All", note_ids=ids)
    page = open_board(on_page, server, own_project)
    card(page, "wrong fee quoted").click()
    page.keyboard.press("l")
    expect(page.locator(".card p").nth(0)).to_have_text("wrong fee quoted")
    expect(page.locator(".card p:first-child").nth(1)).to_have_text("fee quoted wrong")
    page.keyboard.press("p")
    expect(card(page, "wrong fee quoted")).to_contain_text("example")
    assert [each.examples for each in taxonomy.modes(own_project.id)] == [(ids[2],)]
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("s")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("4 to 2 traces")).to_be_visible()
    dialog.get_by_label("Name").fill("Wrong fee")
    dialog.get_by_role("button", name="Split", exact=True).click()
    expect(column(page, "Wrong fee").locator(".card")).to_have_count(2)
    expect(dialog).to_have_count(0)
    assert placed(me, own_project) == dict(zip(ids, ["Wrong fee", "All", "Wrong fee", "All"], strict=True))
    page.get_by_label("Search notes").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(column(page, "All").locator(".card")).to_have_count(4)
    assert taxonomy.modes(own_project.id)[0].id == mode.id


def test_a_note_in_no_mode_names_those_it_fits_and_goes_there_by_key_and_by_click(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    texts = ["fee quoted wrong", "no hand-off to a person", "wrong fee quoted", "no hand-off to a human", "?"]
    ids = noted(me, own_project, texts)
    taxonomy.create_mode(me, own_project.id, "Wrong fee", note_ids=ids[:1])
    taxonomy.create_mode(me, own_project.id, HOSTILE[:80], note_ids=ids[1:2])
    page = open_board(on_page, server, own_project)
    expect(card(page, "wrong fee quoted")).to_contain_text("May fit Wrong fee")
    expect(card(page, "no hand-off to a human")).to_contain_text(f"May fit {HOSTILE[:80]}")
    expect(card(page, "?")).not_to_contain_text("May fit")
    expect(card(page, "fee quoted wrong")).not_to_contain_text("May fit")
    card(page, "wrong fee quoted").focus()
    page.keyboard.press("f")
    answered(page, 2)
    card(page, "no hand-off to a human").get_by_title("Move it to").click()
    answered(page, 1)
    assert list(placed(me, own_project).values())[::-1] == [*["Wrong fee", HOSTILE[:80]] * 2, ""]
    page.keyboard.press("f")
    expect(page.get_by_role("status").filter(has_text="No failure mode stands out")).to_have_count(1)
    answered(page, 1)
    assert page.evaluate("window.owned") is None


@pytest.mark.slow
def test_a_board_of_forty_modes_and_a_thousand_notes_sends_its_notes_once(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = seed.grown_taxonomy(me, own_project.id)
    received: list[int] = []
    on_page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data)))
    )
    page = open_board(on_page, server, own_project)
    expect(page.locator(".card")).to_have_count(1_000)
    assert sum(received) > 150_000
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
    loose = column(page, "Not grouped").locator(".card")
    expect(loose).to_have_count(100)
    received.clear()
    loose.first.click()
    page.keyboard.press("2")
    answered(page, 99)
    assert max(received) < 25_000  # neither the notes nor the component's code
    assert sum(bool(at) for at in placed(me, own_project).values()) == 901
    page.get_by_label("Search notes").fill("zzz")
    expect(page.locator(".card")).to_have_count(0)
    assert len(ids) == 1_000


def test_hostile_text_is_shown_as_it_is_and_does_nothing(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    [note] = noted(me, own_project, [HOSTILE])
    asked: list[str] = []
    on_page.on("request", lambda request: asked.append(request.url))
    taxonomy.create_mode(me, own_project.id, HOSTILE[:80], HOSTILE, [note])
    page = open_board(on_page, server, own_project)
    expect(card(page, HOSTILE)).to_be_visible()
    card(page, HOSTILE).click()
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    taxonomy.edit_mode(me, own_project.id, taxonomy.modes(own_project.id)[0].id, examples=[note])
    page.get_by_text("History", exact=True).click()
    expect(page.get_by_text("Dana made")).to_be_visible()
    page.get_by_text("Codebook", exact=True).click()
    expect(page.get_by_role("heading", name="Codebook of")).to_be_visible()
    expect(page.get_by_text(HOSTILE[:40]).last).to_be_visible()
    assert page.evaluate("window.owned") is None
    assert not [url for url in asked if not url.startswith((server.url, "blob:", "data:"))]


def test_without_notes_the_page_leads_to_reading(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = seed.store(me, own_project.id, [seed.trace("lease-0000")])
    seed.batch(me, own_project.id, ids)
    on_page.goto(f"{server.url}/axial?project={own_project.id}")
    on_page.get_by_role("button", name="Start reading").click()
    expect(on_page).to_have_url(re.compile(rf"/annotate\?project={own_project.id}\b"))


def test_a_card_links_to_its_trace(on_page: Page, server: Server, me: Person, own_project: Project) -> None:
    noted(me, own_project, ["wrong price"])
    trace = taxonomy.notes_board(me, own_project.id).notes[0].trace_id
    page = open_board(on_page, server, own_project)
    with page.expect_popup() as opened:
        card(page, "wrong price").get_by_title("Open the trace in a new tab").click()
    assert opened.value.url == f"{server.url}/annotate?project={own_project.id}&trace={trace}"
    card(page, "wrong price").focus()
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    assert opened.value.url == f"{server.url}/annotate?project={own_project.id}&trace={trace}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_board_is_accessible_and_never_wider_than_the_screen(
    on_page: Page, server: Server, me: Person, own_project: Project, scheme: str
) -> None:
    ids = noted(me, own_project, [f"note {number}" for number in range(6)])
    for number in range(12):
        words = "A definition that takes a line or two in a column of the board."
        taxonomy.create_mode(me, own_project.id, f"Failure mode {number}", words, ids[number : number + 1])
    on_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page = open_board(on_page, server, own_project)
    card(page, "note 0").click()
    assert broken(page) == []
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_codebook_history_and_quality_are_accessible(
    on_page: Page, server: Server, me: Person, own_project: Project, scheme: str
) -> None:
    ids = noted(me, own_project, ["wrong price", "wrong fee", "no hand-off"])
    mode = taxonomy.create_mode(me, own_project.id, "Wrong amount", "Says a wrong one.", ids[:2])
    taxonomy.edit_mode(me, own_project.id, mode.id, examples=ids[:1], severity=2)
    taxonomy.create_mode(me, own_project.id, "Wrong amounts")
    taxonomy.retire(me, own_project.id, taxonomy.create_mode(me, own_project.id, "Rude").id)
    on_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page = open_board(on_page, server, own_project)
    page.get_by_text("Codebook", exact=True).click()
    expect(page.get_by_role("heading", name="Wrong amount", exact=True)).to_be_visible()
    page.get_by_text("Quality of the taxonomy").click()
    expect(page.get_by_text("are nearly the same name")).to_be_visible()
    assert broken(page) == []
    page.get_by_text("History", exact=True).click()
    expect(page.get_by_text("Ended failure modes")).to_be_visible()
    assert broken(page) == []
