"""The frame around the pages: deep links on a fresh server, and the sidebar."""

from __future__ import annotations

import re
from pathlib import Path
from secrets import token_hex

import pytest
from axe_playwright_python.sync_playwright import Axe
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
        heading = on_page.get_by_role("heading", level=1)
        expect(heading).to_be_visible()
        expect(on_page).to_have_title(f"{heading.inner_text()} · Faultline")
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


def test_a_link_opens_a_tab_of_the_settings_and_a_bad_one_leads_on(
    on_page: Page, server: Server, me: Person
) -> None:
    made = projects.create(me, f"Tabs {token_hex(3)}")
    on_page.goto(f"{server.url}/settings?project={made.id}&tab=People")
    expect(on_page.get_by_role("tab", name="People")).to_have_attribute("aria-selected", "true")
    expect(on_page.get_by_text("Who may do what in")).to_be_visible()
    on_page.get_by_role("tab", name="Projects").click()
    expect(on_page).to_have_url(re.compile(r"tab=Projects"))
    on_page.goto(f"{server.url}/?project=99999")
    expect(on_page).to_have_title("No such project · Faultline")
    expect(on_page.get_by_role("heading", level=1)).to_have_text("No such project")
    assert Axe().run(on_page).response["violations"] == []
