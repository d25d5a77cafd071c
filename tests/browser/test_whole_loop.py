"""The seven steps of the method on a real file, as a person does them, on a server of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lib.model import FeedbackIs, ReviewStatus, TraceFilter
from lib.store.projects import people, projects
from lib.store.taxonomy import taxonomy
from lib.store.traces import traces
from tests.server import ROOT, Server

AIRLINE = "tau_airline/gpt-4o-airline.json"
SMALL = ROOT / "tests" / "data" / "small_agent.json"
NOTES = ("did not check the bags", "charged the wrong card", "gave up too early", "booked the wrong cabin")


@pytest.fixture
def fresh(sqlite: str, tmp_path: Path) -> Iterator[Server]:
    """A server nobody has been to."""
    running = Server.on(tmp_path, sqlite)
    yield running
    running.stop()


@pytest.fixture(params=["200 real traces", "a small file"])
def file(request: pytest.FixtureRequest) -> Path:
    """The real file, and the small one of the same shape that is always here."""
    if request.param == "a small file":
        return SMALL
    found: Path = request.getfixturevalue("shared_data")(AIRLINE)
    return found


def metric(page: Page, label: str) -> int:
    found = page.get_by_test_id("stMetric").filter(has_text=label).first
    return int(found.get_by_test_id("stMetricValue").inner_text().replace(",", ""))


def bring_in(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".fl-step").first).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Already there").first).to_be_visible(timeout=60_000)


def sidebar(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_seven_steps(
    fresh: Server, on_page: Page, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewards = [record["reward"] for record in json.loads(file.read_text("utf-8"))]
    page, total = on_page, len(rewards)

    def log(line: str) -> None:
        with capsys.disabled():
            print(f"    {line}")

    page.goto(fresh.url)
    page.get_by_label("Name of your application").fill("Airline agent")
    page.get_by_role("button", name="Make project").click()
    expect(page.get_by_test_id("stSidebar").get_by_role("combobox")).to_have_value("Airline agent")
    me = people.local_person("nobody yet")
    project = projects.by_name(me, "Airline agent")
    assert project is not None
    log(f"1 started on an empty database, made a project for {file.name}")

    sidebar(page, "Traces")
    bring_in(page, file)
    assert (metric(page, "Imported"), metric(page, "Rejected")) == (total, 0)
    for value, kind in ((1, FeedbackIs.POSITIVE), (0, FeedbackIs.NEGATIVE)):
        wanted = TraceFilter(feedback=(kind,))
        assert traces.total(project.id, wanted) == rewards.count(value)
    page.get_by_role("button", name=re.compile("Import another|Another file|Done")).first.click()
    bring_in(page, file)
    assert (metric(page, "Imported"), metric(page, "Already there")) == (0, total)
    log(f"2 imported {total}, 0 rejected; {rewards.count(1)} with reward 1, {rewards.count(0)} with reward 0")
    log(f"  the same file again: {total} already there")

    page.get_by_text("Browse", exact=True).click()
    page.locator("tr[data-key]").first.click()
    expect(page.get_by_role("dialog").locator(".fl-step").first).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    log("3 browsed, and opened one trace")

    sidebar(page, "Sampling")
    size = page.get_by_label("Traces to draw")
    size.fill("10")
    size.press("Enter")
    page.get_by_role("button", name="Draw 10 traces").click()
    expect(page.get_by_text("0 of 10 traces read")).to_be_visible()
    log("4 drew 10 at random")

    sidebar_link = page.get_by_test_id("stSidebar").get_by_role("link", name="Annotate")
    sidebar_link.click()
    expect(page.locator(".fl-step").first).to_be_visible()
    for number, note in enumerate(NOTES):
        shown = page.locator(".fl-id").inner_text()
        page.keyboard.press("2")
        page.keyboard.type(note)
        page.keyboard.press("Control+Enter")
        expect(page.locator(".fl-id")).not_to_have_text(shown)
        expect(page.locator(".fl-count").filter(has_text=f"{number + 1} fail")).to_be_visible()
    shown = page.locator(".fl-id").inner_text()
    page.keyboard.press("1")
    expect(page.locator(".fl-id")).not_to_have_text(shown)
    waiting = page.locator(".fl-id").inner_text()
    page.keyboard.press("n")
    page.keyboard.type("half a sent")
    expect(page.get_by_text(re.compile("saved", re.IGNORECASE)).first).to_be_visible()
    fresh.restart()
    page.goto(f"{fresh.url}/annotate")
    expect(page.locator(".fl-id")).to_have_text(waiting)
    expect(page.get_by_label("What went wrong first?")).to_have_value("half a sent")
    assert traces.total(project.id, TraceFilter(status=(ReviewStatus.FAILED,))) == 4
    log("5 read 5: 4 failed with a note, 1 passed; after a restart the sixth is open with its half sentence")

    sidebar(page, "Axial coding")
    for note in NOTES[:2]:
        page.get_by_role("option").filter(has_text=note).click()
    page.keyboard.press("n")
    page.get_by_label("Name").fill("Wrong booking details")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"· 2 not grouped"))).to_be_visible()
    board = taxonomy.notes_board(me, project.id)
    assert [(mode.name, board.within([mode.id])) for mode in board.modes] == [
        ("Wrong booking details", (2, 2))
    ]
    log("6 grouped 2 of 4 notes into a failure mode")

    sidebar(page, "Failures")
    bars = page.locator("tr[data-key]")
    expect(bars).to_have_count(2)
    expect(page.get_by_text("5 traces read").first).to_be_visible()
    bars.first.click()
    for note in NOTES[:2]:
        expect(page.get_by_text(note)).to_be_visible()
    log("7 the chart shows 2 of 5 traces read; its bar lists the notes behind it")

    sidebar(page, "Overview")
    for name, value in (
        ("Traces", total),
        ("Drawn", 10),
        ("Read", 5),
        ("Failed", 4),
        ("Noted", 4),
        ("Grouped", 2),
    ):
        assert metric(page, name) == value, name
    expect(page.get_by_text("Next step")).to_be_visible()
    log(f"8 overview: {total} traces, 10 drawn, 5 read, 4 failed, 4 noted, 2 grouped")
