"""Asking for groups: on this machine, from a model, or by copy and paste."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import streamlit as st

from lib.model import Role
from lib.services import grouping, jobs
from lib.services.grouping import MOST_GROUPS, PASSES, Endpoint, Failed, Note
from lib.store import jobs as stored_jobs
from lib.store.counts import counts
from lib.store.jobs import Job, Status
from lib.store.taxonomy import proposals
from lib.store.taxonomy.proposals import Proposal
from lib.store.taxonomy.taxonomy import Board, Changed
from lib.ui.shell import shell
from lib.ui.shell.shell import Visit
from lib.words.text import count, md_escape

HERE, MODEL, PASTE = "On this machine", "Ask a model", "Copy and paste"
READ_FIRST = 30
_PROBLEM, _ANSWER, _COUNT = "suggest_problem", "suggest_answer", "suggest_count"


def show(visit: Visit, board: Board, found: Proposal | None) -> None:
    """Draw the choice of a way, and the way chosen; a job that asks a model is shown until it is over.

    Over a suggestion it is folded, unless something went wrong.
    """
    newest = stored_jobs.newest(visit.project.id, jobs.GROUPING)
    if newest is not None and not newest.status.is_over:
        _running(newest.id)
        return
    problem = st.session_state.pop(_PROBLEM, None)
    # In a place of its own, or what is below would be drawn anew and fold up.
    with st.container():
        if problem:
            st.error(md_escape(f"{problem} Nothing was changed."))
        elif newest is not None and (found is None or newest.created_at > found.created_at):
            _how_it_ended(newest)
    if found is None:
        _ways(visit, board, found)
    else:
        with st.expander("Suggest groups again, or another way"):
            _ways(visit, board, found)


def _ways(visit: Visit, board: Board, found: Proposal | None) -> None:
    notes = grouping.given(board)
    way = st.segmented_control(
        "Suggest groups", [HERE, MODEL, PASTE], default=HERE, required=True, key="suggest_way"
    )
    if way == HERE:
        _here(found)
    elif way == MODEL:
        _model(visit, board, notes)
    else:
        _paste(visit, board, notes)


def _how_it_ended(job: Job) -> None:
    if job.status is Status.FAILED:
        st.error(md_escape(f"{job.message} Nothing was changed."))
    elif job.status is not Status.DONE:
        st.info(f"Asking the model was {md_escape(job.status.value)}. Nothing was changed.")


def _here(found: Proposal | None) -> None:
    st.caption(
        "Puts notes together that say the same, in the same or other words. It finds the same complaint, not "
        "the same cause: expect to merge some groups and to split others. Nothing leaves this machine."
    )
    st.button("Suggest groups", type="secondary" if found else "primary", on_click=_offline)


def show_count(found: Proposal, loose: int) -> None:
    """Draw the slider that cuts the same notes into another number of groups, where that can be done."""
    made, most = found.sent.get("made", 0), min(loose - 1, MOST_GROUPS)
    if found.provider == proposals.OFFLINE and made >= 2 and most > 2:
        st.slider(
            "Number of groups",
            2,
            max(most, made),
            made,
            key=f"{_COUNT}_{found.id}",
            on_change=_recut,
            args=(found.id,),
            help="At first where groups stand apart best. Moving it groups every note not grouped yet.",
        )


def _model(visit: Visit, board: Board, notes: Sequence[Note]) -> None:
    try:
        there = grouping.endpoint()
    except Failed as problem:
        st.error(md_escape(f"{problem} See llm in .streamlit/secrets.toml."))
        return
    if there is None:
        st.write(
            "No model is configured. Whoever runs this installation can name one, behind any service that "
            "speaks the OpenAI protocol: `llm`, `llm_model` and `llm_key` in `.streamlit/secrets.toml`. "
            "Without one, use copy and paste."
        )
        return
    _read_first(visit)
    known = grouping.known(board.modes)
    cost = grouping.cost_in_words(board, there)
    st.caption(
        f"{count(len(notes), 'note')} with their quotes, and the names and definitions of "
        f"{count(len(known), 'failure mode')}, will be sent to {md_escape(_host(there))}, model "
        f"{md_escape(there.model)}, in {PASSES} passes over differently shuffled notes. "
        f"About {cost}; more where an answer has to be asked for again."
    )
    with st.expander("What will be sent"):
        st.code(grouping.question(board), language=None, wrap_lines=True, height=320)
    st.button(
        f"Send {count(len(notes), 'note')}",
        type="primary",
        on_click=_ask,
        args=([note.id for note in notes],),
    )


def _paste(visit: Visit, board: Board, notes: Sequence[Note]) -> None:
    _read_first(visit)
    st.caption(
        f"Copy this text, with {count(len(notes), 'note')} in it, into a chat with a model you may use for "
        "such data, and paste its answer below."
    )
    st.code(grouping.question(board), language=None, wrap_lines=True, height=200)
    st.text_area("Answer", key=_ANSWER, height=120, placeholder='{"groups": …')
    st.button(
        "Check and use the answer", type="primary", on_click=_pasted, args=([note.id for note in notes],)
    )


def _read_first(visit: Visit) -> None:
    read = counts.funnel(visit.project.id).read.total
    if read < READ_FIRST:
        st.warning(
            f"{read} of the {READ_FIRST} traces that should be read first. A model groups by what notes have "
            "in common on the surface; to judge its groups, an expert has to know the failures first."
        )


def _host(there: Endpoint) -> str:
    # What stands before an @ may be a password.
    return urlsplit(there.url).netloc.rpartition("@")[2]


@st.fragment(run_every="1s")
def _running(job_id: int) -> None:
    visit = shell.require(Role.ANNOTATOR)
    jobs.sweep(visit.project.id)
    job = stored_jobs.get(visit.project.id, job_id)
    if job is None or job.status.is_over:
        st.rerun()
    st.progress(min(job.progress, 1.0), text=job.message or "Starting to ask the model")
    st.caption("It goes on if you leave this page, and the board can be used meanwhile.")
    stopping = job.cancel_requested
    st.button("Stopping …" if stopping else "Stop", disabled=stopping, on_click=_stop, args=(job_id,))


def _stop(job_id: int) -> None:
    visit = shell.require(Role.ANNOTATOR)
    stored_jobs.request_stop(visit.person, visit.project.id, job_id, Role.ANNOTATOR)


def _offline() -> None:
    visit = shell.require(Role.ANNOTATOR)
    _try(lambda: grouping.offline(visit.person, visit.project.id))


def _recut(proposal_id: int) -> None:
    visit = shell.require(Role.ANNOTATOR)
    wanted = st.session_state.get(f"{_COUNT}_{proposal_id}")
    if wanted is None:
        return  # another page is open by now
    _try(lambda: grouping.offline(visit.person, visit.project.id, wanted))


def _ask(note_ids: Sequence[int]) -> None:
    visit = shell.require(Role.ANNOTATOR)
    _try(lambda: jobs.ask_model(visit.person, visit.project.id, note_ids))


def _pasted(note_ids: Sequence[int]) -> None:
    visit = shell.require(Role.ANNOTATOR)
    answer = st.session_state.get(_ANSWER)
    if answer is not None and _try(lambda: grouping.pasted(visit.person, visit.project.id, note_ids, answer)):
        st.session_state[_ANSWER] = ""


def _try(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except (Failed, Changed, LookupError) as problem:
        st.session_state[_PROBLEM] = str(problem).removesuffix(" Nothing was changed.")
        return False
    return True
