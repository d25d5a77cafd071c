"""Where a person is in their reading: the batch and the trace on their screen, and in the URL."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Any

import streamlit as st

from lib.model import Verdict
from lib.store.batches import batch_filter, claims
from lib.store.batches.batch_filter import BatchFilter
from lib.store.reviews import queue as reviews_queue
from lib.ui.annotate import reading_states
from lib.ui.shell import address, shell
from lib.ui.shell.shell import Visit

_STATE = "reading_position"
AHEAD = 3
"""How many of the traces that come next the screen already holds."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that was not done, and why. ``clash``: another window of the same person stood in its way."""

    seq: int
    trace_id: int
    reason: str
    clash: bool
    project_id: int


@dataclass(frozen=True, slots=True)
class Told:
    """What an act asked to be told, and nothing else needs."""

    seq: int
    content: Any


@dataclass
class ReadingPosition:
    """The batch and the trace on this screen, and the answer to the last acts.

    ``session`` tells a screen that stayed open that the server behind it is a new one. It is also the window
    in whose name traces are leased: each tab has a session of its own, and each reload a new one.
    ``saved`` is whether the way here was saving a verdict. ``refused`` and ``told`` are kept until the screen
    has heard of them. ``held`` are the traces whose bodies the screen has, ``known`` whether it has what
    seldom changes too. ``filters`` say which part is read of batches of which not all is read, by batch.
    ``arrived`` is what the URL said when the page was opened, and what it was made to say then; ``been`` are
    the traces that were on the screen since, which it wrote into the URL itself. ``back`` is the batch
    and the trace that were left for a trace outside of that batch.
    """

    session: str
    batch_id: int | None = None
    trace_id: int | None = None
    done: int = 0
    message: str | None = None
    saved: bool = False
    refused: list[Refused] = field(default_factory=list)
    told: Told | None = None
    held: frozenset[int] = frozenset()
    known: bool = False
    filters: dict[int, BatchFilter] = field(default_factory=dict)
    arrived: set[tuple[object, ...]] = field(default_factory=set)
    been: set[tuple[int, int]] = field(default_factory=set)
    back: tuple[int, int] | None = None


def current() -> ReadingPosition:
    """Return where this session is."""
    found: ReadingPosition | None = st.session_state.get(_STATE)
    if found is None:
        found = st.session_state[_STATE] = ReadingPosition(token_hex(8))
    return found


def move_to(batch_id: int | None, trace_id: int | None) -> None:
    """Go there. The screen itself keeps the URL in step."""
    here = current()
    here.batch_id, here.trace_id, here.saved = batch_id, trace_id, False
    if here.back and here.back[0] == batch_id:
        here.back = None


def show_in_url() -> None:
    """Let the URL say where this is, and of which part.

    A URL that leads there already stays: each change of it is one more step for the browser's Back.
    """
    here = current()
    chosen = filter_of(here.batch_id)
    only = chosen.written if chosen else None
    there = address.number("trace") == here.trace_id and address.number("batch") in (None, here.batch_id)
    if here.trace_id and there and st.query_params.get("only") == only:
        return
    where = {"batch": here.batch_id, "trace": here.trace_id, "only": only}
    kept = {name: value for name, value in st.query_params.to_dict().items() if name not in where}
    wanted = kept | {name: str(value) for name, value in where.items() if value is not None}
    if wanted != st.query_params.to_dict():
        st.query_params.from_dict(wanted)


def queue(visit: Visit) -> reviews_queue.Queue | None:
    """Return the batch this session is in as its person reads it, or None."""
    batch_id, chosen = current().batch_id, filter_of(current().batch_id)
    found = reviews_queue.queue(visit.person, visit.project.id, batch_id) if batch_id else None
    if found is None or chosen is None:
        return found
    return replace(found, within=part_of(visit, found, chosen))


def part_of(visit: Visit, found: reviews_queue.Queue, chosen: BatchFilter) -> frozenset[int]:
    """Return the traces of a batch that a filter keeps."""
    if reading_states.is_state(chosen):
        return reading_states.among(visit, found, chosen.values)
    return batch_filter.ids(visit.person, visit.project.id, found.batch_id, chosen)


def filter_of(batch_id: int | None) -> BatchFilter | None:
    """Return the part of this batch that is read, or None where all of it is."""
    return current().filters.get(batch_id) if batch_id else None


def claim(visit: Visit, batch_id: int, after: int | None = None) -> int | None:
    """Return what is read next here of a batch, leased to this window; see ``claims.claim``."""
    here, chosen = current(), filter_of(batch_id)
    if reading_states.is_state(chosen):
        return None  # what is read here was read before, or begun: nobody else is given it
    return claims.claim(visit.person, visit.project.id, batch_id, after, within=chosen, window=here.session)


def ahead(visit: Visit, found: reviews_queue.Queue | None) -> list[int]:
    """Return the traces that come next, for the screen to hold: nobody else is given them meanwhile.

    Where what was to come next has been given to somebody else since, because nothing was heard from here
    for long, this goes to the one after it.
    """
    here = current()
    if here.trace_id is None:
        return []
    who, project_id = visit.person, visit.project.id
    if found and reading_states.is_state(filter_of(found.batch_id)):
        claims.hold(who, project_id, here.trace_id, window=here.session)
        return [one for one in [found.beside(here.trace_id, 1)] if one]
    if found is None or (found.item(here.trace_id) is None and not here.saved):
        claims.hold(who, project_id, here.trace_id, window=here.session)
        return []
    try:
        in_hand = claims.in_hand(
            who,
            project_id,
            found.batch_id,
            here.trace_id,
            AHEAD,
            within=filter_of(found.batch_id),
            window=here.session,
        )
    except Exception:
        # A lease is a courtesy to others: without one the screen still comes, and says what it has to.
        logging.getLogger(__name__).exception("Nothing could be leased")
        return []
    if in_hand and here.saved and here.trace_id not in in_hand:
        here.trace_id = in_hand[0]
    following = [one for one in in_hand if one != here.trace_id]
    item = found.item(here.trace_id)
    if not following and item and item.verdict is Verdict.DEFER:
        # Who reads what they had deferred goes on to the next such one.
        following = [one for one in [found.deferred_after(here.trace_id)] if one]
    return following


def arrive(visit: Visit) -> None:
    """Go where the URL says; without a trace there, to the first unread one of the batch it names.

    Without a batch either, of the newest batch this person has not finished. Stays where it is when the page
    only runs again: the browser then names the trace at which the page was opened, or one that was on the
    screen since. What runs it again may be an act, sent before the next trace was there.
    """
    here, batch_id = current(), address.number("batch")
    is_own = (shell.opening(), address.number("trace")) in here.been
    if here.batch_id is not None and (is_own or _asked(visit) in here.arrived):
        show_in_url()
        return
    here.arrived, here.been = {_asked(visit)}, set()
    asked = BatchFilter.parse(st.query_params.get("only", ""))
    here.back = None
    here.message, here.filters = None, {batch_id: asked} if batch_id and asked else {}
    trace_id = address.number("trace")
    if trace_id is not None:
        open_trace(visit, trace_id, among=batch_id)
    elif not open_batch(visit, batch_id):
        go_anywhere(visit)
    show_in_url()
    here.arrived.add(_asked(visit))


def _asked(visit: Visit) -> tuple[object, ...]:
    asked = (st.query_params.get(name, "") for name in ("batch", "trace", "only"))
    return (shell.opening(), visit.project.id, *asked)


def go_anywhere(visit: Visit) -> None:
    """Go to the first unread trace of the newest batch this person has not finished, if there is one."""
    every = reviews_queue.progress(visit.person, visit.project.id)
    unfinished = (batch.id for batch in every if batch.read < batch.size)
    if not open_batch(visit, next(unfinished, every[0].id if every else None)):
        move_to(None, None)


def open_trace(visit: Visit, trace_id: int, *, among: int | None = None) -> None:
    """Go to a trace, staying in the batch ``among`` where it has that trace."""
    found = reviews_queue.queue(visit.person, visit.project.id, among) if among else None
    here = found is not None and found.item(trace_id) is not None
    move_to(among if here else reviews_queue.batch_of(visit.person, visit.project.id, trace_id), trace_id)


def leave_for(visit: Visit, trace_id: int) -> None:
    """Go to a trace; where it is not in the batch that is read here, there is a way back to that."""
    here = current()
    left = here.back or (here.batch_id and here.trace_id and (here.batch_id, here.trace_id)) or None
    open_trace(visit, trace_id, among=left[0] if left else None)
    here.back = left if left and left[0] != here.batch_id else None


def go_back(visit: Visit) -> None:
    """Go back to the batch that was left. Raises ``LookupError`` where there is none."""
    left = current().back
    if left is None:
        raise LookupError("There is nothing to go back to.")
    move_to(*left)


def way_back(visit: Visit) -> dict[str, str] | None:
    """Return the way back in words, or None where nothing was left: ``Back to Smart mix, trace 11``."""
    left = current().back
    found = reviews_queue.queue(visit.person, visit.project.id, left[0]) if left else None
    item = found.item(left[1]) if found and left else None
    if found is None or item is None:
        current().back = None
        return None
    return {"words": f"Back to {found.name}, trace {item.position:,}"}


def open_batch(visit: Visit, batch_id: int | None) -> bool:
    """Go to the first unread trace of a batch, and say whether the project has that batch."""
    found = reviews_queue.queue(visit.person, visit.project.id, batch_id) if batch_id else None
    if found is None:
        return False
    first = claim(visit, found.batch_id)
    chosen = filter_of(found.batch_id)
    if chosen and reading_states.is_state(chosen):
        part = part_of(visit, found, chosen)
        first = next((item.trace_id for item in found.items if item.trace_id in part), None)
    move_to(found.batch_id, first)
    return True


def go_on(visit: Visit, trace_id: int, was: Verdict | None) -> None:
    """Go from a trace just saved, with the verdict it had before, to what is read next.

    Who corrects a verdict in a batch they have read stays where they are.
    """
    found = queue(visit)
    if found is None or found.item(trace_id) is None:
        current().message = "Saved. This trace is not in your reading, so there is no next one."
        return
    following = claim(visit, found.batch_id, after=trace_id)
    if reading_states.is_state(filter_of(found.batch_id)):
        following = found.beside(trace_id, 1)
    if following is None and was is Verdict.DEFER:
        following = found.deferred_after(trace_id)
    if following is None and was in (Verdict.PASS, Verdict.FAIL):
        current().message = "Saved."
        return
    move_to(found.batch_id, following)
    current().saved = True
