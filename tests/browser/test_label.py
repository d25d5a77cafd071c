"""The label pass by keyboard alone: ticks are stored as they happen; each trace ends with a yes or a no."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lib.failure_modes import LabelValue
from lib.model import Note, Person, Project, Verdict
from lib.store import engine
from lib.store.counts import coding
from lib.store.counts.coding import NO, RECODE, UNKNOWN, YES
from lib.store.reviews import reviews
from lib.store.taxonomy import labels, taxonomy
from lib.store.taxonomy.operations import Split
from tests import seed
from tests.server import Server

HOSTILE = '<img src=x onerror="window.owned=1"> **bold** $x$'


def prepared(me: Person, project: Project, modes: int) -> tuple[list[int], list[int]]:
    """Three failed traces, the first with a note in the first mode; return the reviews and the modes."""
    ids = seed.store(me, project.id, [seed.trace(f"lease-{place}") for place in range(3)])
    made = [reviews.submit(me, project.id, one, Verdict.FAIL, [Note("said 9:00", 4, "9:00")]) for one in ids]
    first = [note.id for note in made[0].notes if note.id]
    names = [f"Mode {place} {HOSTILE if place == 1 else ''}" for place in range(modes)]
    held = [
        taxonomy.create_mode(me, project.id, name, f"Definition {place}.", first if place == 0 else ()).id
        for place, name in enumerate(names)
    ]
    return [review.id for review in made if review.id], held


def values(project: Project) -> list[list[int]]:
    found: list[list[int]] = coding.coded(project.id).own.tolist()
    return found


def on_trace(page: Page, name: str, labelled: int) -> None:
    """Wait until the server has brought this trace."""
    expect(page.locator(".fl-id")).to_have_text(name, timeout=60_000)
    expect(page.get_by_text(f"{labelled} of 3 labelled")).to_be_visible()


def test_three_traces_are_labelled_without_the_mouse(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids, modes = prepared(me, own_project, 3)
    with engine.writing() as connection:
        labels.write_one(connection, me, own_project.id, ids[2], modes[1], LabelValue.RECODE)
    page = on_page
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data))))
    page.goto(f"{server.url}/label?project={own_project.id}")
    on_trace(page, "lease-2", 0)
    expect(page.get_by_text("1 to decide again")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    received.clear()
    page.keyboard.press("3")
    expect(page.get_by_role("button", name="Undo: 1 tick")).to_be_visible()
    assert max(received) < 15_000  # not the component's code again
    assert values(own_project)[2] == [UNKNOWN, RECODE, YES]
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="To be decided again")).to_be_visible()
    page.keyboard.press("Enter")
    on_trace(page, "lease-0", 1)
    assert values(own_project) == [[YES, UNKNOWN, UNKNOWN], [UNKNOWN] * 3, [NO, NO, YES]]
    expect(page.get_by_role("checkbox", name=re.compile("Mode 0"))).to_be_checked()
    page.keyboard.press("u")
    on_trace(page, "lease-2", 0)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    on_trace(page, "lease-0", 1)
    page.keyboard.press("1")
    expect(page.get_by_role("status").filter(has_text="takes the note out")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_role("status").filter(has_text="1 note taken out")).to_be_visible()
    assert taxonomy.notes_board(me, own_project.id).not_grouped == 3
    page.keyboard.press("Enter")
    on_trace(page, "lease-1", 2)
    page.reload()
    on_trace(page, "lease-1", 2)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="All 3 failed traces are labelled")).to_be_visible()
    assert values(own_project) == [[NO] * 3, [NO] * 3, [NO, NO, YES]]
    assert page.evaluate("window.owned") is None


def test_one_of_forty_modes_is_found_by_typing(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    prepared(me, own_project, 40)
    page = on_page
    page.goto(f"{server.url}/label?project={own_project.id}")
    on_trace(page, "lease-0", 0)
    page.get_by_role("button", name="Similar traces", exact=True).click()
    expect(page.get_by_role("region", name="Similar traces").get_by_role("listitem")).not_to_have_count(0)
    page.get_by_role("button", name="Close similar traces").click()
    page.keyboard.press("f")
    expect(page.get_by_label("Find a failure mode")).to_be_focused()
    page.keyboard.type("mode 37")
    expect(page.get_by_role("checkbox")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Undo: 1 tick")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(40)
    assert values(own_project)[0][37] == YES
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    on_trace(page, "lease-1", 1)
    assert values(own_project)[0] == [YES, *[NO] * 36, YES, NO, NO]


def test_find_is_written_on_after_pointing_and_escape_closes_what_lies_open(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    prepared(me, own_project, 3)
    page = on_page
    page.goto(f"{server.url}/label?project={own_project.id}")
    on_trace(page, "lease-0", 0)
    box = page.get_by_label("Find in this trace")
    page.keyboard.press("/")
    page.keyboard.type("rent 1")
    page.locator("[data-step='2'] .fl-said").click()
    expect(box).to_be_focused()
    page.keyboard.type("200")
    expect(box).to_have_value("rent 1200")
    page.get_by_role("button", name="Similar traces", exact=True).click()
    expect(page.get_by_role("region", name="Similar traces")).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Similar traces")).to_be_hidden()
    page.keyboard.press("2")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)


def test_a_mode_that_a_note_still_gives_after_a_split_is_not_asked_again(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    _, [mode, _] = prepared(me, own_project, 2)
    notes = {note.external_id: note for note in taxonomy.notes_board(me, own_project.id).notes}
    other, first = [notes["lease-2"].id], notes["lease-0"].trace_id
    taxonomy.assign(me, own_project.id, other, mode)
    taxonomy.apply(me, own_project.id, Split(mode, other, {"name": "Split off"}))
    page = on_page
    page.goto(f"{server.url}/label?project={own_project.id}&trace={first}")
    on_trace(page, "lease-0", 0)
    page.keyboard.press("3")
    expect(page.get_by_text("says no to the other one")).to_be_visible()
    page.keyboard.press("Enter")
    on_trace(page, "lease-2", 1)
    assert values(own_project)[0] == [YES, NO, YES]
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="To be decided again: Mode 0.")).to_be_visible()
    page.keyboard.press("Enter")
    on_trace(page, "lease-1", 2)
