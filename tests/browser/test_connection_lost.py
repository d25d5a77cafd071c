"""The line is lost in the middle of a word: it is said, nothing is in the way, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lib.model import Person, Project, Verdict
from lib.store.projects import people, projects
from lib.store.reviews import drafts
from tests.browser import proxy, test_axial, test_label
from tests.browser.proxy import Proxy
from tests.browser.test_annotate import drawn, note_box, saved, shown, start, stored
from tests.server import Server

BEFORE, WHILE, AFTER = "said 9:00 is fr", "ee, the calen", "dar has 10:30"
WHILE_OPEN = "Offline. What you write is kept while this page is open."
# What was written last may be on its way by then.
AT_ONCE = re.compile(r"^Offline(: 1 waiting, kept|\. What you write is kept) on this computer\.?$")
# What Streamlit says and does about it, seen when it has tried a few times.
_TRIES = "window.tries = 0; addEventListener('message', ({data}) => {" + (
    "if (data?.type === 'CLIENT_ERROR_DIALOG' || data?.type === 'CLIENT_ERROR') window.tries += 1; })"
)


@pytest.fixture
def line(server: Server) -> Iterator[Proxy]:
    """A line to the server that can be cut."""
    with proxy.between(server.port) as made:
        yield made


def said(page: Page, words: str | re.Pattern[str]) -> None:
    """The screen says this of the line, and no other line says it again."""
    expect(page.locator(".fl-line")).to_have_text(words)
    expect(page.locator(".fl-not-connected")).to_have_text("")


def not_in_the_way(page: Page) -> None:
    """Streamlit has tried in vain, which it would say in a box; there is none, and one writes on."""
    page.wait_for_function("window.tries > 0", timeout=60_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(note_box(page)).to_be_focused()


def open_by(page: Page, line: Proxy, path: str) -> None:
    page.add_init_script(_TRIES)
    page.goto(f"{line.url}/{path}")


def test_a_line_cut_in_the_middle_of_a_word_takes_no_letter(
    on_page: Page, line: Proxy, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    open_by(on_page, line, f"annotate?project={own_project.id}")
    shown(on_page, "t-1")
    on_page.keyboard.type(f"2{BEFORE}")
    line.cut()
    said(on_page, AT_ONCE)
    on_page.keyboard.type(WHILE)
    said(on_page, "Offline: 1 waiting, kept on this computer")
    not_in_the_way(on_page)
    on_page.keyboard.type(AFTER)
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-2")
    on_page.keyboard.press("1")
    shown(on_page, "t-3")
    said(on_page, "Offline: 2 waiting, kept on this computer")
    expect(on_page.locator(".fl-count")).to_have_text(["✓ 0 pass", "✗ 0 fail", "◷ 0 deferred"])
    line.mend()
    said(on_page, "")
    stored(on_page)
    expect(on_page.locator(".fl-count")).to_have_text(["✓ 1 pass", "✗ 1 fail", "◷ 0 deferred"])
    expect(on_page.locator(".fl-message")).to_have_text("")
    shown(on_page, "t-3")
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, [BEFORE + WHILE + AFTER])
    assert saved(me, own_project, ids[1]) == (Verdict.PASS, [])


def test_a_server_restarted_in_the_middle_of_a_word_takes_no_letter(
    tmp_path: Path, sqlite: str, page: Page
) -> None:
    me = people.local_person("Dana")
    server = Server.on(tmp_path, sqlite)
    try:
        project = projects.create(me, "Restarted")
        ids = drawn(me, project)
        page.add_init_script(_TRIES)
        start(page, server, project)
        page.keyboard.type(f"2{BEFORE}")
        server.kill()
        said(page, AT_ONCE)
        page.keyboard.type(WHILE)
        not_in_the_way(page)
        server.start()
        page.keyboard.type(AFTER)
        said(page, "")
        expect(note_box(page)).to_have_value(BEFORE + WHILE + AFTER)
        expect(note_box(page)).to_be_focused()
        # The first run of a new server waits for what is imported there.
        expect(page.locator(".fl-reader")).to_have_attribute("data-waiting", "0", timeout=60_000)
        draft = drafts.of(me, project.id, ids[0])
        assert draft is not None and [note.text for note in draft.notes] == [BEFORE + WHILE + AFTER]
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator(".fl-message")).to_have_text("")
    finally:
        server.stop()


def test_ticks_of_the_label_pass_wait_for_the_line(
    on_page: Page, line: Proxy, me: Person, own_project: Project
) -> None:
    test_label.prepared(me, own_project, 3)
    open_by(on_page, line, f"label?project={own_project.id}")
    test_label.on_trace(on_page, "lease-0", 0)
    line.cut()
    said(on_page, "Offline. What you write is kept on this computer.")
    on_page.keyboard.press("2")
    on_page.keyboard.press("3")
    said(on_page, "Offline: 2 waiting, kept on this computer")
    on_page.wait_for_function("window.tries > 0", timeout=60_000)
    expect(on_page.get_by_role("dialog")).to_have_count(0)
    line.mend()
    said(on_page, "")
    on_page.keyboard.press("Enter")
    test_label.on_trace(on_page, "lease-1", 1)
    yes, unknown = test_label.YES, test_label.UNKNOWN
    assert test_label.values(own_project) == [[yes] * 3, [unknown] * 3, [unknown] * 3]


def test_a_move_on_the_board_waits_for_the_line(
    on_page: Page, line: Proxy, me: Person, own_project: Project
) -> None:
    first, _ = test_axial.noted(me, own_project, ["wrong price", "too long"])
    test_axial.taxonomy.create_mode(me, own_project.id, "Prices", "Says a wrong price.", ())
    open_by(on_page, line, f"axial?project={own_project.id}")
    test_axial.card(on_page, "wrong price").click()
    line.cut()
    said(on_page, WHILE_OPEN)
    on_page.keyboard.press("1")
    said(on_page, "Offline: 1 waiting, kept while this page is open")
    line.mend()
    said(on_page, "")
    test_axial.answered(on_page, 1)
    assert test_axial.placed(me, own_project)[first] == "Prices"


@pytest.mark.parametrize("path", ["", "failures", "settings", "traces"])
def test_every_other_page_says_in_one_line_that_it_is_not_connected(
    on_page: Page, line: Proxy, me: Person, own_project: Project, path: str
) -> None:
    drawn(me, own_project)
    open_by(on_page, line, f"{path}?project={own_project.id}")
    expect(on_page.get_by_role("heading", level=1).first).to_be_visible(timeout=60_000)
    expect(on_page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    # What draws the page may still be on its way, and does not come over a line that is cut.
    on_page.wait_for_load_state("networkidle")
    line.cut()
    foot = on_page.get_by_role("status").filter(has_text=WHILE_OPEN)
    expect(foot).to_be_in_viewport(ratio=1)
    on_page.wait_for_function("window.tries > 0", timeout=60_000)
    expect(on_page.get_by_role("dialog")).to_have_count(0)
    line.mend()
    expect(foot).to_have_count(0)
