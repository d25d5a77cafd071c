"""Settings: how traces are shown, who may do what, the projects of this installation, and one's own keys."""

import streamlit as st

from lib.model import Role
from lib.store.projects import projects
from lib.ui.settings import display_settings, members, own_keys, several_readers
from lib.ui.shell import links, shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_view
from lib.words.text import md_escape


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
    from lib.services import demo_project

    with st.spinner("Writing 1,200 conversations …"):
        made = demo_project.load(visit.person, finished=finished)
    shell.go_to_project(made.id)
    st.session_state["made_demo"] = True


def _projects(visit: Visit) -> None:
    """Draw the making of another project, and of the demo."""
    st.write("One project for each LLM application. Traces, batches and failure modes belong to one project.")
    if problem := st.session_state.pop("project_problem", None):
        st.error(f"{problem} Nothing was changed.")
    name, make = st.columns([4, 5], vertical_alignment="bottom")
    name.text_input("Name", key="new_project", placeholder="Leasing assistant")
    make.button("Make project", on_click=_add_project)
    if visit.person.is_admin:
        st.write(
            "Or the demo, invented on this machine: 1,200 conversations of an apartment-leasing assistant."
        )
        with st.container(horizontal=True):
            st.button("Open the demo, not read yet", on_click=_add_demo, args=(False,))
            st.button("Open the demo, analysed", on_click=_add_demo, args=(True,))


TABS = {
    "How traces are shown": (Role.ENGINEER, display_settings.show),
    "People": (Role.ADMIN, members.show),
    "Several readers": (Role.ADMIN, several_readers.show),
    "Projects": (Role.ADMIN, _projects),
    "Your keys": (Role.ANNOTATOR, own_keys.show),
}

visit = shell.enter(Role.ANNOTATOR)
if st.session_state.pop("made_demo", False):
    st.switch_page("pages/overview.py", query_params={"project": str(visit.project.id)})
st.title("Settings")
trace_view.prepare()
if st.session_state.pop("made_project", False):
    st.success(f"“{md_escape(visit.project.name)}” is made, and you are in it. Next: its traces.")
    links.button("Import traces", "traces", visit.project)

open_to_them = {name: show for name, (role, show) in TABS.items() if visit.project.role.covers(role)}
# All are drawn, so that what is typed in one is still there after a look at another.
for tab, show in zip(
    st.tabs(list(open_to_them), key="tab", bind="query-params"), open_to_them.values(), strict=True
):
    with tab:
        show(visit)
