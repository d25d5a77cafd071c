"""The Traces page in a browser: a file in, its report, the grid, one trace opened, an import stopped."""

from __future__ import annotations

import json
import re
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from lib.model import Person, Project, TraceFilter
from lib.store import engine
from lib.store.schema import tables
from lib.store.traces import traces
from tests import seed
from tests.browser.accessible import accessible
from tests.server import ROOT, Server

SMALL = ROOT / "tests" / "data" / "small_agent.json"
HOSTILE = '<img src=x onerror="document.title=1"> **bold** ![p](http://127.0.0.1:9/p.png)'


def opened(page: Page, server: Server, project: Project, more: str = "") -> None:
    page.goto(f"{server.url}/traces?project={project.id}{more}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Traces")


def rows(page: Page) -> Locator:
    return page.locator("tr[data-key]")


def names(page: Page) -> Locator:
    """Their ids, each of which is a button."""
    return rows(page).locator("th button")


def choose(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".fl-step").first).to_be_visible()


def metric(page: Page, label: str) -> str:
    found = page.get_by_test_id("stMetric").filter(has_text=label).first
    return found.get_by_test_id("stMetricValue").inner_text()


def stored(project: Project) -> int:
    with engine.reading() as connection:
        query = sa.select(sa.func.count()).where(tables.traces.c.project_id == project.id)
        return connection.scalar(query) or 0


def test_a_stranger_brings_a_file_in_and_opens_a_trace(
    on_page: Page, server: Server, own_project: Project
) -> None:
    opened(on_page, server, own_project)
    choose(on_page, SMALL)
    expect(on_page.locator(".fl-view")).to_contain_text("Please cancel ticket R-2041.")
    expect(on_page.get_by_text("OpenAI chat messages")).to_be_visible()
    on_page.get_by_role("button", name="Import", exact=True).click()
    expect(on_page.get_by_text("Already there")).to_be_visible(timeout=30_000)
    total = traces.total(own_project.id)
    assert total > 0
    assert (metric(on_page, "Rows read"), metric(on_page, "Imported")) == (str(total), str(total))
    assert metric(on_page, "Rejected") == "0"

    on_page.get_by_text("Browse", exact=True).click()
    expect(rows(on_page)).to_have_count(total)
    rows(on_page).first.click()
    expect(on_page.get_by_role("dialog").locator(".fl-step").first).to_be_visible()
    expect(on_page).to_have_url(re.compile(r"trace=\d+"))
    on_page.get_by_role("button", name="Close", exact=True).click()
    expect(on_page.get_by_role("dialog")).to_have_count(0)
    expect(on_page).not_to_have_url(re.compile(r"trace=\d+"))


def test_filter_order_and_page_change_the_rows(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    seed.store(
        me,
        own_project.id,
        [
            seed.trace(f"t{n:03}", feedback=-1.0 if n % 10 == 0 else None, latency_seconds=n)
            for n in range(120)
        ],
    )
    opened(on_page, server, own_project)
    first = names(on_page).first
    expect(first).to_have_text("t000")
    on_page.get_by_role("button", name="Page 3").click()
    expect(first).to_have_text("t100")
    expect(on_page.get_by_text("of 120 traces")).to_contain_text("101 to 120")
    on_page.get_by_role("combobox", name="Order").click()
    on_page.get_by_role("option", name="slowest first").click()
    expect(first).to_have_text("t119")
    on_page.get_by_role("combobox", name="Feedback").click()
    on_page.get_by_role("option", name="negative").click()
    expect(on_page.get_by_text("of 12 traces")).to_be_visible()
    expect(first).to_have_text("t110")
    expect(on_page).to_have_url(re.compile("feedback=negative"))
    on_page.reload()
    expect(on_page.get_by_text("of 12 traces")).to_be_visible()


def test_a_trace_is_opened_by_keyboard_and_escape_is_back_at_its_row(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    seed.store(me, own_project.id, [seed.trace(f"t{n:03}") for n in range(60)])
    opened(on_page, server, own_project)
    row = on_page.get_by_role("button", name="t030", exact=True)
    row.focus()
    region = on_page.get_by_role("region", name="Traces")
    scrolled = region.evaluate("region => region.scrollTop")
    assert scrolled > 0
    on_page.keyboard.press("Enter")
    dialog = on_page.get_by_role("dialog")
    expect(dialog.get_by_text("t030", exact=True)).to_be_visible()
    on_page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(row).to_be_focused()
    assert region.evaluate("region => region.scrollTop") == scrolled
    accessible(on_page, "[data-testid=stMain]")


def test_the_traces_before_and_after_are_a_button_away_over_the_end_of_a_page_too(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    seed.store(me, own_project.id, [seed.trace(f"t{n:03}") for n in range(70)])
    opened(on_page, server, own_project)
    dialog = on_page.get_by_role("dialog")
    previous, following = (dialog.get_by_role("button", name=name) for name in ("Previous", "Next"))
    rows(on_page).first.click()
    expect(dialog.get_by_text("1 in the list")).to_be_visible()
    expect(previous).to_be_disabled()
    following.click()
    expect(dialog.get_by_text("t001", exact=True)).to_be_visible()
    on_page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    rows(on_page).last.click()
    expect(dialog.get_by_text("t049", exact=True)).to_be_visible()
    following.click()
    expect(dialog.get_by_text("t050", exact=True)).to_be_visible()
    expect(dialog.get_by_text("51 in the list")).to_be_visible()
    previous.click()
    expect(dialog.get_by_text("t049", exact=True)).to_be_visible()
    following.click()
    expect(dialog.get_by_text("t050", exact=True)).to_be_visible()
    on_page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(names(on_page).first).to_have_text("t050")
    expect(names(on_page).first).to_be_focused()
    rows(on_page).last.click()
    expect(dialog.get_by_text("t069", exact=True)).to_be_visible()
    expect(following).to_be_disabled()


def test_text_from_a_trace_is_only_text_in_the_list(
    page: Page, server: Server, me: Person, own_project: Project
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found = seed.trace(HOSTILE, metadata={"channel": HOSTILE})
    other = seed.trace("b", metadata={"channel": "sms"})
    [trace_id, _] = seed.store(me, own_project.id, [found, other])
    opened(page, server, own_project)
    expect(names(page).first).to_have_text(HOSTILE)
    expect(rows(page).first.locator("td").filter(has_text=HOSTILE)).to_have_count(2)
    rows(page).first.click()
    expect(page.get_by_role("dialog").locator(".fl-step").first).to_be_visible()
    opened(page, server, own_project, f"&trace={trace_id}")
    expect(page.get_by_role("dialog").locator(".fl-step").first).to_be_visible()
    assert not [url for url in asked if "127.0.0.1:9" in url]
    assert page.title() != "1"


def test_a_stopped_import_leaves_nothing(
    on_page: Page, server: Server, own_project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "large.jsonl"
    said = "hello " * 400
    with path.open("w") as file:
        for number in range(20_000):
            file.write(json.dumps({"id": str(number), "input": said, "output": "Yes."}) + "\n")
    opened(on_page, server, own_project)
    on_page.get_by_text("Read from a path").click()
    box = on_page.get_by_label(re.compile("Path of the file"))
    box.fill(str(path))
    box.press("Enter")
    on_page.get_by_role("button", name="Import", exact=True).click()
    expect(on_page.get_by_text(re.compile("Storing traces"))).to_be_visible(timeout=60_000)
    assert stored(own_project) > 0 and traces.total(own_project.id) == 0
    on_page.get_by_role("button", name="Stop").click()
    expect(on_page.get_by_role("button", name="Import another file")).to_be_visible(timeout=30_000)
    assert metric(on_page, "Imported") == "0"
    assert stored(own_project) == 0
    assert traces.total(own_project.id, TraceFilter()) == 0


def test_leaving_the_page_does_not_stop_an_import(
    on_page: Page, server: Server, own_project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "some.jsonl"
    rows = [{"id": str(number), "input": "hello " * 200, "output": "Yes."} for number in range(4000)]
    path.write_text("\n".join(map(json.dumps, rows)))
    opened(on_page, server, own_project)
    choose(on_page, path)
    on_page.get_by_role("button", name="Import", exact=True).click()
    expect(on_page.get_by_role("progressbar")).to_be_visible()
    on_page.goto(f"{server.url}/?project={own_project.id}")
    expect(on_page.get_by_role("heading", level=1)).to_be_visible()
    on_page.goto(f"{server.url}/traces?project={own_project.id}")
    # Still importing, it shows the progress and then the report; over already, the list.
    expect(on_page.get_by_text(re.compile("4,000")).first).to_be_visible(timeout=60_000)
    assert traces.total(own_project.id) == 4000
