"""The annotation screen as a person uses it: keys, notes, steps, undo, and nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from lib.model import Draw, Note, Person, Project, Role, Step, StepKind, Verdict
from lib.store import engine
from lib.store.batches import claims
from lib.store.projects import people, projects
from lib.store.reviews import drafts, reviews
from lib.store.schema import tables
from tests import seed
from tests.browser.accessible import accessible
from tests.server import Server

HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script> $x$ and $y$ :smile: "
    "![pixel](http://127.0.0.1:9/pixel.png) [click](javascript:alert(3)) <b>bold</b>"
)


def drawn(me: Person, project: Project, count: int = 5, **fields: object) -> list[int]:
    """Store traces t-1, t-2, ... and draw them all in that order."""
    ids = seed.store(me, project.id, [seed.trace(f"t-{n}", **fields) for n in range(1, count + 1)])
    batch(me, project, ids)
    return ids


def batch(me: Person, project: Project, ids: list[int]) -> int:
    same = len(ids)
    reasons = ("a random pick",) * same
    return seed.batch(
        me, project.id, ids, Draw(tuple(ids), reasons, (True,) * same, (1.0,) * same, (None,) * same)
    )


def start(page: Page, server: Server, project: Project, more: str = "") -> None:
    page.goto(f"{server.url}/annotate?project={project.id}{more}")
    # The first page of a new server waits for all that is imported there.
    expect(page.locator(".fl-step").first).to_be_visible(timeout=60_000)


def shown(page: Page, external_id: str) -> None:
    expect(page.locator(".fl-id")).to_have_text(external_id)


def note_box(page: Page) -> Locator:
    return page.get_by_label("What went wrong first?")


def stored(page: Page) -> None:
    """Wait until the server has answered everything that was sent to it."""
    expect(page.locator(".fl-reader")).to_have_attribute("data-waiting", "0")


def saved(me: Person, project: Project, trace_id: int) -> tuple[Verdict, list[str]] | None:
    found = reviews.mine(me, project.id, trace_id)
    return (found.verdict, [note.text for note in found.notes]) if found else None


def revisions(trace_id: int) -> int:
    with engine.reading() as connection:
        query = sa.select(tables.reviews.c.revision).where(tables.reviews.c.trace_id == trace_id)
        return connection.scalar(query) or 0


def test_three_traces_are_read_by_keys_alone(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    start(on_page, server, own_project)
    shown(on_page, "t-1")
    on_page.keyboard.press("1")
    shown(on_page, "t-2")
    # Letters typed right after the key are in the note: "d" does not defer.
    on_page.keyboard.type("2did not look at the calendar")
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-3")
    on_page.keyboard.press("d")
    shown(on_page, "t-4")
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.PASS, [])
    assert saved(me, own_project, ids[1]) == (Verdict.FAIL, ["did not look at the calendar"])
    assert saved(me, own_project, ids[2]) == (Verdict.DEFER, [])
    expect(on_page.locator(".fl-count")).to_have_text(["✓ 1 pass", "✗ 1 fail", "◷ 1 deferred"])
    expect(on_page).to_have_url(re.compile(rf"trace={ids[3]}\b"))


class Line:
    """The way to the server, where what a page sends can be held back. Made before it is opened."""

    def __init__(self, page: Page) -> None:
        self.held: list[Callable[[], None]] | None = None
        page.route_web_socket(re.compile("_stcore/stream"), self._open)

    def _open(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if self.held is None:
                server.send(message)
            else:
                self.held.append(lambda: server.send(message))

        socket.on_message(pass_on)

    def hold(self) -> None:
        self.held = []

    def let_go(self) -> None:
        waiting, self.held = self.held or [], None
        for send in waiting:
            send()


def test_quick_keys_save_the_traces_they_were_pressed_on_and_nothing_counts_before_it_is_stored(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project, count=8)
    line = Line(on_page)
    start(on_page, server, own_project)
    line.hold()
    on_page.keyboard.press("1")
    shown(on_page, "t-2")
    on_page.keyboard.press("d")
    shown(on_page, "t-3")
    on_page.keyboard.type("2wrong price")
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-4")
    on_page.keyboard.type("nhalf a sen")
    expect(on_page.locator(".fl-count")).to_have_text(["✓ 0 pass", "✗ 0 fail", "◷ 0 deferred"])
    assert reviews.mine(me, own_project.id, ids[0]) is None
    line.let_go()
    stored(on_page)
    on_page.keyboard.type("tence")
    expect(on_page.locator(".fl-count")).to_have_text(["✓ 1 pass", "✗ 1 fail", "◷ 1 deferred"])
    expect(note_box(on_page)).to_have_value("half a sentence")
    expect(note_box(on_page)).to_be_focused()
    assert saved(me, own_project, ids[0]) == (Verdict.PASS, [])
    assert saved(me, own_project, ids[1]) == (Verdict.DEFER, [])
    assert saved(me, own_project, ids[2]) == (Verdict.FAIL, ["wrong price"])
    assert [revisions(trace_id) for trace_id in ids] == [1, 1, 1, 0, 0, 0, 0, 0]
    expect(on_page.locator(".fl-state")).to_have_text("draft kept, not saved yet")
    stored(on_page)
    assert on_page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('faultline/kept'))") == []


def test_a_save_that_clashes_comes_back_after_the_next_ones_are_stored(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project, count=6)
    line = Line(on_page)
    start(on_page, server, own_project)
    line.hold()
    on_page.keyboard.type("2my own words")
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-2")
    on_page.keyboard.press("1")
    shown(on_page, "t-3")
    reviews.submit(me, own_project.id, ids[0], Verdict.FAIL, [Note("their words")])
    line.let_go()
    expect(on_page.locator(".fl-sides section")).to_contain_text(["my own words", "their words"])
    shown(on_page, "t-1")
    stored(on_page)
    assert saved(me, own_project, ids[1]) == (Verdict.PASS, [])
    on_page.get_by_role("button", name="Put both in the notes").click()
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-3")
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, ["my own words", "their words"])


def test_two_tabs_on_one_trace_never_write_over_each_other_unseen(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    start(on_page, server, own_project)
    other = on_page.context.new_page()
    start(other, server, own_project)
    on_page.keyboard.type("nwords of the first")
    expect(on_page.locator(".fl-state")).to_have_text("draft kept, not saved yet")
    other.keyboard.type("nwords of the second")
    sides = other.locator(".fl-sides section")
    expect(sides).to_contain_text(["words of the second", "words of the first"])
    kept = drafts.of(me, own_project.id, ids[0])
    assert kept is not None and kept.notes == (Note("words of the first"),)
    other.get_by_role("button", name="Put both in the notes").click()
    stored(other)
    kept = drafts.of(me, own_project.id, ids[0])
    assert kept is not None
    assert [note.text for note in kept.notes] == ["words of the second", "words of the first"]
    # Now it is the first that has not seen what stands there.
    on_page.keyboard.type(", and more")
    expect(on_page.locator(".fl-sides section")).to_contain_text(
        ["words of the first, and more", "words of the second"]
    )
    on_page.get_by_role("button", name="Take the other").click()
    expect(note_box(on_page)).to_have_value("words of the second")
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-2")
    stored(on_page)
    both = ["words of the second", "words of the first"]
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, both)
    assert drafts.of(me, own_project.id, ids[0]) is None
    other.close()


@pytest.mark.slow
def test_a_save_without_an_answer_comes_back_and_is_sent_until_there_is_one(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    line = Line(on_page)
    start(on_page, server, own_project)
    line.hold()
    on_page.keyboard.type("2wrong price")
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-2")
    expect(on_page.locator(".fl-message")).to_contain_text("No answer from the server", timeout=60_000)
    shown(on_page, "t-1")
    expect(note_box(on_page)).to_have_value("wrong price")
    expect(on_page.locator(".fl-count")).to_have_text(["✓ 0 pass", "✗ 0 fail", "◷ 0 deferred"])
    line.let_go()
    shown(on_page, "t-2")
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, ["wrong price"])
    assert revisions(ids[0]) == 1


@pytest.mark.slow
def test_a_save_the_database_refuses_comes_back_with_its_words(
    page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    start(page, server, own_project)
    page.keyboard.type("2wrong price")
    expect(page.locator(".fl-state")).to_have_text("draft kept, not saved yet")
    with engine.writing():  # SQLite has one writer: the server gives up after ten seconds
        page.keyboard.press("Control+Enter")
        shown(page, "t-2")
        page.wait_for_timeout(12_000)
    expect(page.locator(".fl-message")).to_contain_text("could not store this", timeout=60_000)
    shown(page, "t-1")
    expect(note_box(page)).to_have_value("wrong price")
    assert saved(me, own_project, ids[0]) is None
    page.keyboard.press("Control+Enter")
    shown(page, "t-2")
    stored(page)
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, ["wrong price"])


def test_no_key_acts_while_somebody_types(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    start(on_page, server, own_project)
    on_page.keyboard.press("n")
    typed = "12dnu[]? rc"
    on_page.keyboard.type(typed)
    on_page.keyboard.press("ArrowLeft")
    expect(note_box(on_page)).to_have_value(typed)
    shown(on_page, "t-1")
    expect(on_page.locator(".fl-state")).to_have_text("draft kept, not saved yet")
    kept = drafts.of(me, own_project.id, ids[0])
    assert kept is not None and (kept.notes, kept.verdict) == ((Note(typed),), None)
    on_page.keyboard.press("Escape")
    on_page.keyboard.press("ArrowRight")
    shown(on_page, "t-2")
    stored(on_page)
    assert saved(me, own_project, ids[0]) is None
    on_page.keyboard.press("ArrowLeft")
    shown(on_page, "t-1")
    expect(note_box(on_page)).to_have_value(typed)


def test_a_reload_in_the_middle_of_a_sentence_loses_nothing(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    drawn(me, own_project)
    start(on_page, server, own_project)
    on_page.keyboard.press("n")
    on_page.keyboard.type("offered 9:00, but the cal")
    on_page.reload()
    expect(note_box(on_page)).to_have_value("offered 9:00, but the cal")


def test_what_was_typed_is_there_on_another_machine(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    drawn(me, own_project)
    start(on_page, server, own_project)
    on_page.keyboard.type("nhalf a sentence")
    expect(on_page.locator(".fl-state")).to_have_text("draft kept, not saved yet", timeout=2_000)
    assert on_page.context.browser is not None
    other = on_page.context.browser.new_page()
    start(other, server, own_project)
    expect(note_box(other)).to_have_value("half a sentence")
    other.close()


def test_a_restart_of_the_server_goes_on_at_the_first_unread_trace(
    tmp_path: Path, sqlite: str, on_page: Page
) -> None:
    me = people.local_person("Dana")
    server = Server.on(tmp_path, sqlite)
    try:
        project = projects.create(me, "Restarted")
        ids = drawn(me, project)
        start(on_page, server, project)
        for key, then in (("1", "t-2"), ("1", "t-3")):
            on_page.keyboard.press(key)
            shown(on_page, then)
        on_page.keyboard.type("nwrong pr")
        expect(on_page.locator(".fl-state")).to_have_text("draft kept, not saved yet")
        server.restart()
        start(on_page, server, project)
        shown(on_page, "t-3")
        expect(note_box(on_page)).to_have_value("wrong pr")
        expect(note_box(on_page)).to_be_focused()
        on_page.keyboard.type("ice")
        on_page.keyboard.press("Control+Enter")
        shown(on_page, "t-4")
        stored(on_page)
        assert saved(me, project, ids[2]) == (Verdict.FAIL, ["wrong price"])
    finally:
        server.stop()


def test_a_screen_left_open_over_a_restart_saves_what_was_written(
    tmp_path: Path, sqlite: str, page: Page
) -> None:
    me = people.local_person("Dana")
    server = Server.on(tmp_path, sqlite)
    try:
        project = projects.create(me, "Left open")
        ids = drawn(me, project)
        start(page, server, project)
        page.keyboard.type("nbefore")
        expect(page.locator(".fl-state")).to_have_text("draft kept, not saved yet")
        server.stop()
        page.keyboard.type(" and after")
        server.start()
        # Where what the page sends meets the first run of the new server, Streamlit draws the screen anew.
        expect(page.locator(".fl-state")).to_have_text(re.compile("draft kept"), timeout=60_000)
        expect(note_box(page)).to_have_value("before and after")
        page.keyboard.press("Control+Enter")
        shown(page, "t-2")
        stored(page)
        assert saved(me, project, ids[0]) == (Verdict.FAIL, ["before and after"])
    finally:
        server.stop()


def test_a_click_on_a_step_and_a_selection_say_where_it_failed(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    start(on_page, server, own_project)
    on_page.get_by_role("button", name="Step 3: mark").click()
    expect(on_page.locator(".fl-first")).to_have_attribute("data-step", "3")
    on_page.locator("[data-step='4'] .fl-said").evaluate(
        """said => { const text = said.querySelector('p').firstChild, range = document.createRange();
        range.setStart(text, 5); range.setEnd(text, 17);
        getSelection().removeAllRanges(); getSelection().addRange(range);
        said.dispatchEvent(new MouseEvent('mouseup', {bubbles: true})); }"""
    )
    # Who selects words may only copy them: the mark stays until it is said otherwise.
    expect(on_page.locator(".fl-first")).to_have_attribute("data-step", "3")
    on_page.get_by_role("button", name="Put it to the words just selected").click()
    expect(on_page.locator(".fl-first")).to_have_attribute("data-step", "4")
    expect(on_page.locator(".fl-at")).to_contain_text("“9:00 is free”")
    on_page.keyboard.type("nfirst slot is 10:30")
    on_page.get_by_role("button", name="+ another, independent failure").click()
    on_page.keyboard.type("asked twice")
    on_page.keyboard.press("Escape")
    on_page.keyboard.press("]")
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-2")
    stored(on_page)
    found = reviews.mine(me, own_project.id, ids[0])
    assert found is not None
    assert [(n.text, n.step, n.quote, n.is_first_failure) for n in found.notes] == [
        ("first slot is 10:30", 4, "9:00 is free", True),
        ("asked twice", 3, None, False),
    ]


def test_the_marker_starts_at_the_steps_in_sight(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    steps = tuple(Step(n, StepKind.USER, "message\n\n" * 3) for n in range(1, 41))
    drawn(me, own_project, count=1, steps=steps)
    start(on_page, server, own_project)
    on_page.locator("[data-step='20']").scroll_into_view_if_needed()
    for key, places in (("]", range(5, 21)), ("[", range(15, 30))):
        on_page.keyboard.press(key)
        marked = on_page.locator(".fl-first")
        expect(marked).to_be_in_viewport()
        assert int(marked.get_attribute("data-step") or 0) in places
        on_page.get_by_role("button", name="clear").click()
        expect(marked).to_have_count(0)


def test_undo_goes_back_to_the_trace_with_its_words(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    start(on_page, server, own_project)
    on_page.keyboard.press("1")
    shown(on_page, "t-2")
    on_page.keyboard.type("2wrong price")
    on_page.keyboard.press("Control+Enter")
    shown(on_page, "t-3")
    on_page.reload()
    expect(on_page.get_by_role("button", name="Undo: fail of t-2")).to_be_visible()
    on_page.keyboard.press("u")
    shown(on_page, "t-2")
    stored(on_page)
    assert saved(me, own_project, ids[1]) is None
    expect(note_box(on_page)).to_have_value("wrong price")
    on_page.get_by_role("button", name="Undo: pass of t-1").click()
    shown(on_page, "t-1")
    stored(on_page)
    assert saved(me, own_project, ids[0]) is None
    expect(on_page.get_by_role("button", name="Undo")).to_have_count(0)


@pytest.mark.parametrize("key", ["{key: 'Enter', ctrlKey: true}", "{key: '1'}"])
def test_a_key_struck_twice_saves_once_and_never_an_unseen_trace(
    key: str, on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    start(on_page, server, own_project)
    on_page.keyboard.type("nwrong price")
    on_page.keyboard.press("Escape")
    strike = f"document.dispatchEvent(new KeyboardEvent('keydown', {key}))"
    # Three times, since a pass over what was written asks first.
    on_page.evaluate(f"() => {{ {strike}; {strike}; {strike}; }}")
    shown(on_page, "t-2")
    on_page.keyboard.press("1")
    shown(on_page, "t-3")
    stored(on_page)
    assert [revisions(trace_id) for trace_id in ids[:3]] == [1, 1, 0]
    assert drafts.of(me, own_project.id, ids[0]) is None
    stored(on_page)
    found = reviews.mine(me, own_project.id, ids[0])
    assert found is not None and [note.text for note in found.notes] == ["wrong price"]


def test_hostile_text_is_text(on_page: Page, server: Server, me: Person, own_project: Project) -> None:
    steps = (
        Step(1, StepKind.SYSTEM, HOSTILE),
        Step(2, StepKind.USER, HOSTILE),
        Step(3, StepKind.ASSISTANT, HOSTILE),
        Step(4, StepKind.TOOL, name=HOSTILE, arguments=HOSTILE, result=HOSTILE),
    )
    asked: list[str] = []
    on_page.on("request", lambda request: asked.append(request.url))
    on_page.on("dialog", lambda dialog: pytest.fail(f"a script in a trace ran: {dialog.message}"))
    drawn(me, own_project, steps=steps, metadata={"topic": HOSTILE})
    start(on_page, server, own_project)
    on_page.locator(".fl-prompt summary").click()
    expect(on_page.locator("[data-step='2'] .fl-plain")).to_have_text(HOSTILE)
    expect(on_page.locator("[data-step='3']")).to_contain_text("[image: pixel]")
    expect(on_page.locator("[data-step='3']")).to_contain_text("click (javascript:alert(3))")
    on_page.get_by_role("button", name="Show raw text").click()
    for step in ("1", "2", "3"):
        expect(on_page.locator(f"[data-step='{step}'] .fl-plain")).to_have_text(HOSTILE)
    assert on_page.locator(".fl-reader").locator("img, script, a, b, iframe").count() == 0
    assert [url for url in asked if not url.startswith((server.url, "blob:", "data:"))] == []


def test_a_long_trace_and_a_long_message_are_folded(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    long = "x" * 600_000
    steps = tuple(Step(n, StepKind.USER, long if n == 7 else f"message {n}") for n in range(1, 201))
    drawn(me, own_project, count=2, steps=steps)
    start(on_page, server, own_project)
    expect(on_page.locator(".fl-step")).to_have_count(200)
    assert on_page.locator(".fl-trace").evaluate("trace => trace.textContent.length") < 20_000
    on_page.get_by_role("button", name="Show all (600,000 characters)").click()
    assert on_page.locator(".fl-trace").evaluate("trace => trace.textContent.length") > 600_000


def test_the_last_verdict_ends_the_batch(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project, count=2)
    start(on_page, server, own_project)
    on_page.keyboard.press("d")
    shown(on_page, "t-2")
    on_page.keyboard.press("1")
    expect(on_page.get_by_role("heading", name="All 2 traces read")).to_be_visible()
    on_page.get_by_role("button", name="Go back to the deferred trace").click()
    shown(on_page, "t-1")
    on_page.keyboard.press("1")
    expect(on_page.get_by_role("heading", name="All 2 traces read")).to_be_visible()
    assert saved(me, own_project, ids[0]) == (Verdict.PASS, [])
    expect(on_page.get_by_role("button", name="Undo")).to_be_visible()
    expect(on_page.locator(".fl-id")).to_have_count(0)
    on_page.keyboard.press("u")
    shown(on_page, "t-1")
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.DEFER, [])


def test_the_last_verdict_of_a_batch_taken_back_stays_so_until_it_is_saved_again(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    first, last = drawn(me, own_project, count=2)
    start(on_page, server, own_project)
    on_page.keyboard.press("1")
    shown(on_page, "t-2")
    for act, verdict in (("1", Verdict.PASS), ("2", Verdict.FAIL)):
        on_page.keyboard.press(act)
        if verdict is Verdict.FAIL:
            on_page.keyboard.type("wrong price")
            on_page.keyboard.press("Control+Enter")
        expect(on_page.get_by_role("heading", name="All 2 traces read")).to_be_visible()
        expect(on_page.get_by_role("button", name="Undo")).to_be_visible()
        on_page.keyboard.press("u")
        shown(on_page, "t-2")
        stored(on_page)
        assert saved(me, own_project, last) is None
    expect(note_box(on_page)).to_have_value("wrong price")
    on_page.keyboard.press("2")
    on_page.keyboard.press("Control+Enter")
    expect(on_page.get_by_role("heading", name="All 2 traces read")).to_be_visible()
    assert saved(me, own_project, last) == (Verdict.FAIL, ["wrong price"])
    assert saved(me, own_project, first) == (Verdict.PASS, [])


def test_a_pass_over_notes_asks_first_and_stays_where_all_is_read(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project, count=2)
    words = ["asked twice", "wrong price", "no greeting"]
    reviews.submit(me, own_project.id, ids[0], Verdict.FAIL, [Note(text) for text in words])
    reviews.submit(me, own_project.id, ids[1], Verdict.PASS)
    start(on_page, server, own_project, f"&trace={ids[0]}")
    message = on_page.locator(".fl-message")
    on_page.keyboard.press("1")
    expect(message).to_contain_text("This trace has 3 notes.")
    # Any other act takes the question away, so the next press asks again.
    on_page.keyboard.press("]")
    expect(message).to_be_empty()
    on_page.keyboard.press("1")
    expect(message).to_contain_text("3 notes")
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, words)
    on_page.keyboard.press("1")
    expect(message).to_have_text("Saved.")
    shown(on_page, "t-1")
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.PASS, words)
    on_page.keyboard.press("u")
    expect(on_page.locator(".fl-verdict.fl-is-fail")).to_have_attribute("aria-pressed", "true")
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, words)


def test_a_fail_without_a_word_is_asked_about_once(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    start(on_page, server, own_project)
    on_page.keyboard.press("2")
    on_page.keyboard.press("Control+Enter")
    expect(on_page.locator(".fl-message")).to_contain_text("No note yet")
    on_page.keyboard.type("x")
    expect(on_page.locator(".fl-message")).to_be_empty()
    on_page.keyboard.press("Backspace")
    on_page.keyboard.press("Control+Enter")
    expect(on_page.locator(".fl-message")).to_contain_text("No note yet")
    stored(on_page)
    assert saved(me, own_project, ids[0]) is None
    on_page.get_by_role("button", name="Save and next").click()
    shown(on_page, "t-2")
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, [])


def test_the_last_verdict_of_a_batch_taken_back_after_a_new_load_is_not_sent_again(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    first, last = drawn(me, own_project, count=2)
    start(on_page, server, own_project)
    on_page.keyboard.press("1")
    shown(on_page, "t-2")
    on_page.keyboard.press("1")
    ended = on_page.get_by_role("heading", name="All 2 traces read")
    expect(ended).to_be_visible()
    on_page.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('faultline/kept'))")
    # Not as a reload, which on a busy machine comes before the address has lost the trace.
    on_page.goto(f"{server.url}/annotate?project={own_project.id}")
    expect(ended).to_be_visible()
    on_page.get_by_role("button", name="Undo: pass of t-2").click()
    shown(on_page, "t-2")
    expect(on_page.locator(".fl-count").first).to_have_text("✓ 1 pass")
    stored(on_page)
    assert saved(me, own_project, last) is None
    assert saved(me, own_project, first) == (Verdict.PASS, [])


def test_no_key_undoes_on_a_mere_visit(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project, count=1)
    reviews.submit(me, own_project.id, ids[0], Verdict.PASS)
    on_page.goto(f"{server.url}/annotate?project={own_project.id}")
    button = on_page.get_by_role("button", name="Undo: pass of t-1")
    expect(button).to_be_visible()
    expect(button.locator("kbd")).to_have_count(0)
    on_page.keyboard.press("u")
    on_page.get_by_role("button", name="Look through them again").click()
    shown(on_page, "t-1")
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.PASS, [])


def test_a_quote_with_marks_is_tinted_in_the_formatted_text(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    steps = (Step(1, StepKind.ASSISTANT, "The rent is **$1,690** for `unit_7`."),)
    ids = drawn(me, own_project, count=1, steps=steps)
    note = Note("wrong price", 1, "**$1,690** for `unit_7`")
    reviews.submit(me, own_project.id, ids[0], Verdict.FAIL, [note])
    start(on_page, server, own_project, f"&trace={ids[0]}")
    tinted = "() => [...(CSS.highlights.get('fl-quote') ?? [])].map(range => range.toString())"
    assert on_page.evaluate(tinted) == ["$1,690 for unit_7"]


def test_one_step_back_leaves_a_trace_opened_by_a_link(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    on_page.goto(f"{server.url}/traces?project={own_project.id}")
    expect(on_page.get_by_role("heading", level=1)).to_be_visible()
    start(on_page, server, own_project, f"&trace={ids[2]}")
    expect(on_page.locator(".fl-place")).to_have_text("trace 3 of 5")
    on_page.go_back()
    expect(on_page).to_have_url(re.compile("/traces"))


def test_three_notes_leave_the_keys_in_sight(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    notes = [Note(f"failure {n}", n, "a quote " * 9) for n in (1, 2, 3)]
    reviews.submit(me, own_project.id, ids[0], Verdict.FAIL, notes)
    start(on_page, server, own_project, f"&trace={ids[0]}")
    on_page.keyboard.press("1")
    for part in (".fl-verdicts", ".fl-save", ".fl-message", ".fl-keys"):
        expect(on_page.locator(part)).to_be_in_viewport(ratio=1)
    expect(on_page.locator(".fl-at").nth(1)).to_contain_text("clear · remove this note")


def test_a_review_changed_elsewhere_is_not_overwritten(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    start(on_page, server, own_project)
    reviews.submit(me, own_project.id, ids[0], Verdict.PASS)
    on_page.keyboard.type("nmy own words")
    on_page.keyboard.press("Control+Enter")
    sides = on_page.locator(".fl-sides section")
    expect(sides).to_contain_text(["my own words", "Pass"])
    accessible(on_page, "dialog[open]")
    expect(note_box(on_page)).to_have_value("my own words")
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.PASS, [])
    on_page.get_by_role("button", name="Keep mine").click()
    shown(on_page, "t-2")
    stored(on_page)
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, ["my own words"])


def test_a_draft_over_a_review_changed_elsewhere_is_told_before_anything_is_saved(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project)
    start(on_page, server, own_project)
    reviews.submit(me, own_project.id, ids[0], Verdict.FAIL, [Note("their words")])
    on_page.keyboard.type("nmy own words")
    sides = on_page.locator(".fl-sides section")
    expect(sides).to_contain_text(["my own words", "their words"])
    on_page.keyboard.press("Enter")
    on_page.keyboard.press("Escape")
    expect(sides.first).to_be_hidden()
    on_page.keyboard.press("Control+Enter")
    expect(sides.first).to_be_visible()
    stored(on_page)
    assert saved(me, own_project, ids[0]) == (Verdict.FAIL, ["their words"])
    # It is still so on a screen drawn anew, since the draft knows what it was written over.
    on_page.reload()
    expect(sides).to_contain_text(["my own words", "their words"])
    on_page.get_by_role("button", name="Take the other").click()
    expect(note_box(on_page)).to_have_value("their words")
    stored(on_page)
    assert drafts.of(me, own_project.id, ids[0]) is None


def test_jumping_and_traces_in_no_batch(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    drawn(me, own_project)
    alone = seed.store(me, own_project.id, [seed.trace("alone")])[0]
    start(on_page, server, own_project)
    jump = on_page.get_by_label("Jump to id")
    jump.fill("T-4")
    jump.press("Enter")
    shown(on_page, "t-4")
    jump.fill("nowhere")
    jump.press("Enter")
    expect(on_page.locator(".fl-message")).to_contain_text("No trace has the id “nowhere”")
    jump.fill("alone")
    jump.press("Enter")
    shown(on_page, "alone")
    expect(on_page.locator(".fl-place")).to_have_text("This trace is not in your reading")
    on_page.keyboard.press("1")
    expect(on_page.locator(".fl-message")).to_contain_text("Saved")
    stored(on_page)
    assert saved(me, own_project, alone) == (Verdict.PASS, [])


def test_what_is_open_at_somebody_elses_is_passed_over_and_never_blocked(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project, count=3)
    people.set_role(me, own_project.id, "ann@example.com", Role.ANNOTATOR)
    claims.hold(people.signed_in("ann@example.com", "Ann", is_admin=False), own_project.id, ids[1])
    start(on_page, server, own_project)
    on_page.keyboard.press("1")
    shown(on_page, "t-3")
    on_page.keyboard.press("1")
    expect(on_page.get_by_role("heading", name="2 of 3 traces read")).to_be_visible()
    on_page.goto(f"{server.url}/annotate?project={own_project.id}&trace={ids[1]}")
    shown(on_page, "t-2")


def test_the_page_fits_and_does_not_jump_on_save(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    drawn(me, own_project)
    start(on_page, server, own_project)
    wide, scrolls = on_page.evaluate(
        "() => { const main = document.querySelector('[data-testid=stMain]');"
        " return [main.scrollWidth - main.clientWidth, main.scrollHeight - main.clientHeight] }"
    )
    assert (wide, scrolls) == (0, 0)
    places = "() => ['.fl-bar', '.fl-verdicts', '.fl-box', '.fl-steps'].map(at => { const box = "
    places += "document.querySelector(at).getBoundingClientRect(); return [box.x, box.y, box.width] })"
    before = on_page.evaluate(places)
    on_page.keyboard.press("1")
    shown(on_page, "t-2")
    assert on_page.evaluate(places) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_screen_is_accessible(
    scheme: str, on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    drawn(me, own_project, count=2, feedback=-1.0, metadata={"channel": "SMS"})
    on_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    start(on_page, server, own_project)
    on_page.keyboard.press("]")
    on_page.keyboard.type("2wrong price")
    on_page.keyboard.press("Escape")
    # Twice, since contrast cannot be told where the list of keys lies over something.
    for key in ("Shift", "?"):
        on_page.keyboard.press(key)
        accessible(on_page, ".fl-reader")
    expect(on_page.get_by_role("group", name="All keys")).to_be_visible()


def test_the_prompt_says_how_often_it_was_the_same(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    drawn(me, own_project)
    start(on_page, server, own_project)
    for then in ("t-2", "t-3"):
        on_page.keyboard.press("ArrowRight")
        shown(on_page, then)
    expect(on_page.locator(".fl-prompt")).to_contain_text("the same as in the last 2 traces")


def test_why_a_trace_is_here_takes_two_lines_at_most(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = drawn(me, own_project, 1)
    why = "looks like 22 failed traces: cancellation, reservation; unlike those read"
    seed.batch(me, own_project.id, ids, Draw(tuple(ids), (why,), (False,), (None,), (None,)))
    start(on_page, server, own_project)
    line = on_page.get_by_text(f"Why here: {why}")
    expect(line).to_have_attribute("title", why)
    box = line.bounding_box()
    assert box and box["height"] < 50
