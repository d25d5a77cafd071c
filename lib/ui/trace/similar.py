"""Similar traces beside a trace, once they are asked for: on whatever page a trace is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from lib.model import Role
from lib.services import similar
from lib.store.traces import traces
from lib.ui.shell import component, shell
from lib.words.text import count


def ask(key: str) -> None:
    """Find what is like the trace that the component of this key asks about, and keep it for ``found``."""
    visit = shell.require(Role.VIEWER)
    asked = component.event(key, "similar")
    trace = traces.body(visit.person, visit.project.id, asked) if isinstance(asked, int) else None
    if trace is None:
        return
    near = similar.to(visit.project.id, trace)
    st.session_state[_kept(key)] = {
        "of": trace.id,
        "says": _says(near),
        "items": [
            {
                "id": line.external_id,
                "preview": line.preview,
                # Relative, so that it holds below any base path.
                "href": f"traces?{urlencode({'project': visit.project.id, 'trace': line.id})}",
            }
            for line in near.lines
        ],
    }


def found(key: str, trace_id: int | None) -> Mapping[str, Any] | None:
    """Return what ``ask`` found for this trace, or None where nobody asked."""
    kept: Mapping[str, Any] | None = st.session_state.get(_kept(key))
    return kept if kept and kept["of"] == trace_id else None


def _says(near: similar.Similar) -> str:
    if not near.total:
        return "This project has no other trace."
    among = f"all {count(near.total, 'other trace')}"
    if near.compared < near.total:
        among = f"{near.compared:,} of {count(near.total, 'other trace')}"
    return f"{'The most alike' if near.lines else 'None is alike'}, by text, among {among}."


def _kept(key: str) -> str:
    return f"{key}_similar"
