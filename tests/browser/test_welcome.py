"""The first minute on a server nobody has been to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.server import Server


@pytest.fixture
def fresh(sqlite: str, tmp_path: Path) -> Iterator[Server]:
    """A server with an empty database."""
    running = Server.on(tmp_path, sqlite)
    yield running
    running.stop()


def test_full_charts_are_one_click_away(fresh: Server, on_page: Page) -> None:
    on_page.goto(fresh.url)
    explore = on_page.get_by_role("button", name="Explore a finished analysis")
    expect(explore).to_be_visible()
    assert Axe().run(on_page).response["violations"] == []
    explore.click()
    expect(on_page.get_by_role("heading", level=1)).to_have_text("Overview", timeout=60_000)
    on_page.get_by_test_id("stSidebar").get_by_role("link", name="Failures").click()
    bars = on_page.locator("tr[data-key]")
    expect(bars.first).to_be_visible()
    assert bars.count() == 9


def test_a_nameless_project_is_refused_and_a_named_one_opens(fresh: Server, on_page: Page) -> None:
    on_page.goto(fresh.url)
    on_page.get_by_role("button", name="Make project").click()
    expect(on_page.get_by_test_id("stAlert")).to_be_visible()
    on_page.get_by_label("Name of your application").fill("Support assistant")
    on_page.get_by_role("button", name="Make project").click()
    expect(on_page.get_by_test_id("stSidebar").get_by_role("combobox")).to_have_value("Support assistant")
