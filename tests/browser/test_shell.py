"""The frame around the pages: deep links on a fresh server, and the sidebar."""

from __future__ import annotations

import re
from pathlib import Path
from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from lib.model import Person
from lib.store.projects import people, projects
from tests.server import ROOT, Server

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize(
    "name",
    # Each takes a server of its own: some in every run, the others in the long one.
    [
        pytest.param(name, marks=[] if name in ("annotate", "failures", "traces") else pytest.mark.slow)
        for name in PAGES
    ],
)
def test_a_deep_link_on_a_fresh_server_goes_through_the_shell(
    name: str, tmp_path: Path, sqlite: str, on_page: Page
) -> None:
    me = people.local_person("Dana")
    projects.create(me, "First")
    second = projects.create(me, "Second")
    server = Server.on(tmp_path, sqlite)
    try:
        on_page.goto(f"{server.url}/{name}?project={second.id}")
        sidebar = on_page.get_by_test_id("stSidebar")
        expect(sidebar.get_by_role("link", name="Overview")).to_be_visible()
        expect(sidebar.get_by_role("combobox")).to_have_value("Second")
        expect(on_page.get_by_role("heading", level=1)).to_be_visible()
        expect(on_page).to_have_url(re.compile(rf"project={second.id}\b"))
    finally:
        server.stop()


def test_switching_the_project_keeps_the_page(on_page: Page, server: Server, me: Person) -> None:
    mark = token_hex(3)
    first = projects.create(me, f"Before {mark}")
    second = projects.create(me, f"After {mark}")
    on_page.goto(f"{server.url}/failures?project={first.id}")
    sidebar = on_page.get_by_test_id("stSidebar")
    sidebar.get_by_role("combobox").click()
    on_page.get_by_role("option", name=f"After {mark}").click()
    expect(on_page).to_have_url(f"{server.url}/failures?project={second.id}")
    # The address changes before the page has run for it: its links lead to the new project once it has.
    overview = sidebar.get_by_role("link", name="Overview")
    expect(overview).to_have_attribute("href", f"?project={second.id}")
    expect(on_page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    overview.click()
    expect(on_page).to_have_url(f"{server.url}/?project={second.id}")
