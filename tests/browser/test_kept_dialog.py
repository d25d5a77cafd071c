"""A dialog of the board half written, while its server is killed and started anew, and over a reload."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.model import Person, Project
from lib.store.projects import people, projects
from lib.store.taxonomy import taxonomy
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
        self.server.kill()
        expect(self.page.locator(".fl-line")).to_contain_text("Offline")

    def started(self) -> None:
        """The server is there again, and has drawn the page."""
        self.page.evaluate("window.drawn = 0")
        self.server.start()


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


def write(page: Page, dialog: Locator, name: str) -> Locator:
    """Write a name and half a definition; the field of the definition."""
    expect(dialog.get_by_label("Name")).to_be_focused()
    page.keyboard.type(name)
    expect(dialog.get_by_label("Name")).to_have_value(name)
    page.keyboard.press("Tab")
    page.keyboard.type(BEFORE)
    return dialog.get_by_label("Definition")


# Whether the session that draws the page is one of the new server: its board has done nothing yet.
@pytest.mark.parametrize("key", ["n", "s"])
def test_a_dialog_half_written_lasts_over_a_restart_of_the_server(board: Killable, key: str) -> None:
    page, dialog = board.page, board.page.get_by_role("dialog")
    card(page, "wrong price").click()
    page.keyboard.press(key)
    text = write(page, dialog, "Prices")
    board.killed()
    page.keyboard.type(WHILE)
    page.evaluate(_FIELDS)
    board.started()
    writes_until_drawn(page)
    expect(text).to_have_value(BEFORE + WHILE + "." * page.evaluate("window.dots") + AFTER, timeout=RESTARTED)
    expect(dialog.get_by_label("Name")).to_have_value("Prices")
    expect(text).to_be_focused()
    said = text.input_value()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    made = next(mode for mode in taxonomy.modes(board.project.id) if mode.name == "Prices")
    assert made.definition == said
    stands = placed(board.me, board.project)
    assert list(stands.values()) == ["Prices", "One", ""]


# Counts how often the dialog was drawn.
_FIELDS = """() => {
    window.dots = 0;
    window.drawnIn = document.querySelector("[role='dialog'] input");
}"""
_DRAWN = """() => {
    const field = document.querySelector("[role='dialog'] input");
    return field !== null && field !== window.drawnIn;
}"""


def writes_until_drawn(page: Page) -> None:
    """Go on writing, a letter at a time, until the dialog of the new server is there, and a little longer."""
    dots = 0
    while not page.evaluate(_DRAWN):
        page.keyboard.type(".")
        dots += 1
        page.wait_for_timeout(50)
        assert dots < 2000
    page.evaluate("dots => { window.dots = dots; }", dots)
    page.keyboard.type(AFTER)
