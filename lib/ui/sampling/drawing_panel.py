"""What would be drawn, and drawing it."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.services import drawing
from lib.services.drawing import NotPossible, Plan
from lib.spelling import clean_name
from lib.stats import pace
from lib.store.batches import batches
from lib.store.reviews import queue as reviews_queue
from lib.ui.sampling import preview, strategy_cards
from lib.ui.shell import shell
from lib.ui.shell.shell import Visit
from lib.words import filters as filter_words
from lib.words import sampling as sampling_words
from lib.words.text import count

ASSUMED = 60.0
"""Seconds a trace takes, before this person has read some."""
_MOST_MINUTES = 600
_DRAWN, _REFUSED = "sampling_drawn", "sampling_refused"


def show(visit: Visit, plan: Plan, version: int) -> None:
    """Draw the preview of this plan, the button that draws it, and why it cannot be where it cannot."""
    title, action = st.columns([3, 2], vertical_alignment="center")
    title.markdown("##### What would be drawn")
    above = action.container()
    found = preview.previewed(visit.project.id, version, plan)
    refused = st.session_state.pop(_REFUSED, None) or (found if isinstance(found, str) else None)
    size = 0 if isinstance(found, str) else len(found.draw.trace_ids)
    words = filter_words.in_words(plan.wanted)
    if plan.wanted.drawn is False:
        words = ", ".join(filter(None, [words, "in no batch yet"]))
    total = 0 if isinstance(found, str) else found.total
    population = f"{count(total, 'trace')}{f' ({words})' if words else ''}"
    fallback = f"{strategy_cards.title(plan.strategy)}, {count(size, 'trace')}"
    above.button(
        f"Draw {count(size, 'trace')}" if size else "Draw",
        # Right after a draw the next thing to do is to read it.
        type="secondary" if just_drawn(visit) else "primary",
        width="stretch",
        disabled=not size,
        on_click=_draw,
        args=(plan, population, fallback),
    )
    spent = pace.seconds_each(reviews_queue.spent_lately(visit.person, visit.project.id))
    time, many, name = st.columns([3, 3, 5])
    time.number_input(
        "Minutes you have",
        1,
        _MOST_MINUTES,
        None,
        key=_minutes_key(visit),
        placeholder="60",
        on_change=_fit,
        args=(visit.project.id,),
    )
    many.number_input("Traces to draw", 1, strategy_cards.MOST, key=strategy_cards.size_key(visit.project.id))
    name.text_input("Name of the batch", key=_name_key(visit), placeholder=fallback)
    if size:
        st.caption(sampling_words.takes(size, spent, ASSUMED))
    if refused:
        st.info(refused)
    if not isinstance(found, str):
        preview.show(visit, plan, version, found)


def _fit(project_id: int) -> None:
    """Ask for as many traces as fit into the time there is."""
    visit = shell.require(Role.ENGINEER, project_id)
    minutes = st.session_state.get(_minutes_key(visit))
    if minutes:
        spent = pace.seconds_each(reviews_queue.spent_lately(visit.person, project_id))
        many = pace.fits(minutes, ASSUMED if spent is None else spent)
        st.session_state[strategy_cards.size_key(project_id)] = min(many, strategy_cards.MOST)


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


def just_drawn(visit: Visit) -> tuple[int, int, str] | None:
    """Return project, id and name of the batch drawn last on this screen, if it is of this project."""
    drawn: tuple[int, int, str] | None = st.session_state.get(_DRAWN)
    return drawn if drawn and drawn[0] == visit.project.id else None


def _unused(visit: Visit, name: str) -> str:
    """Return the name, with a number where a batch of the project has it already."""
    taken = {batch.name for batch in batches.summaries(visit.project.id)}
    numbered = (f"{name} ({number})" for number in range(2, len(taken) + 3))
    return next(one for one in [name, *numbered] if one not in taken)


def _minutes_key(visit: Visit) -> str:
    return f"sampling_{visit.project.id}_minutes"


def _name_key(visit: Visit) -> str:
    return f"sampling_{visit.project.id}_name"
