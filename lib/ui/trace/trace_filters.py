"""The widgets that say which traces: the same on every page that lists or draws them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

import streamlit as st

from lib.model import FeedbackIs, ReviewStatus, TraceFilter
from lib.store.traces import traces
from lib.ui.shell import unknown
from lib.words.text import md_escape

_E = TypeVar("_E", bound=StrEnum)
_MOST_FIELDS = 12


def choose(project_id: int, *, prefix: str) -> TraceFilter:
    """Draw the filter row and return what it says. ``prefix`` keeps the widgets of two pages apart.

    Text, feedback, status and versions also stand in the URL, so that a filtered list can be passed on.
    """
    key = f"{prefix}_{project_id}"
    search, feedback, status, more = st.columns([4, 3, 3, 2], vertical_alignment="bottom")
    _from_url(f"{key}_text", st.query_params.get("text"))
    _from_url(f"{key}_feedback", _known(FeedbackIs, "feedback"))
    _from_url(f"{key}_status", _known(ReviewStatus, "status"))
    known = traces.versions(project_id)
    unknown.say("version", known, "version")
    _from_url(f"{key}_versions", [one for one in st.query_params.get_all("version") if one in known])
    text = search.text_input(
        "Search",
        type="search",
        key=f"{key}_text",
        placeholder="Id, first message, last answer, tool",
    )
    kinds = feedback.multiselect(
        "Feedback",
        list(FeedbackIs),
        format_func=str.capitalize,
        key=f"{key}_feedback",
        placeholder="Any",
    )
    states = status.multiselect(
        "Reading",
        list(ReviewStatus),
        format_func=str.capitalize,
        key=f"{key}_status",
        placeholder="Any",
    )
    with more.popover(_more_label(key), width="stretch"):
        versions, fields, since, until = _more(project_id, key, known)
    _to_url("text", [text] if text else [])
    _to_url("feedback", [kind.value for kind in kinds])
    _to_url("status", [state.value for state in states])
    _to_url("version", versions)
    return TraceFilter(
        text=text,
        feedback=tuple(kinds),
        status=tuple(states),
        versions=tuple(versions),
        metadata={name: tuple(values) for name, values in fields.items()},
        since=_midnight(since),
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def clear(project_id: int, *, prefix: str) -> None:
    """Empty every widget of the filter row, and what the URL says of it. For callbacks."""
    key = f"{prefix}_{project_id}"
    for name in [str(name) for name in st.session_state]:
        if name == f"{key}_text":
            st.session_state[name] = ""
        elif name in (f"{key}_since", f"{key}_until"):
            st.session_state[name] = None
        elif name in (f"{key}_feedback", f"{key}_status", f"{key}_versions") or name.startswith(
            f"{key}_field_"
        ):
            st.session_state[name] = []


def _more(
    project_id: int, key: str, known: list[str]
) -> tuple[list[str], dict[str, list[str]], date | None, date | None]:
    versions = st.multiselect("Version", known, key=f"{key}_versions", placeholder="Any") if known else []
    start, end = st.columns(2)
    since = start.date_input("From", None, key=f"{key}_since")
    until = end.date_input("Until", None, key=f"{key}_until")
    chosen: dict[str, list[str]] = {}
    fields = traces.metadata_values(project_id)
    for name in list(fields)[:_MOST_FIELDS]:
        values = st.multiselect(
            md_escape(name), fields[name], key=f"{key}_field_{name}", placeholder="Any", format_func=str
        )
        if values:
            chosen[name] = values
    if not (fields or known):
        st.caption("These traces have no version and no metadata to pick from.")
    return versions, chosen, since, until


def _more_label(key: str) -> str:
    own = (f"{key}_versions", f"{key}_since", f"{key}_until")
    active = sum(
        bool(value)
        for name, value in st.session_state.items()
        if str(name) in own or str(name).startswith(f"{key}_field_")
    )
    return f"More filters · {active}" if active else "More filters"


def _from_url(key: str, value: object) -> None:
    if key not in st.session_state and value:
        st.session_state[key] = value


def _known(kind: type[_E], name: str) -> list[_E]:
    given = st.query_params.get_all(name)
    return [one for one in kind if one.value in given]


def _to_url(name: str, values: list[str]) -> None:
    if st.query_params.get_all(name) != values:
        if values:
            st.query_params[name] = values
        else:
            st.query_params.pop(name, None)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None
