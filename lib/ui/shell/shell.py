"""The frame around every page: start-up, sign-in, the sidebar, and the two guards.

``enter`` is the first line of every page, because Streamlit can open a page's file without app.py.
``require`` is the first line of every fragment and callback, because those run without the page above.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from lib import config
from lib.model import Person, Project, Role
from lib.serving import logs
from lib.store import engine
from lib.store.projects import projects
from lib.ui.shell import address, calm_page, choice, links, shut_out, sign_in, who
from lib.words.text import md_escape

_VIA_APP, _PAGE = "_via_app", "_page"
PROJECT = "project_id"

_GROUPS: dict[str, list[tuple[str, str, Role]]] = {
    "Data": [("overview", "Overview", Role.VIEWER), ("traces", "Traces", Role.VIEWER)],
    "Read": [
        ("sampling", "Sampling", Role.ENGINEER),
        ("annotate", "Annotate", Role.ANNOTATOR),
        ("adjudicate", "Adjudicate", Role.ANNOTATOR),
        ("axial", "Axial coding", Role.ANNOTATOR),
        ("label", "Label pass", Role.ANNOTATOR),
        ("drift", "Check older traces", Role.ANNOTATOR),
    ],
    "Learn": [
        ("failures", "Failures", Role.VIEWER),
        ("reliability", "Reliability", Role.VIEWER),
        ("report", "Report", Role.VIEWER),
    ],
}
_SETTINGS = ("settings", "Settings", Role.ANNOTATOR)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is here, and in which project."""

    person: Person
    project: Project


class NoProject(Exception):
    """This person may see no project yet."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person


@st.cache_resource(show_spinner="Starting Faultline …")
def start() -> None:
    """Prepare the process once: the database's schema, and the garbage collector.

    What the imports made is for good: frozen, no collection walks it again.
    """
    import pandas  # noqa: F401

    # server.py has done so already; this is for Streamlit started on app.py alone.
    logs.keep_out_of_logs()
    engine.migrate()
    # Streamlit's own collection after every run, half of the time of a save, is off: .streamlit/config.toml.
    gc.collect()
    gc.freeze()


def navigation() -> Any:
    """Return the page to run. The sidebar's own links replace Streamlit's, to hold the project picker."""
    every = [item for group in _GROUPS.values() for item in group] + [_SETTINGS]
    return st.navigation([_page(name, title) for name, title, _ in every], position="hidden")


def opened(page: Any) -> None:
    """Note that app.py is about to run this page, and whether that is another one than it ran last."""
    st.session_state[_VIA_APP] = True
    before, opening = st.session_state.get(_PAGE, (None, 0))
    st.session_state[_PAGE] = page.url_path, opening + (before != page.url_path)


def opening() -> int:
    """Return a number that is another one each time a page is opened, and the same where it runs again.

    Streamlit runs a page again for many reasons, its key R among them. Who works on a page is not to be led
    back to where the page was opened at.
    """
    return int(st.session_state.get(_PAGE, (None, 0))[1])


def _page(name: str, title: str) -> Any:
    return st.Page(f"pages/{name}.py", title=title, default=name == "overview")


def enter(role: Role) -> Visit:
    """Return who is here and in which project, and draw the sidebar. The first line of every page.

    Does not return where Streamlit skipped app.py (it is run first), where nobody is signed in, or where the
    person's role does not cover ``role``: the reason is shown instead. Raises ``NoProject`` for someone who
    may see none, which app.py answers with the welcome.
    """
    # Until some session of the process has called st.navigation, Streamlit runs a file of pages/ by itself.
    if not st.session_state.pop(_VIA_APP, False):
        navigation()
        st.rerun()
    start()
    person = who.person()
    st.logo(str(calm_page.LOGO), size="medium")
    found = projects.visible_to(person)
    if not found:
        _sidebar_foot(person, None)
        raise NoProject(person)
    project = _choose_project(found)
    if project is None:
        _sidebar_foot(person, None)
        _no_such_project(found[0])
        shut_out.words(person, address.number("project") or 0)
        st.stop()
    _sidebar(person, project)
    if not project.role.covers(role):
        _not_open(role, project)
        shut_out.words(person, project.id)
        st.stop()
    return Visit(person, project)


def _no_such_project(first: Project) -> None:
    why = "This link names a project that is not there, or that is not open to you. Ask who sent it to you."
    with calm_page.calm_page("No such project", why):
        st.button(f"Open {md_escape(first.name)}", type="primary", on_click=_switch_project, args=(first.id,))


def _not_open(role: Role, project: Project) -> None:
    why = (
        f"This page needs the role **{role}** in this project; yours is **{project.role}**. "
        "An admin of the project can change it under Settings, People."
    )
    with calm_page.calm_page("Not open to you", why):
        links.button("Go to the overview", "overview", project)


def require(role: Role, project_id: int | None = None) -> Visit:
    """Return who is here and in which project. The first line of every fragment body and callback.

    Roles are looked up in the database each time, so one that was taken away no longer acts.
    Stops the run where the role does not cover ``role``. With ``project_id`` the project is that one,
    whichever the session has gone to since.
    """
    here = st.session_state.get(PROJECT, 0) if project_id is None else project_id
    visit = allowed(role, here)
    if visit is None:
        person = who.person()
        shut_out.show(person, _visible(person, here), here, role)
        st.stop()
    return visit


def allowed(role: Role, project_id: int) -> Visit | None:
    """Return who is here, in this project; None where their role there does not cover ``role``."""
    person = who.person()
    project = _visible(person, project_id)
    return Visit(person, project) if project and project.role.covers(role) else None


def _visible(person: Person, project_id: int) -> Project | None:
    return next((one for one in projects.visible_to(person) if one.id == project_id), None)


def _choose_project(found: list[Project]) -> Project | None:
    """Return the project the address names, else the one of the session; None for one that is not theirs."""
    by_id = {project.id: project for project in found}
    asked = st.query_params.get("project", "")
    chosen = by_id.get(address.number("project") or 0)
    if not asked:
        chosen = by_id.get(st.session_state.get(PROJECT, 0), found[0])
    shown = chosen.id if chosen else 0
    with st.sidebar:
        choice.select(
            "Project",
            {project.id: project.name for project in found},
            key="pick_project",
            first=shown,
            stands=True,
            placeholder="Choose a project",
            on_choice=_switch_project,
            label_visibility="collapsed",
        )
    if chosen:
        st.session_state[PROJECT] = chosen.id
        if asked != str(chosen.id):
            st.query_params["project"] = str(chosen.id)
    return chosen


def go_to_project(project_id: int) -> None:
    """Make this the project of the session and of the URL; ``enter`` checks whether the person may see it.

    no guard: it only says which project is wanted; enter looks up whether this person may see it.
    """
    st.session_state[PROJECT] = project_id
    _ask_for(project_id)


def _switch_project(picked: int) -> None:
    """no guard: it only says which project is wanted; enter looks up whether this person may see it."""
    # Only the URL: what else was done in this moment was done in the project one leaves.
    _ask_for(picked)


def _ask_for(project_id: int) -> None:
    """Make it the project of the URL, without what else stands there of the one before.

    no guard: see those who call it.
    """
    for name in list(st.query_params):
        # What a widget of the page stands for is its own: Streamlit refuses to take it out.
        with suppress(StreamlitAPIException):
            del st.query_params[name]
    st.query_params["project"] = str(project_id)


def _sidebar(person: Person, project: Project) -> None:
    here = {"project": str(project.id)}
    with st.sidebar:
        for group, items in _GROUPS.items():
            allowed = [item for item in items if project.role.covers(item[2])]
            if allowed:
                st.caption(group)
            for name, title, _ in allowed:
                st.page_link(f"pages/{name}.py", label=title, query_params=here, width="stretch")
    _sidebar_foot(person, project)


def _sidebar_foot(person: Person, project: Project | None) -> None:
    with st.sidebar:
        st.divider()
        name, title, needed = _SETTINGS
        if project and project.role.covers(needed):
            st.page_link(f"pages/{name}.py", label=title, query_params={"project": str(project.id)})
        role = project.role.value if project else "no project open"
        # As plain text: a label would put an unseen sign into an address, and into what is copied of it.
        st.text(person.email or person.name)
        st.caption(role)
        if config.current().has_auth:
            sign_in.out()
            sign_in.go_there()
