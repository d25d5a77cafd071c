"""Choose how to draw, see what would be drawn, draw it; the map opens a trace."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from lib.model import Person, Project, Step, StepKind, Trace, Verdict
from lib.services import vectorising
from lib.store import engine
from lib.store.batches import batches
from lib.store.reviews import reviews
from lib.store.schema import tables
from tests import seed
from tests.browser.hostile import INVISIBLE
from tests.browser.sidebar import at_rest
from tests.server import Server

HOSTILE = "![x](http://127.0.0.1:9/x.png)"
POINTS = '[data-testid="stVegaLiteChart"] path[aria-label*="lease-"]'
TOPICS = ("tour calendar slot", "refund fee deposit", "parking garage permit")


def about(number: int) -> Trace:
    topic = TOPICS[number % 3]
    steps = (
        Step(1, StepKind.USER, f"{topic} {HOSTILE} number {number}"),
        Step(2, StepKind.ASSISTANT, topic),
    )
    feedback = -1.0 if number % 6 == 1 else 1.0 if number % 6 == 3 else None
    return seed.trace(f"lease-{number:04d}", steps=steps, feedback=feedback, metadata={"channel": HOSTILE})


@pytest.fixture
def filled(me: Person, own_project: Project) -> Project:
    """60 traces whose texts have been compared; six read."""
    ids = seed.store(me, own_project.id, [about(number) for number in range(60)])
    for trace_id in ids[:6]:
        reviews.submit(me, own_project.id, trace_id, Verdict.PASS)
    vectorising.run(own_project.id, lambda _share, _message: True)
    return own_project


def show(page: Page, view: str) -> None:
    views = page.get_by_role("radiogroup", name="Show")
    if not views.is_visible():
        page.get_by_text("Look at what would be drawn").click()
    views.get_by_text(view, exact=True).click()


def stays(page: Page) -> None:
    """The chart that is there stays: no run of the page puts another in its place, and Vega has come."""
    at_rest(page)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1000, 800)])
def test_the_time_there_is_and_the_draw_are_in_sight_in_a_narrow_window(
    on_page: Page, server: Server, filled: Project, width: int, height: int
) -> None:
    on_page.set_viewport_size({"width": width, "height": height})
    on_page.goto(f"{server.url}/sampling?project={filled.id}")
    expect(on_page.get_by_role("button", name=re.compile(r"Draw \d+ traces"))).to_be_in_viewport(ratio=1)
    expect(on_page.get_by_label("Minutes you have")).to_be_in_viewport(ratio=1)
    expect(on_page.get_by_text("Percentages: what is read")).to_be_attached()


def test_what_is_chosen_is_shown_and_then_drawn(on_page: Page, server: Server, filled: Project) -> None:
    asked: list[str] = []
    on_page.on("request", lambda request: asked.append(request.url))
    on_page.goto(f"{server.url}/sampling?project={filled.id}")
    on_page.get_by_text("Worst feedback first", exact=True).click()
    on_page.get_by_label("Traces to draw").fill("10")
    on_page.keyboard.press("Enter")
    draw = on_page.get_by_role("button", name="Draw 10 traces")
    expect(draw).to_be_enabled()
    expect(on_page.get_by_text(re.compile("3 at random, 7 with the worst feedback"))).to_be_visible()
    show(on_page, "Composition")
    expect(
        on_page.locator('[data-testid="stVegaLiteChart"] svg, [data-testid="stVegaLiteChart"] canvas')
    ).to_be_visible()
    show(on_page, "Clusters")
    # A label takes an invisible sign into an address, so that it makes no link of it.
    as_text = HOSTILE.replace("://", f":{INVISIBLE}//")
    expect(on_page.get_by_role("link", name=as_text).first).to_be_visible()
    draw.click()
    start = on_page.get_by_role("button", name="Start reading")
    expect(start).to_be_visible()
    [batch] = batches.summaries(filled.id)
    assert (batch.strategy, batch.size, batch.random) == ("feedback", 10, 3)
    with engine.reading() as connection:
        query = sa.select(tables.batch_items).where(tables.batch_items.c.batch_id == batch.id)
        items = list(connection.execute(query))
    assert all((item.inclusion_probability == pytest.approx(3 / 54)) == item.random for item in items)
    assert {item.reason for item in items if not item.random} == {"thumbs down"}
    start.click()
    expect(on_page).to_have_url(re.compile(rf"/annotate\?project={filled.id}&batch={batch.id}"))
    assert not [url for url in asked if ":9/" in url]


def test_a_click_on_the_map_opens_the_trace_and_closing_keeps_the_plan(
    on_page: Page, server: Server, filled: Project
) -> None:
    on_page.goto(f"{server.url}/sampling?project={filled.id}")
    on_page.get_by_text("Random", exact=True).click()
    show(on_page, "Map")
    points = on_page.locator(POINTS)
    expect(points).to_have_count(60)
    stays(on_page)
    label = points.last.get_attribute("aria-label") or ""
    points.last.click(force=True)
    dialog = on_page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.search(r"lease-\d+", label)[0])  # type: ignore[index]
    expect(dialog.get_by_role("button", name="Annotate this trace")).to_be_visible()
    on_page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    # The same trace opens again: closing has put a new chart in the place of the one it was picked in.
    expect(on_page.locator(".st-key-sampling_map_1")).to_be_visible()
    expect(points).to_have_count(60)
    stays(on_page)
    points.last.click(force=True)
    expect(dialog).to_be_visible()


def test_the_list_of_picks_sorts_and_opens_a_trace_as_often_as_it_is_picked(
    on_page: Page, server: Server, filled: Project
) -> None:
    asked: list[str] = []
    on_page.on("request", lambda request: asked.append(request.url))
    on_page.goto(f"{server.url}/sampling?project={filled.id}")
    on_page.get_by_text("Random", exact=True).click()
    show(on_page, "Picks")
    rows = on_page.frame_locator("iframe[title*='agGrid']").locator(".ag-row")
    expect(rows.first).to_contain_text(HOSTILE)
    dialog = on_page.get_by_role("dialog")
    for closed in range(2):
        # Closing puts a new list in the place of the one it was picked in.
        expect(on_page.locator(f".st-key-sampling_picks_{closed}")).to_be_visible()
        at_rest(on_page)
        expect(rows.first).to_contain_text(HOSTILE)
        rows.first.click()
        expect(dialog.get_by_role("button", name="Annotate this trace")).to_be_visible()
        on_page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
    titles = on_page.frame_locator("iframe[title*='agGrid']").locator(".ag-header-cell")
    for _ in range(2):
        titles.filter(has_text="Place").click()
    expect(rows.first.locator("[col-id=place]")).not_to_have_text("1")
    assert not [url for url in asked if ":9/" in url]
