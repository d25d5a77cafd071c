"""Which field of a file is what: shown as detected, changed by hand where that was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.formats import mapping as formats
from lib.formats.feedback import SCALES
from lib.formats.mapping import Mapping
from lib.model import FeedbackOrigin

_NONE = "(none)"
_SPOKEN = {
    "messages": "Messages",
    "input": "Input",
    "output": "Output",
    "request": "Request",
    "response": "Response",
}
_ABOUT = {
    "id": "Id",
    "feedback": "Feedback",
    "time": "Time",
    "version": "Version",
    "latency": "Latency",
    "cost": "Cost",
    "group": "Group (session, user or task)",
}


def edit(found: Mapping, sample: Sequence[dict[str, Any]], *, token: str, is_open: bool) -> Mapping:
    """Draw a select for each part of a trace, set as in ``found``, and return what is chosen.

    ``token`` names the file, so that another one begins with its own fields.
    """
    fields = formats.fields(sample)
    names = [one.name for one in fields]
    with st.expander("Which field is what", expanded=is_open):
        picked: dict[str, str | None] = {}
        for title, group in (("What was said", _SPOKEN), ("About the trace", _ABOUT)):
            st.caption(title)
            columns = st.columns(2)
            for place, (name, label) in enumerate(group.items()):
                with columns[place % 2]:
                    picked[name] = _pick(label, name, getattr(found, name), names, token)
        edited = Mapping.from_json({**found.to_json(), **picked})
        if edited.feedback:
            edited = _feedback_scale(edited, found, sample, token)
        st.caption("Every other field becomes metadata.")
        st.dataframe(
            pd.DataFrame(
                [{"Field": one.name, "Example": one.example, "In rows": f"{one.share:.0%}"} for one in fields]
            ),
            hide_index=True,
            height=220,
        )
    return edited if edited == found else replace(edited, label="")


def _pick(label: str, name: str, current: str | None, names: list[str], token: str) -> str | None:
    options = [_NONE, *names]
    at = options.index(current) if current in names else 0
    picked = st.selectbox(label, options, index=at, key=f"map_{name}_{token}")
    return None if picked == _NONE else picked


def _feedback_scale(edited: Mapping, found: Mapping, sample: Sequence[dict[str, Any]], token: str) -> Mapping:
    field = edited.feedback or ""
    if field == found.feedback:
        origin, scale = found.feedback_origin or FeedbackOrigin.THUMB, found.feedback_scale
    else:
        origin, scale = formats.feedback_reading(field, sample)
    left, right = st.columns(2)
    key = f"{field}_{token}"
    scales = list(dict.fromkeys([*([scale] if scale else []), *SCALES]))
    return replace(
        edited,
        feedback_origin=left.selectbox(
            "Feedback is a",
            list(FeedbackOrigin),
            index=list(FeedbackOrigin).index(origin),
            key=f"origin_{key}",
        ),
        feedback_scale=right.selectbox("on a scale of", scales, key=f"scale_{key}"),
    )
