"""Every page, opened by its address, asks for nothing that is not there: no browser has an error to show."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lib.model import Person, Project
from tests.browser.test_annotate import drawn
from tests.server import ROOT, Server

PAGES = ["", *sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "overview")]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opened_by_its_address_has_no_error_in_the_console(
    on_page: Page, server: Server, me: Person, own_project: Project, name: str
) -> None:
    drawn(me, own_project)
    said: list[str] = []
    on_page.on(
        "console",
        lambda one: said.append(f"{one.text} {one.location['url']}") if one.type == "error" else None,
    )
    on_page.on("pageerror", lambda error: said.append(str(error)))
    on_page.goto(f"{server.url}/{name}?project={own_project.id}")
    expect(on_page.get_by_role("heading", level=1).first).to_be_attached(timeout=60_000)
    expect(on_page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    assert said == []
