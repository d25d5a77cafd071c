"""Look again: traces read before a failure mode was made or changed, the most alike first. Criteria drift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from lib.model import FailureMode, Role, Verdict
from lib.store.recoding import criteria_drift, drift_lists
from lib.store.recoding.criteria_drift import Candidate
from lib.store.recoding.drift_lists import ModeList
from lib.store.rules import events
from lib.store.taxonomy import labels
from lib.store.traces import traces
from lib.ui.drift import stray_looks
from lib.ui.overview import next_step
from lib.ui.shell import address, choice, shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_view
from lib.words import criteria_drift as drift_words
from lib.words.text import md_escape, shorten, when

LISTS, QUEUE, PROBLEM, NOTE = "drift_lists", "drift_queue", "drift_problem", "drift_note"
HEIGHT = 610


def lists(visit: Visit) -> dict[int, ModeList]:
    """Return what there is to look at for each failure mode, as it was when the page was opened."""
    if st.session_state.get(LISTS, (None,))[0] != visit.project.id:
        version = events.version(visit.project.id)
        found = next_step.worklists(visit.person, visit.project.id, version)
        st.session_state[LISTS] = visit.project.id, {one.mode.id: one for one in found}
    made: dict[int, ModeList] = st.session_state.get(LISTS, (None, {}))[1]
    return made


def forget() -> None:
    """Have the lists read again."""
    st.session_state.pop(LISTS, None)
    st.session_state.pop(QUEUE, None)


def queue(visit: Visit, mode_id: int) -> list[Candidate]:
    """Return what is left to look at for this mode, in the order made when the list was opened."""
    key = (visit.project.id, mode_id)
    if st.session_state.get(QUEUE, (None,))[0] != key:
        st.session_state[QUEUE] = key, drift_lists.candidates(visit.person, visit.project.id, mode_id)
    found: list[Candidate] = st.session_state.get(QUEUE, (None, []))[1]
    return found


def attempt(write: Callable[[], object]) -> None:
    """Do it; where that is refused, say why and read the list again."""
    try:
        write()
    except (ValueError, LookupError, criteria_drift.Changed, labels.Changed) as problem:
        st.session_state[PROBLEM] = str(problem)
        forget()


def answer(seen: Candidate, mode_id: int, verdict: Verdict, has: bool, other: bool = False) -> None:
    """The trace was looked at again."""
    visit = shell.require(Role.ANNOTATOR)
    note = st.session_state.get(f"{NOTE}_{mode_id}_{seen.trace_id}", "")
    if other and not note.strip():
        st.session_state[PROBLEM] = "Say in a few words what went wrong, then choose again."
        return

    def write() -> None:
        criteria_drift.look(visit.person, visit.project.id, seen, mode_id, verdict, has=has, note=note)
        queue(visit, mode_id).remove(seen)

    attempt(write)


def skip(seen: Candidate, mode_id: int) -> None:
    """Put the trace at the end of the list."""
    visit = shell.require(Role.ANNOTATOR)
    found = queue(visit, mode_id)
    found.remove(seen)
    found.append(seen)


def undo(event_id: int) -> None:
    """The last look of this list is taken back."""
    visit = shell.require(Role.ANNOTATOR)
    attempt(lambda: criteria_drift.undo(visit.person, visit.project.id, event_id))
    forget()


def pick(mode_id: int) -> None:
    """Another failure mode was chosen."""
    shell.require(Role.ANNOTATOR)
    st.query_params["mode"] = str(mode_id)


def current(every: dict[int, ModeList]) -> ModeList:
    """Return the list the URL names; the first one where it names none, and then let the URL say so."""
    asked = address.number("mode")
    one = every.get(asked or 0) or next(iter(every.values()))
    if asked != one.mode.id:
        if asked:
            st.info("The failure mode in the address is no longer there. This is another one.")
        # Without it, the order of the lists would decide, and that changes while one reads.
        st.query_params["mode"] = str(one.mode.id)
    return one


@st.fragment
def pane() -> None:
    """The list of one failure mode: what became of it so far, and the next trace of it."""
    visit = shell.require(Role.ANNOTATOR)
    every = lists(visit)
    stray_looks.show(visit, forget)
    if not any(one.left or one.flips.looked for one in every.values()):
        tell()
        st.write(
            "When a failure mode is made, split or defined anew, what you read before that may look "
            "different now. Here such traces are listed, the most alike first. None is waiting."
        )
        next_step.show(visit, "drift")
        return
    one = current(every)
    left = queue(visit, one.mode.id)
    flips = criteria_drift.own_flips(visit.person, visit.project.id, one.mode.id, one.since)
    one = every[one.mode.id] = replace(one, left=len(left), flips=flips)
    with st.container(horizontal=True, vertical_alignment="center"):
        choice.select(
            "Failure mode",
            {mode_id: drift_words.option(each) for mode_id, each in every.items()},
            key="drift_mode",
            first=one.mode.id,
            stands=True,
            on_choice=pick,
            label_visibility="collapsed",
            width=360,
        )
        st.markdown(f":small[{drift_words.standing(one)}]", width="stretch")
    if left:
        ask(visit, one, left[0])
    else:
        tell()
        st.write("Nothing is left to look at again for this failure mode.")
        undo_button(visit, one.mode)


def ask(visit: Visit, one: ModeList, seen: Candidate) -> None:
    """Show the trace, what was said of it, and the question."""
    trace = traces.body(visit.person, visit.project.id, seen.trace_id)
    told, asked = st.columns([65, 35], gap="medium")
    if trace:
        with told.container(height=HEIGHT, border=False):
            trace_view.show(trace, visit.project.display, key="drift_trace")
    with asked:
        read = "a pass" if seen.verdict is Verdict.PASS else "a fail"
        st.markdown(f"You read this as **{read}** on {when(seen.read_at)}.")
        for text in seen.notes:
            st.text(text)
        st.markdown(f"**{md_escape(one.mode.name)}**  \n:small[{md_escape(one.mode.definition)}]")
        if seen.verdict is Verdict.PASS:
            st.text_area(
                "What went wrong, if it fails now", key=f"{NOTE}_{one.mode.id}_{seen.trace_id}", height=90
            )
        for key, (label, verdict, has, other) in enumerate(drift_words.ANSWERS[seen.verdict], start=1):
            st.button(
                label,
                shortcut=str(key),  # key 1 … 3: the answers from the top
                key=f"drift_answer_{key}",
                width="stretch",
                on_click=answer,
                args=(seen, one.mode.id, verdict, has, other),
            )
        with st.container(horizontal=True):
            st.button("Later", shortcut="l", on_click=skip, args=(seen, one.mode.id))
            undo_button(visit, one.mode)
        tell()
        st.markdown(f":small[{drift_words.left(one)}]")


def tell() -> None:
    """Say what went wrong, where something did."""
    problem = st.session_state.pop(PROBLEM, None)
    if problem:
        st.warning(md_escape(problem))


def undo_button(visit: Visit, mode: FailureMode) -> None:
    """Offer to take back the last look for this failure mode."""
    last = criteria_drift.last(visit.person, visit.project.id, mode.id)
    if last:
        what = f"{shorten(last.external_id, 24)} for {shorten(mode.name, 30)}"
        st.button(f"Undo: {md_escape(what)}", shortcut="u", key="undo", on_click=undo, args=(last.event_id,))


shell.enter(Role.ANNOTATOR)
st.title("Look again")
st.caption(
    "Traces you read before a failure mode was made or changed, passes too. First comes the Label pass: "
    "it asks about failed ones."
)
trace_view.prepare()
forget()
pane()
