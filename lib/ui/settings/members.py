"""The people of a project: who they are, what they may do, and adding one."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib import config
from lib.model import Role
from lib.spelling import clean_address
from lib.store.projects import people
from lib.ui.shell import choice, shell
from lib.ui.shell.shell import Visit
from lib.words.text import md_escape

_MAY = {
    Role.VIEWER: "read traces, charts and notes",
    Role.ANNOTATOR: "also read batches, write notes and group them",
    Role.ENGINEER: "also bring traces in, draw batches and say how traces are shown",
    Role.ADMIN: "also decide who may do what",
}


def show(visit: Visit) -> None:
    """Draw the members with their roles, and what each role may do. For admins of the project."""
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
                    "The address above holds characters that cannot be seen or only look like others, "
                    "so nobody gets in with it. Take it out and add the person again: what was read "
                    "under it stays."
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
