"""Which failure a tab speaks of: any, or one failure mode."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.services.findings.analysis import ANY, Failure
from lib.ui.findings.scope import Scope
from lib.ui.shell import chart_with_table, choice, shell, unknown

_PARAM = "failure"


def choose(scope: Scope) -> Failure:
    """Draw the choice of a failure and return it. It stands in the URL."""
    names = {ANY: "Any failure"} | {row.key: row.name for row in scope.analysis.modes if row.mode}
    # By its id and not bound to the URL, where Streamlit would write the name: names change.
    unknown.say(_PARAM, names, "failure mode")
    asked = st.query_params.get(_PARAM, ANY)
    chosen = choice.select(
        "Failure",
        names,
        key="failure",
        first=asked if asked in names else ANY,
        stands=True,
        on_choice=_changed,
        label_visibility="collapsed",
    )
    return scope.analysis.failure(None if chosen in (None, ANY) else int(chosen))


def _changed(chosen: str) -> None:
    shell.require(Role.VIEWER)
    st.query_params[_PARAM] = chosen
    chart_with_table.pick(None)
    chart_with_table.anew()
