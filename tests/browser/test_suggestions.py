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
    texts = [
        "wrong price quoted",
        "quoted price is wrong",
        "price quoted wrong",
        "no hand-off",
        "never a hand-off",
    ]
    *prices, first, second, hostile = noted(me, own_project, [*texts, HOSTILE])
    page = on_page
    page.goto(f"{server.url}/axial?project={own_project.id}")
    page.get_by_text("Suggestions", exact=True).click()
    page.get_by_role("button", name="Suggest groups", exact=True).click()
    accept = page.get_by_role("button", name=re.compile("^Accept 3 notes"))
    expect(accept).to_be_visible()
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_value(re.compile("price", re.IGNORECASE))
    assert Axe().run(page).violations_count == 0

    name.fill("Wrong amount")
    name.press("Tab")
    page.get_by_label("Definition").fill("Says another price than the tool.")
    accept.click()
    answered(page, 3)
    where = placed(me, own_project)
    assert {where[note] for note in prices} == {"Wrong amount"}
    assert where[first] == where[second] == where[hostile] == ""
    [mode] = taxonomy.modes(own_project.id)
    assert mode.definition == "Says another price than the tool."
    expect(page.get_by_role("radio", name=re.compile("hand.off.*2 notes", re.IGNORECASE))).to_have_count(1)

    page.get_by_role("button", name=re.compile("^Undo")).click()
    answered(page, 6)
    assert set(placed(me, own_project).values()) == {""}
    expect(page.get_by_role("radio", name=re.compile("price.*3 notes", re.IGNORECASE))).to_have_count(1)
    assert page.evaluate("window.owned") is None


def test_the_failure_mode_to_put_a_group_into_stays_chosen_when_it_is_renamed_meanwhile(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    texts = [
        "wrong price quoted",
        "quoted price is wrong",
        "price quoted wrong",
        "no hand-off",
        "never a hand-off",
    ]
    prices = noted(me, own_project, texts)[:3]
    first, second = (taxonomy.create_mode(me, own_project.id, name).id for name in ("Tone", "Amounts"))
    page = on_page
    page.goto(f"{server.url}/axial?project={own_project.id}")
    page.get_by_text("Suggestions", exact=True).click()
    page.get_by_role("button", name="Suggest groups", exact=True).click()
    into = page.get_by_role("combobox", name="Or put them into")
    into.click()
    page.get_by_role("option", name="Amounts").click()
    expect(page.get_by_role("button", name="Put in", exact=True)).to_be_enabled()
    taxonomy.edit_mode(me, own_project.id, second, name="Money")
    taxonomy.edit_mode(me, own_project.id, first, name="Amounts")
    page.get_by_test_id("stCheckbox").filter(has_text="quoted price is wrong").locator("label").click()
    expect(page.get_by_role("button", name="Accept 2 notes as a failure mode")).to_be_visible()
    expect(into).to_have_value("Money")
    page.get_by_role("button", name="Put in", exact=True).click()
    expect(page.get_by_text("3 not grouped")).to_be_visible()
    where = placed(me, own_project)
    assert sorted(where[note] for note in prices) == ["", "Money", "Money"]
