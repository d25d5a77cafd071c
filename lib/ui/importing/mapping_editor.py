"""Which field of a file is what: shown as detected, changed by hand where that was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.model import FeedbackOrigin
from lib.services import importing
from lib.services.importing import SCALES, Mapping
from lib.words.text import count

_NONE = "(none)"
_WHOLE = {"messages": "Messages"}
_IN_AND_OUT = {"input": "Input", "output": "Output"}
_ESSENTIAL = {"id": "Id", "time": "Time", "feedback": "Feedback"}
_REST = {
    "request": "Request",
    "response": "Response",
    "version": "Version",
    "latency": "Latency",
    "cost": "Cost",
    "group": "Group (session, user or task)",
}
_MOST_ROWS = 12


def edit(found: Mapping, sample: Sequence[dict[str, Any]], *, token: str) -> Mapping:
    """Draw what was detected, folded, with everything needed to change it; return what is chosen."""
    with st.expander("Which field is what"):
        columns_seen(sample)
        return choose(found, sample, token=token)


def columns_seen(sample: Sequence[dict[str, Any]]) -> None:
    """Draw the fields of a file, each with an example."""
    rows = [
        {"Field": one.name, "Example": one.example, "In rows": f"{one.share:.0%}"}
        for one in importing.fields(sample)
    ]
    st.markdown(f"**{count(len(rows), 'field')} in the file**")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height="content" if len(rows) <= _MOST_ROWS else 430,
        column_config={
            "Field": st.column_config.Column(width="medium"),
            "Example": st.column_config.Column(width="large"),
            "In rows": st.column_config.Column(width="small"),
        },
    )


def choose(found: Mapping, sample: Sequence[dict[str, Any]], *, token: str) -> Mapping:
    """Draw a select for each part of a trace, set as in ``found``, and return what is chosen.

    ``token`` names the file, so that another one begins with its own fields.
    """
    names = [one.name for one in importing.fields(sample)]
    st.markdown("**What was said**")
    st.caption(
        "Either one field with the whole conversation, or one for what went in and one for what came out."
    )
    picked = _row(_WHOLE, found, names, token)
    picked |= _row(_IN_AND_OUT, found, names, token)
    st.markdown("**About the trace**")
    picked |= _row(_ESSENTIAL, found, names, token)
    edited = _with(found, picked)
    if edited.feedback:
        edited = _feedback_scale(edited, found, sample, token)
    with st.expander("Other fields", expanded=any(getattr(found, name) for name in ("request", "response"))):
        edited = _with(edited, _row(_REST, found, names, token))
    st.caption("Every field not chosen becomes metadata.")
    return edited if edited == found else replace(edited, label="")


def _with(mapping: Mapping, picked: dict[str, str | None]) -> Mapping:
    return Mapping.from_json({**mapping.to_json(), **picked})


def _row(group: dict[str, str], found: Mapping, names: list[str], token: str) -> dict[str, str | None]:
    picked: dict[str, str | None] = {}
    columns = st.columns(2)
    for place, name in enumerate(group):
        with columns[place % 2]:
            picked[name] = _pick(name, group, found, names, token)
    return picked


def _pick(name: str, group: dict[str, str], found: Mapping, names: list[str], token: str) -> str | None:
    current = getattr(found, name)
    options = [_NONE, *names]
    at = options.index(current) if current in names else 0
    picked = st.selectbox(group[name], options, index=at, key=f"map_{name}_{token}")
    return None if picked == _NONE else picked


def _feedback_scale(edited: Mapping, found: Mapping, sample: Sequence[dict[str, Any]], token: str) -> Mapping:
    field = edited.feedback or ""
    if field == found.feedback:
        origin, scale = found.feedback_origin or FeedbackOrigin.THUMB, found.feedback_scale
    else:
        origin, scale = importing.feedback_reading(field, sample)
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
