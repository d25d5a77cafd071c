"""Check older traces: those read before a failure mode was made or changed, the most alike first."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.model import Role
from lib.store.recoding import criteria_drift
from lib.store.recoding.drift_lists import ModeList
from lib.ui.drift import question, stray_looks, worklists
from lib.ui.overview import next_step
from lib.ui.shell import address, choice, kept_text, local_time, shell
from lib.ui.trace import trace_view
from lib.words import criteria_drift as drift_words


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
    kept_text.hear(visit)
    every = worklists.lists(visit)
    stray_looks.show(visit, worklists.forget)
    if not any(one.left or one.flips.looked for one in every.values()):
        worklists.tell()
        st.write(
            "When a failure mode is made, split or defined anew, what you read before that may look "
            "different now. Here such traces are listed, the most alike first. None is waiting."
        )
        next_step.show(visit, "drift")
        return
    one = current(every)
    left = worklists.queue(visit, one.mode.id)
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
        st.markdown(f":small[{drift_words.standing(one, local_time.zone())}]", width="stretch")
    if left:
        question.ask(visit, one, left[0])
    else:
        worklists.tell()
        st.write("Nothing is left to look at again for this failure mode.")
        question.undo_button(visit, one.mode)


shell.enter(Role.ANNOTATOR)
st.title("Check older traces")
st.caption(
    "Traces you read before a failure mode was made or changed, passes too. First comes the Label pass: "
    "it asks about failed ones."
)
trace_view.prepare()
kept_text.prepare()
worklists.forget()
pane()
