"""Settings of a project that several people read: whose review counts, and who may see others' work when."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.store.batches import assignments
from lib.store.projects import people
from lib.store.rules import visibility
from lib.ui.shell import choice, shell
from lib.ui.shell.shell import Visit
from lib.words.text import count, md_escape, named

_PROBLEM = "lead_problem"


def show(visit: Visit) -> None:
    """Draw both settings as they are, and what another lead annotator would change."""
    rules = people.rules(visit.person, visit.project.id)
    st.write("What holds where several people read the same trace.")
    _lead(visit, rules.lead_id)
    st.toggle(
        "Show others' verdicts and notes before one has read the trace oneself",
        value=not rules.is_blind,
        key=f"shows_others_{visit.project.id}",
        on_change=_set_blind,
    )
    st.caption(
        "Off, each person reads what was handed to them without knowing what others said, so that agreement "
        "means something. On while the rubric is still forming and you read together."
    )


def _lead(visit: Visit, lead_id: int | None) -> None:
    names = named(assignments.readers(visit.project.id))
    gone = lead_id is not None and lead_id not in names
    words: dict[int | None, str] = {lead_id: "Someone who no longer annotates"} if gone else {}
    words |= {one: name for one, name in names.items()} | {None: "Nobody"}
    chosen = choice.select(
        "Lead annotator: whose review counts where it was not decided otherwise",
        words,
        first=lead_id,
        stands=True,
        help="A decision on the Adjudicate page comes first. Without one and without the lead's, the "
        "earliest review counts.",
        key=f"lead_{visit.project.id}",
    )
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(f"{md_escape(problem)} Nothing was changed.")
    if chosen == lead_id:
        return
    reviews, verdicts = people.lead_changes(visit.person, visit.project.id, chosen)
    seen = " that you may see" if visibility.hidden_ids(visit.person, visit.project.id) else ""
    would = (
        f"{count(reviews, 'trace')}{seen} would be counted by another review than now, "
        f"{verdicts:,} of them with another verdict."
        if reviews
        else f"No trace{seen} would be counted by another review than now."
    )
    st.write(f"{would} No review is changed, and this can be set back.")
    label = f"Make {md_escape(names[chosen])} the lead" if chosen else "Have no lead"
    st.button(label, type="primary", on_click=_set_lead, args=(chosen,))


def _set_lead(lead_id: int | None) -> None:
    visit = shell.require(Role.ADMIN)
    try:
        people.set_lead(visit.person, visit.project.id, lead_id)
    except ValueError as problem:
        st.session_state[_PROBLEM] = str(problem)


def _set_blind() -> None:
    visit = shell.require(Role.ADMIN)
    shown = st.session_state.get(f"shows_others_{visit.project.id}")
    if shown is not None:
        people.set_blind(visit.person, visit.project.id, not shown)
