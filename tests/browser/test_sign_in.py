"""Sign-in against a real OpenID Connect provider on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lib.model import Role
from lib.store.projects import people, projects
from tests import sign_in as signing_in
from tests.server import Server
from tests.sign_in import sign_in


@pytest.fixture
def hosted(sqlite: str, tmp_path: Path) -> Iterator[Server]:
    """A server with sign-in, and a provider that knows Sam and Ada."""
    with signing_in.hosted(tmp_path, sqlite, "sam", "ada") as running:
        yield running


def test_a_role_is_needed_and_is_looked_up_at_every_step(hosted: Server, on_page: Page) -> None:
    dana = people.local_person("Dana")
    project = projects.create(dana, "Support assistant")
    on_page.goto(f"{hosted.url}/failures?project={project.id}")
    expect(on_page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(on_page.get_by_text("Support assistant")).to_have_count(0)
    expect(on_page).to_have_title("Sign in · Faultline")
    assert Axe().run(on_page).response["violations"] == []

    sign_in(on_page, "sam")
    # The tab is led to the page asked for, also where nobody may see it.
    expect(on_page).to_have_url(f"{hosted.url}/failures?project={project.id}")
    expect(on_page.get_by_text("no role in any project")).to_be_visible()

    people.set_role(dana, project.id, "sam@example.com", Role.VIEWER)
    on_page.goto(f"{hosted.url}/failures?project={project.id}")
    sidebar = on_page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_role("combobox")).to_have_value("Support assistant")
    expect(sidebar.get_by_role("link", name="Failures")).to_be_visible()
    expect(sidebar.get_by_role("link", name="Annotate")).to_have_count(0)

    people.set_role(dana, project.id, "sam@example.com", None)
    on_page.reload()
    expect(on_page.get_by_text("no role in any project")).to_be_visible()


def test_the_admin_of_the_configuration_may_do_everything(hosted: Server, on_page: Page) -> None:
    project = projects.create(people.local_person("Dana"), "Support assistant")
    on_page.goto(hosted.url)
    sign_in(on_page, "ada")
    on_page.goto(f"{hosted.url}/settings?project={project.id}&tab=People")
    expect(on_page.get_by_role("heading", name="Settings")).to_be_visible()
    expect(on_page.get_by_label("E-mail address")).to_be_visible()


def test_sign_in_leads_to_the_page_that_was_asked_for(hosted: Server, on_page: Page) -> None:
    dana = people.local_person("Dana")
    projects.create(dana, "Another")
    project = projects.create(dana, "Support assistant")
    people.signed_in("sam@example.com", "Sam", is_admin=False)
    people.set_role(dana, project.id, "sam@example.com", Role.VIEWER)
    asked = f"{hosted.url}/failures?project={project.id}&mode=7"
    on_page.goto(asked)
    sign_in(on_page, "sam")
    expect(on_page.get_by_role("heading", name="Failures", level=1)).to_be_visible()
    expect(on_page).to_have_url(asked)
    # Only once: whoever goes elsewhere afterwards is not led back.
    on_page.goto(hosted.url)
    expect(on_page.get_by_role("heading", name="Overview", level=1)).to_be_visible()
