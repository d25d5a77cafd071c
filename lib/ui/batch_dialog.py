"""The dialog that says who reads a batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from lib.model import Role
from lib.store import assignments
from lib.store.assignments import Share
from lib.store.batches import BatchSummary
from lib.ui import shell
from lib.ui.batch_words import readers
from lib.ui.text import count, md_escape

_ASKED, _PROBLEM = "batch_to_assign", "batch_assign_problem"
_ALL, _NEXT, _CHOSEN = "all", "next", "chosen"
_LABELS = {
    _ALL: "Everyone reads all of it",
    _NEXT: "Whoever asks first",
    _CHOSEN: "People I choose",
}
_CAPTIONS = [
    "Each person for themselves. Agreement between readers needs this.",
    "Each trace is read once, by the next person who is free.",
    "Each trace is read once, by the person it is handed to.",
]


def ask(batch_id: int) -> None:
    """Have ``show`` open the dialog for this batch.

    no guard: the dialog asks who is here.
    """
    st.session_state[_ASKED] = batch_id


def show(found: Mapping[int, BatchSummary], shares: Mapping[int, Sequence[Share]]) -> None:
    """Draw the dialog that was asked for, until it is done or dismissed."""
    batch = found.get(st.session_state.get(_ASKED, 0))
    if batch:
        _dialog(batch, shares.get(batch.id, ()))


def _close() -> None:
    """no guard: it only closes the dialog."""
    st.session_state.pop(_ASKED, None)


def _open_to_all(batch_id: int) -> None:
    visit = shell.require(Role.ENGINEER)
    _do(lambda: assignments.open_to_all(visit.person, visit.project.id, batch_id))


def _hand_out(batch_id: int, people: Sequence[int], size: int) -> None:
    visit = shell.require(Role.ENGINEER)
    _do(lambda: assignments.assign(visit.person, visit.project.id, batch_id, people, size))


def _do(write: Callable[[], None]) -> None:
    try:
        write()
    except (ValueError, LookupError) as problem:
        st.session_state[_PROBLEM] = str(problem)
    else:
        _close()


@st.dialog("Who reads it", on_dismiss=_close)
def _dialog(batch: BatchSummary, shares: Sequence[Share]) -> None:
    visit = shell.require(Role.ENGINEER)
    if _ASKED not in st.session_state:
        st.rerun()
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(md_escape(problem))
    unread = batch.size - batch.read
    st.write(f"**{md_escape(batch.name)}** · {unread:,} of {count(batch.size, 'trace')} not read")
    if shares:
        st.text(f"{readers(shares)}.")
    now = _CHOSEN if any(share.person for share in shares) else _NEXT if shares else _ALL
    how = st.radio(
        "Who reads it",
        list(_LABELS),
        index=list(_LABELS).index(now),
        format_func=_LABELS.__getitem__,
        captions=_CAPTIONS,
        key=f"assign_how_{batch.id}",
        label_visibility="collapsed",
    )
    if how == _ALL:
        words = "Open it to everyone"
        st.button(words, type="primary", on_click=_open_to_all, args=(batch.id,), disabled=not shares)
    elif not unread:
        st.write("Every trace of this batch has been read, so there is nothing left to hand out.")
    elif how == _NEXT:
        words = f"Open {count(unread, 'trace')} to whoever asks first"
        st.button(words, type="primary", on_click=_hand_out, args=(batch.id, (), 0))
    else:
        _choose(batch, unread, visit.project.id)


def _choose(batch: BatchSummary, unread: int, project_id: int) -> None:
    able = {person.id: person.name for person in assignments.readers(project_id)}
    people = st.multiselect(
        "People",
        list(able),
        format_func=able.__getitem__,
        key=f"assign_people_{batch.id}",
        placeholder="Those who may annotate in this project",
    )
    size = st.number_input(
        "Traces to hand out", min_value=1, max_value=unread, value=unread, key=f"assign_size_{batch.id}"
    )
    if not people:
        st.caption("Others join on the Settings page, with the role annotator or more.")
        return
    least, more = divmod(size, len(people))
    each = [f"{able[one]} {least + (place < more):,}" for place, one in enumerate(people)]
    rest = f" The other {unread - size:,} stay open to whoever asks first." if size < unread else ""
    # As text: markdown would make links of e-mail addresses.
    st.text(f"{', '.join(each)}, dealt in turn in reading order.{rest}")
    words = f"Hand out {count(size, 'trace')}"
    st.button(words, type="primary", on_click=_hand_out, args=(batch.id, tuple(people), size))
    st.caption("This replaces how the unread ones were handed out before. What has been read stays.")
