"""Suggested groups: asked for, edited, accepted, undone."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lib.model import Person, Project
from lib.store import taxonomy
from tests.browser.test_axial import HOSTILE, answered, noted, placed
from tests.server import Server


def test_groups_are_suggested_edited_accepted_and_undone(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    texts = ["wrong price quoted", "quoted price is wrong", "no hand-off", "never a hand-off", HOSTILE]
    first, second, third, _, hostile = noted(me, own_project, texts)
    page = on_page
    page.goto(f"{server.url}/axial?project={own_project.id}")
    page.get_by_text("Suggestions", exact=True).click()
    page.get_by_role("button", name="Suggest groups", exact=True).click()
    accept = page.get_by_role("button", name=re.compile("^Accept 2 notes"))
    expect(accept).to_be_visible()
    assert Axe().run(page).violations_count == 0

    page.get_by_role("radio", name=re.compile("price.*2 notes", re.IGNORECASE)).check(force=True)
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_count(1)  # while the page changes, the old group stands beside the new one
    expect(name).to_have_value(re.compile("price", re.IGNORECASE))
    name.fill("Wrong amount")
    name.press("Tab")
    page.get_by_label("Definition").fill("Says another price than the tool.")
    accept.click()
    answered(page, 3)
    assert placed(me, own_project)[first] == placed(me, own_project)[second] == "Wrong amount"
    assert placed(me, own_project)[third] == placed(me, own_project)[hostile] == ""
    [mode] = taxonomy.modes(own_project.id)
    assert mode.definition == "Says another price than the tool."
    expect(page.get_by_role("radio", name=re.compile("hand.off.*2 notes", re.IGNORECASE))).to_have_count(1)

    page.get_by_role("button", name=re.compile("^Undo")).click()
    answered(page, 5)
    assert set(placed(me, own_project).values()) == {""}
    expect(page.get_by_role("radio", name=re.compile("price.*2 notes", re.IGNORECASE))).to_have_count(1)
    assert page.evaluate("window.owned") is None
