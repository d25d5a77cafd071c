"""Streamlit's own texts while its line is lost: one writes on in them, and it goes its way afterwards."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from lib.model import Note, Person, Project, Role, Verdict
from lib.store.projects import people, projects
from lib.store.reviews import adjudication, reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.browser import test_axial
from tests.browser.proxy import Proxy
from tests.browser.test_annotate import saved
from tests.browser.test_connection_lost import line as line
from tests.server import Server

# Whether the page was run to its end since the line is back: only then a new server knows its buttons.
_RAN = """addEventListener('message', ({data}) => {
    if (data?.type === 'WEBSOCKET_CONNECTED') window.ran = false;
    if (data?.type === 'SCRIPT_RUN_STATE_CHANGED' && data.scriptRunState === 'notRunning') window.ran = true;
})"""
BEFORE, WHILE, AFTER = "an hour th", "at is ta", "ken"


def foot(page: Page) -> Locator:
    return page.get_by_role("status").filter(
        has_text="Offline. What you write is kept while this page is open."
    )


def begin(page: Page, box: Locator) -> None:
    """Write the first letters, once the page is whole."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible(timeout=60_000)
    page.evaluate(_RAN)
    box.click()
    page.keyboard.type(BEFORE)


def write_on(page: Page, box: Locator) -> None:
    """The line is said to be lost; who writes goes on."""
    expect(foot(page)).to_be_visible()
    page.keyboard.type(WHILE)
    expect(box).to_have_value(BEFORE + WHILE)
    expect(box).to_be_focused()


def end(page: Page, box: Locator) -> None:
    """The line is back: every letter is there, and the cursor still is."""
    page.keyboard.type(AFTER)
    came_back(page, box)
    expect(box).to_be_focused()


def came_back(page: Page, box: Locator) -> None:
    """The line is said no more, and every letter is there."""
    expect(foot(page)).to_have_count(0)
    page.wait_for_function("window.ran", timeout=60_000)
    expect(box).to_have_value(BEFORE + WHILE + AFTER)


def differing(me: Person, project: Project) -> int:
    """A trace of which two readers say different things."""
    people.set_role(me, project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    [trace_id] = seed.store(me, project.id, [seed.trace("t-1")])
    reviews.submit(me, project.id, trace_id, Verdict.PASS)
    reviews.submit(sam, project.id, trace_id, Verdict.FAIL, [Note("said 9:00 is free", 4)])
    return trace_id


def deciding(page: Page) -> Locator:
    page.get_by_text("◷ deferred").click()
    expect(page.get_by_role("button", name="Decide and next")).to_be_enabled(timeout=60_000)
    return page.get_by_label("In your own words")


def decided(page: Page, me: Person, project: Project, trace_id: int) -> list[str]:
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The one trace on which readers differ is decided")).to_be_visible()
    case = adjudication.case(me, project.id, trace_id)
    assert case is not None and case.decision is not None
    return [note.text for note in case.decision.notes]


def test_a_decision_written_over_a_cut_line_has_every_letter(
    on_page: Page, line: Proxy, me: Person, own_project: Project
) -> None:
    trace_id = differing(me, own_project)
    on_page.goto(f"{line.url}/adjudicate?project={own_project.id}")
    box = deciding(on_page)
    begin(on_page, box)
    line.cut()
    write_on(on_page, box)
    line.mend()
    end(on_page, box)
    assert decided(on_page, me, own_project, trace_id) == [BEFORE + WHILE + AFTER]


def test_a_decision_written_while_the_server_is_started_anew_has_every_letter(
    tmp_path: Path, sqlite: str, page: Page
) -> None:
    me = people.local_person("Dana")
    server = Server.on(tmp_path, sqlite)
    try:
        project = projects.create(me, "Restarted")
        trace_id = differing(me, project)
        page.goto(f"{server.url}/adjudicate?project={project.id}")
        box = deciding(page)
        begin(page, box)
        server.kill()
        write_on(page, box)
        server.start()
        end(page, box)
        assert decided(page, me, project, trace_id) == [BEFORE + WHILE + AFTER]
    finally:
        server.stop()


def test_a_look_again_written_over_a_cut_line_has_every_letter(
    on_page: Page, line: Proxy, me: Person, own_project: Project
) -> None:
    [trace_id] = seed.store(me, own_project.id, [seed.trace("t-1")])
    reviews.submit(me, own_project.id, trace_id, Verdict.PASS, [])
    taxonomy.create_mode(me, own_project.id, "Rude")
    on_page.goto(f"{line.url}/drift?project={own_project.id}")
    box = on_page.get_by_label("What went wrong, if it fails now")
    begin(on_page, box)
    line.cut()
    write_on(on_page, box)
    line.mend()
    end(on_page, box)
    on_page.get_by_role("button", name="Fails: it has this failure").click()
    expect(on_page.get_by_text("Nothing is left to look at again for this failure mode.")).to_be_visible()
    assert saved(me, own_project, trace_id) == (Verdict.FAIL, [BEFORE + WHILE + AFTER])


def test_a_dialog_comes_back_with_every_letter_written_over_a_cut_line(
    on_page: Page, line: Proxy, me: Person, own_project: Project
) -> None:
    test_axial.noted(me, own_project, ["wrong price"])
    on_page.goto(f"{line.url}/axial?project={own_project.id}")
    test_axial.card(on_page, "wrong price").click()
    on_page.keyboard.press("n")
    box = on_page.get_by_role("dialog").get_by_label("Name")
    expect(box).to_be_focused()
    begin(on_page, box)
    line.cut()
    expect(on_page.locator(".fl-line")).to_have_text(
        "Offline. What you write is kept while this page is open."
    )
    on_page.keyboard.type(WHILE + AFTER)
    expect(box).to_have_value(BEFORE + WHILE + AFTER)
    line.mend()
    came_back(on_page, box)
    box.press("Enter")
    expect(on_page.get_by_role("dialog")).to_have_count(0)
    assert [mode.name for mode in taxonomy.modes(own_project.id)] == [BEFORE + WHILE + AFTER]


def test_a_name_in_the_settings_is_written_on_over_a_cut_line(
    on_page: Page, line: Proxy, own_project: Project
) -> None:
    on_page.goto(f"{line.url}/settings?project={own_project.id}")
    on_page.get_by_role("tab", name="Projects").click()
    box = on_page.get_by_role("textbox", name="Name", exact=True)
    begin(on_page, box)
    line.cut()
    write_on(on_page, box)
    line.mend()
    end(on_page, box)
