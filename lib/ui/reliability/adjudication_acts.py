"""What is done on Adjudicate: deciding what counts of a trace, taking that back, and going on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.model import Note, Role, Verdict
from lib.store.reviews import adjudication
from lib.store.reviews.adjudication import Case
from lib.ui.reliability import adjudication_form
from lib.ui.shell import kept_text, shell
from lib.ui.trace import disagreements

PROBLEM = "adjudicate_problem"


def take(case: Case, side: int) -> None:
    """Decide as one of the readers said."""
    shell.require(Role.ANNOTATOR)
    decide(case, case.sides[side].verdict, case.sides[side].notes)


def put_together(case: Case) -> None:
    """Decide by what is chosen, ticked and written on the screen."""
    shell.require(Role.ANNOTATOR)
    given = adjudication_form.given(case)
    if given:
        decide(case, *given)


def decide(case: Case, verdict: Verdict, given: Sequence[Note]) -> None:
    """Store a decision and go on to the next trace nobody has decided on."""
    visit = shell.require(Role.ANNOTATOR)
    try:
        adjudication.decide(
            visit.person, visit.project.id, case.trace_id, verdict, given, based_on=case.revision
        )
    except (adjudication.Changed, LookupError) as problem:
        st.session_state[PROBLEM] = str(problem)
        return
    kept_text.stored(adjudication_form.own(case))
    found = disagreements.of(visit)
    order = list(found.traces)
    place = order.index(case.trace_id) if case.trace_id in order else 0
    turned = order[place:] + order[:place]
    show_next(next((one for one in turned if one not in found.decided), None))


def undo() -> None:
    """Take back the last decision of this person, and show its trace."""
    visit = shell.require(Role.ANNOTATOR)
    last = adjudication.last(visit.person, visit.project.id)
    if last is None:
        return
    try:
        adjudication.undo(visit.person, visit.project.id, last.trace_id, revision=last.revision)
    except adjudication.Changed as problem:
        st.session_state[PROBLEM] = str(problem)
    show_next(last.trace_id)


def show_next(trace_id: int | None) -> None:
    """Show this trace, and let the URL say so; None for the end."""
    shell.require(Role.ANNOTATOR)
    if trace_id is None:
        st.query_params.pop("trace", None)
    else:
        st.query_params["trace"] = str(trace_id)
