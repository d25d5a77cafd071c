"""What is shown before there is anything to show: the first project."""

from __future__ import annotations

import streamlit as st

from lib.model import Person, Project
from lib.store.projects import projects
from lib.ui.shell import calm_page, shell


def show(person: Person) -> None:
    """Show someone without a project the one thing to do now; lead them to the project once it is made."""
    made = _offer(person)
    if made is not None:
        shell.go_to_project(made.id)
        st.rerun()


def _offer(person: Person) -> Project | None:
    if not person.is_admin:
        why = (
            "You are signed in, but you have no role in any project yet. Ask an admin to add this address to "
            "a project under Settings, People, then try again."
        )
        with calm_page.calm_page("No project yet", why):
            # As it is, to be copied: a label would put an unseen sign into it.
            st.code(person.email or person.name, language=None, width="content")
            st.button("Try again", type="primary")
        return None
    calm_page.titled("Welcome")
    st.title("Find out how your LLM application really fails")
    st.write(
        "Read real traces, note in plain words what went wrong, group the notes into failure modes, and "
        "count. Faultline keeps the reading fast and the numbers honest."
    )
    explore, fresh, own = st.columns(3, gap="medium")
    with explore.container(border=True, height="stretch"):
        st.header("See where it leads")
        st.write("An apartment-leasing assistant: 1,200 conversations, 130 of them read, noted and grouped.")
        finished = st.button("Explore a finished analysis", type="primary")
    with fresh.container(border=True, height="stretch"):
        st.header("Try it yourself")
        st.write("The same conversations, none of them read. Draw a batch and start reading.")
        unread = st.button("Open the demo project")
    with own.container(border=True, height="stretch"):
        st.header("Use your own traces")
        name = st.text_input("Name of your application", key="first_project", placeholder="Support assistant")
        make = st.button("Make project")
    st.caption("The demo is invented data, made on this machine. Nothing leaves it.")
    if make:
        try:
            return projects.create(person, name)
        except ValueError as problem:
            own.error(f"{problem} Nothing was changed.")
    if finished or unread:
        from lib.services import demo_project

        with st.spinner("Writing 1,200 conversations …"):
            return demo_project.load(person, finished=finished)
    return None
