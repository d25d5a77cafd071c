"""Who mends the picked failure mode, where that is followed, and whether it is mended."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.failure_modes import FailureMode
from lib.model import Role
from lib.ui.findings import checked_fixes
from lib.ui.findings.scope import Scope
from lib.ui.shell import links
from lib.words import fixes as fix_words
from lib.words.text import md_escape

Edit = Callable[[str, int], None]
"""Asks for a dialog about a failure mode, as ``lib/ui/axial/mode_dialogs.py`` does."""


def show(scope: Scope, mode: FailureMode, edit: Edit) -> None:
    """Draw the line of the failure mode, a way to change it, and whether its fix holds."""
    role = scope.visit.project.role
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":small[{fix_words.line(mode)}]", width="content")
        # An earlier taxonomy is shown as it was: what is edited is today's.
        if role.covers(Role.ANNOTATOR) and scope.analysis.taxonomy is None:
            st.button(
                "Edit", type="tertiary", key="edit_mode", on_click=edit, args=("edit", mode.id), help=_HELP
            )
    fix = checked_fixes.of(scope).get(mode.id)
    if fix is None:
        return
    st.markdown(fix_words.checked(fix))
    if not fix.came_back and not fix.fell and fix.traces and role.covers(Role.ENGINEER):
        st.markdown(f":small[{fix_words.how_to_check(fix)}]")
        label = f"Draw traces of version {md_escape(fix.version)}"
        links.button(label, "sampling", scope.visit.project, primary=False, version=fix.version)


_HELP = "Its severity, owner, state and link"
