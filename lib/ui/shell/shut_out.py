"""Who may not be here any more is told so in plain words, and offered what their tab holds of their own."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from lib.model import Person, Project, Role

_words = st.components.v2.component(
    "faultline_unsent",
    html='<div class="fl-unsent"></div>',
    css="""
.fl-unsent textarea {
    font: inherit; width: 100%; box-sizing: border-box; padding: 0.6rem; color: inherit; background: none;
    border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); unicode-bidi: plaintext;
}
.fl-unsent button {
    font: inherit; color: inherit; background: none; cursor: pointer;
    padding: 0.35rem 0.9rem; margin-top: 0.5rem;
    border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
}
""",
    js=Path(__file__).with_name("shut_out.js").read_text("utf-8"),
    isolate_styles=False,
)


def show(person: Person, project: Project | None, project_id: int, role: Role) -> None:
    """Say that this needs ``role``, which the person has not any more; ``project`` is None if taken out."""
    st.title("Not open to you any more")
    if project is None:
        st.write("You are not in this project any more. What you did last here was not stored.")
    else:
        st.write(
            f"Your role in this project is **{project.role}** now; this needs the role **{role}**. "
            "What you did last here was not stored."
        )
    st.write("What was stored before stays. An admin of the project can change this under Settings, People.")
    words(person, project_id)


def words(person: Person, project_id: int) -> None:
    """Offer what this tab holds of the person's own and the server has not taken, if there is any."""
    _words(key=f"unsent_{project_id}", data={"person": person.id, "project": project_id})
