"""The dialog that says who reads a batch."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import streamlit as st

from lib.model import Role
from lib.store.batches import assignments
from lib.store.batches.assignments import Handed
from lib.store.batches.batches import BatchSummary
from lib.store.batches.division import Plan
from lib.ui.shell import choice, shell
from lib.ui.shell.shell import Visit
from lib.words.batches import dealt, readers
from lib.words.text import count, md_escape, named

_ASKED, _PROBLEM = "batch_to_assign", "batch_assign_problem"


class How(StrEnum):
    """Who reads a batch, as the dialog offers it."""

    NEXT = "Anyone"
    DIVIDE = "Divided"
    OVERLAP = "Divided, with an overlap"
    EVERYONE = "Everyone reads all of it"


_CAPTIONS = {
    How.NEXT: "Each trace is read once. Whoever comes to read gets the next one.",
    How.DIVIDE: "Each trace is read once, by the person it is handed to.",
    How.OVERLAP: "The same, but some of the random picks are read by more than one, to measure agreement.",
    How.EVERYONE: "Each of the people chosen reads every trace.",
}


def ask(batch_id: int) -> None:
    """Have ``show`` open the dialog for this batch.

    no guard: the dialog asks who is here.
    """
    st.session_state[_ASKED] = batch_id


def show(found: Mapping[int, BatchSummary], handed: Mapping[int, Handed]) -> None:
    """Draw the dialog that was asked for, until it is done or dismissed."""
    batch = found.get(st.session_state.get(_ASKED, 0))
    if batch:
        _dialog(batch, handed.get(batch.id))


def _close() -> None:
    """no guard: it only closes the dialog."""
    st.session_state.pop(_ASKED, None)


def _assign(batch_id: int, plan: Plan) -> None:
    visit = shell.require(Role.ENGINEER)
    try:
        assignments.assign(visit.person, visit.project.id, batch_id, plan)
    except (ValueError, LookupError) as problem:
        st.session_state[_PROBLEM] = str(problem)
    else:
        _close()


@st.dialog("Who reads it", on_dismiss=_close)
def _dialog(batch: BatchSummary, handed: Handed | None) -> None:
    visit = shell.require(Role.ENGINEER)
    if _ASKED not in st.session_state:
        st.rerun()
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(md_escape(problem))
    unread = batch.size - batch.read
    st.write(f"**{md_escape(batch.name)}** · {unread:,} of {count(batch.size, 'trace')} not read")
    if handed:
        # As text: markdown would make links of e-mail addresses.
        st.text(f"{readers(handed)}.")
    offered = [how for how in How if how is not How.OVERLAP or batch.random]
    how = st.radio(
        "Who reads it",
        offered,
        index=offered.index(_standing(batch, handed)),
        captions=[_CAPTIONS[each] for each in offered],
        key=f"assign_how_{batch.id}",
        label_visibility="collapsed",
    )
    if how == How.NEXT:
        words = f"Open {count(unread, 'trace')} to anyone"
        st.button(words, type="primary", on_click=_assign, args=(batch.id, Plan()), disabled=not handed)
    elif how:
        _choose(visit, batch, how)


def _standing(batch: BatchSummary, handed: Handed | None) -> How:
    if handed is None:
        return How.NEXT
    if handed.overlapping == batch.size:
        return How.EVERYONE
    return How.OVERLAP if handed.overlapping and batch.random else How.DIVIDE


def _choose(visit: Visit, batch: BatchSummary, how: How) -> None:
    able = named(assignments.readers(visit.project.id))
    people = choice.several(
        "People",
        able,
        first=list(able),
        key=f"assign_people_{batch.id}",
        placeholder="Those who may annotate in this project",
    )
    if not people or (how is not How.DIVIDE and len(people) < 2):
        st.caption("Others join under Settings, People, with the role annotator or more.")
        return
    plan = Plan(tuple(people), everyone=how is How.EVERYONE)
    if how is How.OVERLAP:
        plan = _overlap(batch, plan)
    elif how is How.DIVIDE:
        size = st.number_input("Traces to hand out", 1, batch.size, batch.size, key=f"assign_size_{batch.id}")
        plan = Plan(plan.people, size=size)
    try:
        preview = assignments.preview(visit.person, visit.project.id, batch.id, plan)
    except (ValueError, LookupError) as problem:
        st.error(md_escape(str(problem)))
        return
    total = sum(many for _, many in preview.dealt)
    if not total:
        st.write("What these people could be handed is read, or being read, already.")
        return
    st.text(dealt(preview))
    st.button("Hand out", type="primary", on_click=_assign, args=(batch.id, plan))
    st.caption("This replaces how the unread ones were handed out before. What is read or open now stays.")


def _overlap(batch: BatchSummary, plan: Plan) -> Plan:
    share = st.slider(
        f"Of the {count(batch.random, 'random pick')}, read by more than one",
        min_value=5,
        max_value=100,
        value=20,
        step=5,
        format="%d %%",
        key=f"assign_overlap_{batch.id}",
    )
    many = 2
    if len(plan.people) > 2:
        many = st.number_input(
            "Readers for each of those", 2, len(plan.people), 2, key=f"assign_readers_{batch.id}"
        )
    return Plan(plan.people, overlap=share / 100, readers=many)
