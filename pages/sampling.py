"""Sampling: choose what to read next, and see it before it is drawn."""

from dataclasses import replace

import streamlit as st

from lib.model import Role, TraceFilter
from lib.services import drawing, jobs
from lib.services.drawing import NotPossible, Plan
from lib.spelling import clean_name
from lib.store import jobs as stored_jobs
from lib.store.batches import batches
from lib.store.jobs import Status
from lib.store.rules import events
from lib.store.traces import traces
from lib.ui.sampling import batch_list, strategy_cards, yields
from lib.ui.sampling import preview as sampling_preview
from lib.ui.shell import links, shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_filters, trace_view
from lib.words import filters as filter_words
from lib.words.text import count, md_escape

_DRAWN, _REFUSED = "sampling_drawn", "sampling_refused"


def _draw(plan: Plan, population: str, fallback: str) -> None:
    visit = shell.require(Role.ENGINEER)
    name = clean_name(st.session_state.get(_name_key(visit), "")) or _unused(visit, fallback)
    try:
        made = drawing.draw(visit.person, visit.project.id, plan, name, population=population)
    except NotPossible as reason:
        # Somebody has read or drawn meanwhile.
        st.session_state[_REFUSED] = str(reason)
        return
    st.session_state[_DRAWN] = (visit.project.id, made, name)
    st.session_state[_name_key(visit)] = ""
    strategy_cards.new_seed(visit.project.id)


def _unused(visit: Visit, name: str) -> str:
    """Return the name, with a number where a batch of the project has it already."""
    taken = {batch.name for batch in batches.summaries(visit.project.id)}
    numbered = (f"{name} ({number})" for number in range(2, len(taken) + 3))
    return next(one for one in [name, *numbered] if one not in taken)


def _again() -> None:
    visit = shell.require(Role.ENGINEER)
    jobs.ensure_vectors(visit.person, visit.project.id, again=True)


def _just_drawn(visit: Visit) -> tuple[int, int, str] | None:
    """Return project, id and name of the batch drawn last on this screen, if it is of this project."""
    drawn: tuple[int, int, str] | None = st.session_state.get(_DRAWN)
    return drawn if drawn and drawn[0] == visit.project.id else None


def _name_key(visit: Visit) -> str:
    return f"sampling_{visit.project.id}_name"


def _wanted(visit: Visit) -> TraceFilter:
    found = trace_filters.choose(visit.project.id, prefix="sampling")
    undrawn = st.checkbox(
        "Only traces that are in no batch yet",
        key=f"sampling_{visit.project.id}_undrawn",
        help="Targeted picks never come from another batch. Random ones may: leaving those traces out would "
        "leave them out of every percentage.",
    )
    return replace(found, drawn=False) if undrawn else found


@st.fragment(run_every="2s")
def _progress(job_id: int) -> None:
    visit = shell.require(Role.ENGINEER)
    jobs.sweep(visit.project.id)
    job = stored_jobs.get(visit.project.id, job_id)
    if job is None or job.status.is_over:
        st.rerun()
    st.progress(min(job.progress, 1.0), text=f"Preparing texts to be compared. {job.message or 'Starting'}")
    st.caption("Clusters, the map and text outliers need it. You can draw by the other strategies meanwhile.")


def _vectors(visit: Visit, version: int) -> None:
    """Start the comparison of texts where it is due, and show how far it is."""
    checked = (visit.project.id, version)
    if st.session_state.get("vectors_checked") != checked:
        st.session_state["vectors_checked"] = checked
        jobs.ensure_vectors(visit.person, visit.project.id)
    newest = stored_jobs.newest(visit.project.id, jobs.VECTORS)
    if newest is None or newest.status is Status.DONE:
        return
    if not newest.status.is_over:
        _progress(newest.id)
        return
    reason = md_escape(newest.message) if newest.message else "The work stopped before its end."
    st.warning(f"The texts of these traces could not be compared. {reason} What was made until then is kept.")
    st.button("Try again", on_click=_again)


def _preview(visit: Visit, plan: Plan, version: int) -> None:
    title, action = st.columns([3, 2], vertical_alignment="center")
    title.markdown("##### What would be drawn")
    place = action.container()
    found = sampling_preview.previewed(visit.project.id, version, plan)
    refused = st.session_state.pop(_REFUSED, None) or (found if isinstance(found, str) else None)
    size = 0 if isinstance(found, str) else len(found.draw.trace_ids)
    words = filter_words.in_words(plan.wanted)
    if plan.wanted.drawn is False:
        words = ", ".join(filter(None, [words, "in no batch yet"]))
    total = 0 if isinstance(found, str) else found.total
    population = f"{count(total, 'trace')}{f' ({words})' if words else ''}"
    fallback = f"{strategy_cards.CARDS[plan.strategy].title}, {count(size, 'trace')}"
    place.button(
        f"Draw {count(size, 'trace')}" if size else "Draw",
        # Right after a draw the next thing to do is to read it.
        type="secondary" if _just_drawn(visit) else "primary",
        width="stretch",
        disabled=not size,
        on_click=_draw,
        args=(plan, population, fallback),
    )
    many, name = st.columns([1, 2])
    many.number_input("Traces to draw", 1, strategy_cards.MOST, key=strategy_cards.size_key(visit.project.id))
    name.text_input("Name of the batch", key=_name_key(visit), placeholder=fallback)
    if refused:
        st.info(refused)
    if not isinstance(found, str):
        sampling_preview.show(visit, plan, version, found)


visit = shell.enter(Role.ENGINEER)
st.title("Sampling")
trace_view.prepare()
if not traces.total(visit.project.id):
    st.write("Here you choose which traces are read next. There are none in this project yet.")
    links.button("Import traces", "traces", visit.project)
    st.stop()
if drawn := _just_drawn(visit):
    said, onward = st.columns([5, 2], vertical_alignment="center")
    said.success(f"“{md_escape(drawn[2])}” is drawn and kept, with how it was drawn.")
    with onward:
        links.button("Start reading", "annotate", visit.project, batch=drawn[1])
wanted = _wanted(visit)
left, right = st.columns([5, 7], gap="large")
below = st.container()
with left:
    plan = strategy_cards.choose(visit.project.id, wanted)
with below:
    batch_list.show(visit)
    yields.show(visit)
version = events.version(visit.project.id)
# Last, because it may take a moment: everything else is there and works meanwhile.
with right:
    _vectors(visit, version)
    with st.container(border=True):
        _preview(visit, plan, version)
