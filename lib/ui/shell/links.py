"""Going to another page, in the same project."""

from __future__ import annotations

import streamlit as st

from lib.model import Project


def button(label: str, page: str, project: Project, *, primary: bool = True, **params: object) -> None:
    """Show a button that opens ``pages/{page}.py`` on the project, with ``params`` in its URL."""
    if st.button(label, type="primary" if primary else "secondary", key=f"go_{page}_{label}"):
        st.switch_page(f"pages/{page}.py", query_params=_query(project, params))


def link(label: str, page: str, project: Project, **params: object) -> None:
    """Show a quiet link that opens ``pages/{page}.py`` on the project, with ``params`` in its URL."""
    st.page_link(
        f"pages/{page}.py",
        label=label,
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params=_query(project, params),
    )


def quiet(label: str, page: str, project: Project) -> None:
    """Show a link as ``link`` does, flush with the text above it: ``st.page_link`` is set in from it."""
    icon = ":material/arrow_forward:"
    if st.button(label, type="tertiary", icon=icon, icon_position="right", key=f"go_{page}_{label}"):
        st.switch_page(f"pages/{page}.py", query_params=_query(project, {}))


def _query(project: Project, params: dict[str, object]) -> dict[str, str]:
    return {"project": str(project.id)} | {name: str(value) for name, value in params.items()}
