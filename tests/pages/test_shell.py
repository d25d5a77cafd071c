"""Who gets in, and how far."""

from __future__ import annotations

import pytest
import streamlit.config
from streamlit.testing.v1 import AppTest

from lib import config
from lib.model import Person, Project, Role
from lib.store.projects import people, projects
from tests.server import ROOT

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
NEEDED = {
    "overview": Role.VIEWER,
    "traces": Role.VIEWER,
    "sampling": Role.ENGINEER,
    "annotate": Role.ANNOTATOR,
    "adjudicate": Role.ANNOTATOR,
    "axial": Role.ANNOTATOR,
    "label": Role.ANNOTATOR,
    "drift": Role.ANNOTATOR,
    "failures": Role.VIEWER,
    "reliability": Role.VIEWER,
    "report": Role.VIEWER,
    "settings": Role.ANNOTATOR,
}


def as_person(app: AppTest, email: str, *, verified: bool | None = True) -> AppTest:
    app.user = {"is_logged_in": True, "email": email, "name": email.split("@")[0], "email_verified": verified}
    return app


def titles(app: AppTest) -> list[str]:
    return [title.value for title in app.title]


def test_every_page_has_a_role(app: AppTest) -> None:
    assert sorted(NEEDED) == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_on_an_empty_project(app: AppTest, mine: Project, name: str) -> None:
    app.run()
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception
    assert titles(app)


def test_without_a_project_there_is_a_welcome(app: AppTest, me: Person) -> None:
    app.run()
    assert not app.exception
    assert app.button


def test_with_sign_in_nobody_gets_in_without_it(hosted: AppTest, mine: Project) -> None:
    hosted.user = {"is_logged_in": False}
    hosted.run()
    assert "Leasing assistant" not in str(hosted.main)
    assert [button.label for button in hosted.button] == ["Sign in"]
    assert len(titles(hosted)) == 1


@pytest.mark.parametrize("allowed", [False, True])
def test_a_server_others_can_reach_shows_nothing_without_sign_in(
    app: AppTest, mine: Project, monkeypatch: pytest.MonkeyPatch, allowed: bool
) -> None:
    before = streamlit.config.get_option("server.address")
    streamlit.config.set_option("server.address", "0.0.0.0")
    if allowed:
        monkeypatch.setenv("FAULTLINE_ALLOW_OPEN", "1")
        config.current.cache_clear()
    try:
        app.run()
    finally:
        streamlit.config.set_option("server.address", before)
    assert bool(app.sidebar.selectbox) == allowed
    assert bool(app.error) == (not allowed)


@pytest.mark.parametrize("verified", [False, None])
def test_an_unverified_address_is_nobody_not_even_an_admin(
    hosted: AppTest, mine: Project, verified: bool | None
) -> None:
    people.set_role(people.local_person("Dana"), mine.id, "ada@example.com", Role.ADMIN)
    as_person(hosted, "ada@example.com", verified=verified).run()
    assert titles(hosted) == ["Your e-mail address is not verified"]
    assert [shown.value for shown in hosted.code] == ["ada@example.com"]
    assert not hosted.selectbox
    admin = people.by_email("ada@example.com")
    assert admin is not None and not admin.is_admin


def test_an_issuer_that_is_trusted_need_not_say_verified(
    hosted: AppTest, mine: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAULTLINE_TRUSTED_ISSUERS", "https://login.example.com/tenant/v2.0")
    config.current.cache_clear()
    as_person(hosted, "ada@example.com", verified=None)
    hosted.user["iss"] = "https://login.example.com/another/v2.0"  # type: ignore[index]
    hosted.run()
    assert titles(hosted) == ["Your e-mail address is not verified"]
    hosted.user["iss"] = "https://login.example.com/tenant/v2.0"  # type: ignore[index]
    hosted.run()
    assert titles(hosted) == ["Overview"]


def test_an_address_without_a_role_is_shown_as_it_is_to_be_copied(hosted: AppTest, mine: Project) -> None:
    as_person(hosted, "sam@example.com").run()
    assert [shown.value for shown in hosted.code] == ["sam@example.com"]
    assert [shown.value for shown in hosted.sidebar.text] == ["sam@example.com"]
    written = [shown.value for shown in (*hosted.markdown, *hosted.sidebar.caption)]
    assert not any("\u2060" in each for each in written)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_the_roles_it_is_made_for(
    hosted: AppTest, me: Person, mine: Project, name: str, role: Role
) -> None:
    people.set_role(me, mine.id, "sam@example.com", role)
    as_person(hosted, "sam@example.com").run()
    hosted.switch_page(f"pages/{name}.py").run()
    assert not hosted.exception
    assert (titles(hosted) == ["Not open to you"]) == (not role.covers(NEEDED[name]))
    if not role.covers(NEEDED[name]):
        assert [button.label for button in hosted.main.button] == ["Go to the overview"]


def test_a_role_that_was_taken_away_no_longer_opens_anything(
    hosted: AppTest, me: Person, mine: Project
) -> None:
    people.set_role(me, mine.id, "sam@example.com", Role.ENGINEER)
    as_person(hosted, "sam@example.com").run()
    assert [p.name for p in projects.visible_to(people.signed_in("sam@example.com", "", is_admin=False))]
    people.set_role(me, mine.id, "sam@example.com", None)
    hosted.run()
    assert not hosted.exception
    assert not hosted.selectbox


def test_an_admin_by_configuration_sees_every_project(hosted: AppTest, mine: Project) -> None:
    as_person(hosted, "ada@example.com").run()
    assert [box.value for box in hosted.sidebar.selectbox] == [mine.id]


def test_an_address_of_another_project_shows_nothing_of_ones_own(app: AppTest, mine: Project) -> None:
    app.query_params["project"] = str(mine.id + 1)
    app.run()
    assert not app.exception
    assert titles(app) == ["No such project"]
    [lead_home] = app.main.button
    lead_home.click().run()
    assert titles(app) == ["Overview"]
    app.query_params["project"] = str(mine.id + 1)
    app.run()
    assert titles(app) == ["No such project"]
    app.sidebar.selectbox[0].set_value(mine.id).run()
    assert titles(app) == ["Overview"]
    assert app.query_params["project"] == str(mine.id)


@pytest.mark.parametrize("page", ["traces", "drift", "annotate", "adjudicate", "failures"])
def test_no_number_in_an_address_is_too_long(app: AppTest, mine: Project, page: str) -> None:
    for digits in ("9" * 20, "9" * 5_000):
        for project in (str(mine.id), digits):
            app.query_params["project"] = project
            for name in ("trace", "step", "mode", "batch", "page"):
                app.query_params[name] = digits
            app.switch_page(f"pages/{page}.py").run()
            assert not app.exception
