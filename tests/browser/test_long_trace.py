"""Very long traces: what is in sight comes first, and everything works over all of their steps."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lib.model import Note, Person, Project, Step, StepKind, Trace, Verdict
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.browser import bare
from tests.browser.test_annotate import start, stored
from tests.server import Server

TOTAL = 3_003
KINDS = (StepKind.USER, StepKind.ASSISTANT, StepKind.TOOL)


def step(n: int) -> Step:
    said = f"Message {n} says this and that. " * 12 + (f"A needle at {n}." if n % 1_000 == 0 else "")
    if n % 3 == 2:
        return Step(n, KINDS[2], name="look", arguments='{"for": "it"}', result=said)
    return Step(n, KINDS[n % 3], said)


STEPS = tuple(map(step, range(1, TOTAL + 1)))


@pytest.fixture
def trace_id(me: Person, own_project: Project) -> int:
    [long, short] = seed.store(me, own_project.id, [seed.trace("long", steps=STEPS), seed.trace("short")])
    seed.batch(me, own_project.id, [long, short])
    return long


def in_sight(page: Page, n: int) -> None:
    expect(page.locator(f"[data-step='{n}']")).to_be_in_viewport()


def find(page: Page, words: str, says: str) -> None:
    page.keyboard.press("/")
    page.get_by_label("Find in this trace").fill(words)
    expect(page.locator(".fl-find-says")).to_have_text(says)


def go_to(page: Page, n: int | str) -> None:
    page.get_by_label("Go to step").fill(str(n))
    page.keyboard.press("Enter")


def hit_in_sight(page: Page, step: int) -> None:
    page.wait_for_function(
        """n => { const [now] = CSS.highlights.get('fl-hit-now') ?? []; if (!now) return false;
        const at = now.getBoundingClientRect();
        return now.startContainer.parentElement.closest('.fl-step').dataset.step == n
            && at.height > 0 && at.top > 0 && at.bottom < innerHeight }""",
        arg=step,
    )


@pytest.mark.usefixtures("trace_id")
def test_its_length_is_said_and_only_what_is_near_is_drawn(
    on_page: Page, server: Server, own_project: Project
) -> None:
    received: list[int] = []
    on_page.on("websocket", lambda one: one.on("framereceived", lambda data: received.append(len(data))))
    start(on_page, server, own_project)
    expect(on_page.locator(".fl-length")).to_contain_text("3,003 steps; shown as you scroll")
    assert sum(received) < 1_500_000
    for share in (0.5, 0.1, 0.9, 0.3, 0.7, 0.2, 1):
        on_page.locator(".fl-trace").evaluate(
            "(it, share) => { it.scrollTop = share * it.scrollHeight }", share
        )
        on_page.wait_for_function(
            """() => [...document.querySelectorAll('.fl-steps-part')].every((part) => {
                const at = part.getBoundingClientRect();
                return at.bottom < 100 || at.top > 700 || part.children.length > 0 })"""
        )
    in_sight(on_page, TOTAL)
    assert on_page.locator(".fl-step").count() <= 16 * 40


@pytest.mark.usefixtures("trace_id")
def test_find_counts_in_all_steps_and_goes_to_each_hit(
    on_page: Page, server: Server, own_project: Project
) -> None:
    start(on_page, server, own_project)
    find(on_page, "needle", "1 of 3")
    hit_in_sight(on_page, 1_000)
    for place, n in ((2, 2_000), (3, 3_000), (1, 1_000)):
        on_page.keyboard.press("Enter")
        expect(on_page.locator(".fl-find-says")).to_have_text(f"{place} of 3")
        hit_in_sight(on_page, n)
    on_page.keyboard.press("Shift+Enter")
    hit_in_sight(on_page, 3_000)
    # Typed on until it stands in one step alone; then where it stands in each, and where in none.
    find(on_page, "needle at 2000", "1 of 1")
    hit_in_sight(on_page, 2_000)
    find(on_page, "says this", f"1 of {TOTAL * 12:,}")
    hit_in_sight(on_page, 1)
    find(on_page, "nowhere", "no hit")
    on_page.keyboard.press("Escape")
    expect(on_page.get_by_label("Find in this trace")).to_be_hidden()
    on_page.keyboard.press("1")
    expect(on_page.locator(".fl-id")).to_have_text("short")


def test_steps_far_away_are_gone_to_pointed_at_and_quoted(
    on_page: Page, server: Server, me: Person, own_project: Project, trace_id: int
) -> None:
    start(on_page, server, own_project)
    go_to(on_page, "2,500")
    in_sight(on_page, 2_500)
    on_page.keyboard.press("]")
    first = on_page.locator(".fl-first")
    expect(first).to_have_attribute("data-step", re.compile("2(49|50)[0-9]"))
    on_page.get_by_role("button", name="Step 2501: mark").click()
    for key, n in (("]", 2_503), ("]", 2_504), ("[", 2_503), ("[", 2_501)):
        on_page.keyboard.press(key)
        expect(first).to_have_attribute("data-step", str(n))
        expect(first).to_be_in_viewport()
    # Away and back: the mark is there again, and where one was is gone on from.
    go_to(on_page, 1)
    in_sight(on_page, 1)
    on_page.keyboard.press("]")
    expect(first).to_have_attribute("data-step", "2503")
    expect(first).to_be_in_viewport()
    on_page.locator("[data-step='2503'] .fl-said").evaluate(
        """said => { const text = said.querySelector('.fl-plain, p').firstChild;
        const range = document.createRange();
        range.setStart(text, 0); range.setEnd(text, 12);
        getSelection().removeAllRanges(); getSelection().addRange(range);
        said.dispatchEvent(new MouseEvent('mouseup', {bubbles: true})); }"""
    )
    expect(on_page.locator(".fl-at")).to_contain_text("“Message 2503”")
    on_page.keyboard.type("nlost the thread")
    on_page.keyboard.press("Control+Enter")
    expect(on_page.locator(".fl-id")).to_have_text("short")
    stored(on_page)
    found = reviews.mine(me, own_project.id, trace_id)
    assert found is not None
    assert [(note.text, note.step, note.quote) for note in found.notes] == [
        ("lost the thread", 2_503, "Message 2503")
    ]


@pytest.fixture
def failed(me: Person, own_project: Project, trace_id: int) -> int:
    note = Note("lost the thread", 2_701, "Message 2701")
    made = reviews.submit(me, own_project.id, trace_id, Verdict.FAIL, [note])
    taxonomy.create_mode(me, own_project.id, "Loses it", "It does.", [one.id for one in made.notes if one.id])
    taxonomy.create_mode(me, own_project.id, "Says too much", "It does.")
    return trace_id


def quoted(page: Page) -> Any:
    return page.evaluate("[...(CSS.highlights.get('fl-quote') ?? [])].map(String)")


def test_a_link_to_a_step_opens_the_trace_there(
    on_page: Page, server: Server, own_project: Project, failed: int
) -> None:
    on_page.goto(f"{server.url}/traces?project={own_project.id}&trace={failed}&step=2701")
    dialog = on_page.get_by_role("dialog")
    expect(dialog.locator(".fl-first")).to_have_attribute("data-step", "2701", timeout=60_000)
    in_sight(on_page, 2_701)
    assert quoted(on_page) == ["Message 2701"]
    # The steps around it come as one scrolls, and it is marked however it is drawn.
    dialog.locator("[data-step='2701']").hover()
    on_page.mouse.wheel(0, -4_000)
    expect(dialog.locator("[data-step='2672']")).to_be_attached()
    find(on_page, "needle", "1 of 3")
    hit_in_sight(on_page, 1_000)
    on_page.keyboard.press("Escape")
    go_to(on_page, 2_701)
    in_sight(on_page, 2_701)
    expect(dialog.locator(".fl-first")).to_have_attribute("data-step", "2701")
    dialog.get_by_role("button", name="Show raw text").click()
    expect(dialog.locator(".fl-first")).to_have_attribute("data-step", "2701")


def test_a_step_that_is_linked_to_stays_in_sight_as_those_above_it_come(
    on_page: Page, server: Server, own_project: Project, trace_id: int
) -> None:
    on_page.goto(f"{server.url}/traces?project={own_project.id}&trace={trace_id}&step=2681")
    # The first of its part: what is above it comes later, and is not as high as was thought.
    expect(on_page.locator("[data-step='2680']")).to_be_attached(timeout=60_000)
    in_sight(on_page, 2_681)


@pytest.mark.usefixtures("failed")
def test_the_label_pass_shows_it_as_well(on_page: Page, server: Server, own_project: Project) -> None:
    on_page.goto(f"{server.url}/label?project={own_project.id}")
    expect(on_page.locator(".fl-length")).to_contain_text("3,003 steps", timeout=60_000)
    go_to(on_page, 2_701)
    in_sight(on_page, 2_701)
    expect(on_page.locator(".fl-first")).to_have_attribute("data-step", "2701")
    assert quoted(on_page) == ["Message 2701"]
    find(on_page, "needle", "1 of 3")
    hit_in_sight(on_page, 1_000)


def test_before_it_is_stored_its_beginning_is_shown(on_bare: Page) -> None:
    bare.draw(on_bare, Trace("t", STEPS))
    expect(on_bare.locator(".fl-length")).to_have_text("3,003 steps; the first 40 are shown")
    expect(on_bare.locator(".fl-step")).to_have_count(40)
    find(on_bare, "says this", "1 of 480, 156 in folded parts")
