"""How a project's traces are shown: the part of the Settings page for it, with a trace shown so."""

from __future__ import annotations

import streamlit as st

from lib.model import Display, Role, Trace
from lib.store.projects import projects
from lib.store.traces import traces
from lib.ui.shell import choice, shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import badges, reference, trace_view
from lib.ui.trace.badges import METADATA

_LOOKED_AT = 20
_PREVIEW = 420


def show(visit: Visit) -> None:
    """Draw the choices and, where there are traces, the newest one as it would be shown."""
    _pane(visit.project.id)


@st.fragment
def _pane(project_id: int) -> None:
    visit = shell.require(Role.ENGINEER, project_id)
    now = visit.project.display
    some = traces.newest(visit.person, visit.project.id, _LOOKED_AT)
    choices, preview = st.columns([2, 3], gap="large")
    with choices:
        wanted = Display(_renderer(now), _badges(now, visit.project.id), _reference(now, some))
        st.button(
            "Save",
            type="primary",
            disabled=wanted == now,
            key="save_display",
            on_click=_save,
            args=(wanted,),
        )
        st.caption("Saved for everyone in this project." if wanted == now else "Not saved yet.")
    with preview:
        if not some:
            st.info("Once there are traces, one is shown here as it will look.")
            return
        st.markdown("**How the newest trace looks with this**")
        with st.container(border=True, height=_PREVIEW):
            trace_view.show(some[0], wanted, key="display_preview")


def _save(wanted: Display) -> None:
    visit = shell.require(Role.ENGINEER)
    projects.set_display(visit.person, visit.project.id, wanted)


def _renderer(now: Display) -> str:
    known = trace_view.renderers()
    order = sorted(known, key=lambda name: (name != "chat", name == "plain", name))
    return choice.radio(
        "Shown as",
        {name: known[name][0] for name in order},
        first=now.renderer if now.renderer in order else order[0],
        captions=[known[name][1] for name in order],
        key="display_renderer",
    )


def _badges(now: Display, project_id: int) -> tuple[str, ...] | None:
    metadata = [f"{METADATA}{name}" for name in traces.metadata_names(project_id)]
    kept = now.badges or ()
    chosen = choice.several(
        "Above each trace",
        {
            name: badges.WORDS.get(name, name.removeprefix(METADATA))
            for name in (*badges.WORDS, *metadata, *kept)
        },
        first=kept,
        placeholder="The first six metadata fields, then the rest",
        help="Shown in the order in which you choose them. All others wait behind a count.",
        key="display_badges",
    )
    return tuple(chosen) or None


def _reference(now: Display, some: list[Trace]) -> tuple[str, ...] | None:
    names = list(dict.fromkeys(name for trace in some for name in reference.names(trace)))
    found = tuple(name for name in names if reference.is_reference(name))
    kept = found if now.reference is None else now.reference
    chosen = st.multiselect(
        "Expected answer or rubric, shown beside a trace",
        list(dict.fromkeys((*names, *kept))),
        default=kept,
        placeholder="None",
        help="Found by its name until you choose: expected, reference, ground truth, gold, rubric.",
        key="display_reference",
    )
    return None if tuple(chosen) == found else tuple(chosen)
