"""Settings: how traces are shown, who may do what in this project, and the projects of this installation."""

from functools import partial

import streamlit as st

from lib import config
from lib.model import Role
from lib.services import demo_project
from lib.spelling import clean_address
from lib.store.projects import people, projects
from lib.ui.settings import display_settings, several_readers
from lib.ui.shell import choice, links, shell
from lib.ui.trace import trace_view
from lib.words.text import md_escape

_MAY = {
    Role.VIEWER: "read traces, charts and notes",
    Role.ANNOTATOR: "also read batches, write notes and group them",
    Role.ENGINEER: "also bring traces in, draw batches and say how traces are shown",
    Role.ADMIN: "also decide who may do what",
}


def _add_project() -> None:
    visit = shell.require(Role.ADMIN)
    name = st.session_state.get("new_project")
    if name is None:
        return  # another page is open by now
    try:
        made = projects.create(visit.person, name)
    except (ValueError, PermissionError) as problem:
        st.session_state["project_problem"] = str(problem)
        return
    shell.go_to_project(made.id)
    st.session_state["new_project"] = ""
    st.session_state["made_project"] = True


def _add_demo(finished: bool) -> None:
    visit = shell.require(Role.ADMIN)
    with st.spinner("Writing 1,200 conversations …"):
        made = demo_project.load(visit.person, finished=finished)
    shell.go_to_project(made.id)
    st.session_state["made_demo"] = True


def _add_person() -> None:
    visit = shell.require(Role.ADMIN)
    email, role = st.session_state.get("new_email"), st.session_state.get("new_role")
    if email is None or role is None:
        return  # another page is open by now
    try:
        people.set_role(visit.person, visit.project.id, email, role)
        st.session_state["new_email"] = ""
    except ValueError as problem:
        st.session_state["people_problem"] = str(problem)


def _change_role(person_id: int, role: Role | None) -> None:
    """Give a member another role; with None they are taken out."""
    visit = shell.require(Role.ADMIN)
    try:
        people.change_role(visit.person, visit.project.id, person_id, role)
    except LookupError as problem:
        st.session_state["people_problem"] = str(problem)


visit = shell.enter(Role.ENGINEER)
if st.session_state.pop("made_demo", False):
    st.switch_page("pages/overview.py", query_params={"project": str(visit.project.id)})
st.title("Settings")
trace_view.prepare()
if st.session_state.pop("made_project", False):
    st.success(f"“{md_escape(visit.project.name)}” is made, and you are in it. Next: its traces.")
    links.button("Import traces", "traces", visit.project)

st.header("How traces are shown")
display_settings.show()
if not visit.project.role.covers(Role.ADMIN):
    st.stop()

st.header("People")
st.write(f"Who may do what in **{md_escape(visit.project.name)}**.")
with st.container(border=True):
    for person, role in people.members(visit.person, visit.project.id):
        name, chosen, take_out = st.columns([4, 3, 2], vertical_alignment="center")
        name.text(person.email or f"{person.name} (this machine)")
        if person.email is None or person.id == visit.person.id:
            chosen.text(role.value)
            continue
        choice.select(
            f"Role of {md_escape(person.email)}",
            {one: one.value for one in Role},
            key=f"role_{person.id}",
            first=role,
            stands=True,
            on_choice=partial(_change_role, person.id),
            where=chosen,
            label_visibility="collapsed",
        )
        take_out.button("Take out", key=f"out_{person.id}", on_click=_change_role, args=(person.id, None))
        if clean_address(person.email) != person.email:
            st.warning(
                "The address above holds characters that cannot be seen or only look like others, so nobody "
                "gets in with it. Take it out and add the person again: what was read under it stays."
            )
    if problem := st.session_state.pop("people_problem", None):
        st.error(f"{problem} Nothing was changed.")
    if config.current().has_auth:
        email, new_role, add = st.columns([4, 3, 2], vertical_alignment="bottom")
        email.text_input("E-mail address", key="new_email", placeholder="sam@example.com")
        new_role.selectbox("Role", list(Role), index=1, key="new_role")
        add.button("Add person", on_click=_add_person)
    else:
        st.caption(
            "Faultline runs for one person on this machine. To invite others, configure sign-in: see "
            "secrets.toml.example in the folder .streamlit."
        )
for role, words in _MAY.items():
    st.caption(f"**{role.value}**: {words}")
several_readers.show(visit)

st.header("New project")
st.write("One project for each LLM application. Traces, batches and failure modes belong to one project.")
if problem := st.session_state.pop("project_problem", None):
    st.error(f"{problem} Nothing was changed.")
name, make = st.columns([4, 5], vertical_alignment="bottom")
name.text_input("Name", key="new_project", placeholder="Leasing assistant")
make.button("Make project", on_click=_add_project)
if visit.person.is_admin:
    st.write("Or the demo, invented on this machine: 1,200 conversations of an apartment-leasing assistant.")
    with st.container(horizontal=True):
        st.button("Open the demo, not read yet", on_click=_add_demo, args=(False,))
        st.button("Open the demo, analysed", on_click=_add_demo, args=(True,))
