"""A dialog of the board half written, while its server is killed and started anew, and over a reload."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from lib.model import Person, Project
from lib.store.projects import people, projects
from lib.store.taxonomy import taxonomy
from tests.browser.test_annotate import Line
from tests.browser.test_axial import card, noted, open_board, placed
from tests.server import Server

# The first run of a new server waits for what is imported there.
RESTARTED = 60_000
# Each letter of them would be a command of the board.
BEFORE, WHILE, AFTER = "says 1 price, ", "not 2, ", "0 pm"


@dataclass
class Killable:
    """A server of its own, with a board open on it."""

    me: Person
    server: Server
    project: Project
    page: Page

    def killed(self) -> None:
        """The server is gone, which the page says."""
        self.server.kill()
        expect(self.page.locator(".fl-line")).to_contain_text("Offline")


@pytest.fixture
def board(tmp_path: Path, sqlite: str, page: Page) -> Iterator[Killable]:
    me = people.local_person("Dana")
    server = Server.on(tmp_path, sqlite)
    try:
        project = projects.create(me, "Restarted")
        ids = noted(me, project, ["wrong price", "wrong fee", "no hand-off"])
        taxonomy.create_mode(me, project.id, "One", "Old.", ids[:2])
        taxonomy.create_mode(me, project.id, "Two")
        open_board(page, server, project)
        yield Killable(me, server, project, page)
    finally:
        server.stop()


# The dialog of the new server has another field.
_MARK = "window.writtenIn = document.querySelector('[role=dialog] input')"
_DRAWN = """() => {
    const field = document.querySelector("[role='dialog'] input");
    return field !== null && field !== window.writtenIn;
}"""


def write_until_drawn(page: Page) -> str:
    """Write letter by letter until the dialog of the new server is there; return what was written."""
    dots = ""
    while not page.evaluate(_DRAWN):
        page.keyboard.type(".")
        dots += "."
        page.wait_for_timeout(50)
        assert len(dots) < 1000
    page.keyboard.type(AFTER)
    return dots + AFTER


@pytest.mark.parametrize(
    ("key", "of"),
    [
        ("e", "One"),
        # Each of them starts a server twice.
        pytest.param("n", "", marks=pytest.mark.slow),
        pytest.param("s", "", marks=pytest.mark.slow),
    ],
)
def test_a_dialog_half_written_lasts_over_a_restart_of_the_server(board: Killable, key: str, of: str) -> None:
    page, dialog = board.page, board.page.get_by_role("dialog")
    card(page, "wrong price").click()
    page.keyboard.press(key)
    expect(dialog.get_by_label("Name")).to_be_focused()
    page.keyboard.type(" Prices")
    expect(dialog.get_by_label("Name")).to_have_value(of + " Prices")
    page.keyboard.press("Tab")
    text = dialog.get_by_label("Definition")
    page.keyboard.press("Control+a")
    page.keyboard.type(BEFORE)
    board.killed()
    page.keyboard.type(WHILE)
    page.evaluate(_MARK)
    board.server.start()
    written = BEFORE + WHILE + write_until_drawn(page)
    expect(text).to_have_value(written, timeout=RESTARTED)
    expect(dialog.get_by_label("Name")).to_have_value(of + " Prices")
    expect(text).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    modes = {mode.name: mode.definition for mode in taxonomy.modes(board.project.id)}
    assert modes[f"{of} Prices".strip()] == written
    one = "One Prices" if of else "One"
    moved = one if of else "Prices"
    assert sorted(placed(board.me, board.project).values()) == sorted([moved, one, ""])
    page.reload()
    expect(card(page, "wrong price")).to_be_visible(timeout=RESTARTED)
    expect(dialog).to_have_count(0)


def test_a_merge_begun_lasts_over_a_restart_and_no_key_is_a_command(board: Killable) -> None:
    page, dialog = board.page, board.page.get_by_role("dialog")
    card(page, "wrong price").click()
    before = placed(board.me, board.project)
    page.keyboard.press("m")
    expect(dialog.get_by_role("combobox")).to_be_focused()
    board.killed()
    page.evaluate(_MARK)
    board.server.start()
    while not page.evaluate(_DRAWN):
        page.keyboard.type("20p")
    expect(dialog.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.reload()
    expect(card(page, "wrong price")).to_be_visible(timeout=RESTARTED)
    expect(dialog).to_have_count(0)
    assert placed(board.me, board.project) == before


def test_a_dialog_half_written_is_asked_about_and_comes_back_after_a_reload(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    noted(me, own_project, ["wrong price"])
    page, dialog = open_board(on_page, server, own_project), on_page.get_by_role("dialog")
    card(page, "wrong price").click()
    page.keyboard.press("n")
    expect(dialog.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Prices")
    page.keyboard.press("Tab")
    page.keyboard.type(BEFORE)
    asked: list[str] = []

    def leave(question: Dialog) -> None:
        asked.append(question.type)
        question.accept()

    page.on("dialog", leave)
    page.reload()
    expect(dialog.get_by_label("Definition")).to_have_value(BEFORE)
    assert asked == ["beforeunload"]
    expect(dialog.get_by_label("Definition")).to_be_focused()
    page.keyboard.type("p")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    [mode] = taxonomy.modes(own_project.id)
    assert (mode.name, mode.definition) == ("Prices", BEFORE + "p")
    assert list(placed(me, own_project).values()) == ["Prices"]
    page.get_by_role("button", name="Edit Prices").click()
    expect(dialog.get_by_label("Name")).to_be_focused()
    page.keyboard.type(" of flats")
    expect(dialog.get_by_label("Name")).to_have_value("Prices of flats")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.reload()
    expect(card(page, "wrong price")).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    expect(dialog).to_have_count(0)
    assert asked == ["beforeunload"]


def test_what_is_typed_for_a_dialog_waits_as_long_as_its_server_does(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = noted(me, own_project, ["wrong price", "wrong fee"])
    taxonomy.create_mode(me, own_project.id, "One", note_ids=ids)
    taxonomy.create_mode(me, own_project.id, "Two")
    on_page.clock.install()
    line = Line(on_page)
    page = open_board(on_page, server, own_project)
    says = page.locator(".fl-line")
    card(page, "wrong price").click()
    line.hold()
    page.keyboard.press("n")
    page.keyboard.type(BEFORE)
    page.clock.fast_forward(60_000)
    expect(says).to_have_text("Waiting for the server. What you type is kept for the dialog; Esc drops it.")
    page.keyboard.type(WHILE)
    line.let_go()
    expect(page.get_by_label("Name")).to_have_value(BEFORE + WHILE)
    expect(says).to_have_text("")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert placed(me, own_project) == dict.fromkeys(ids, "One")
    line.hold()
    page.keyboard.press("e")
    page.clock.fast_forward(60_000)
    expect(says).to_contain_text("Waiting for the server.")
    page.keyboard.press("Escape")
    expect(says).to_have_text("")
    line.let_go()


def test_a_move_made_while_the_server_is_away_is_sent_once_it_is_back(board: Killable) -> None:
    page, says = board.page, board.page.locator(".fl-line")
    card(page, "no hand-off").click()
    board.killed()
    page.keyboard.press("2")
    expect(says).to_have_text("Offline: 1 waiting, kept while this page is open")
    board.server.start()
    expect(says).to_have_text("1 waiting, kept while this page is open")
    expect(says).to_have_text("")
    assert sorted(placed(board.me, board.project).values()) == ["One", "One", "Two"]
