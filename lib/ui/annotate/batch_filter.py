"""Reading only part of a batch: choosing it, going through it, and what is shown where it is read."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.model import Role
from lib.store.batches import batch_filter
from lib.store.batches.batch_filter import BatchFilter
from lib.store.reviews.queue import Queue
from lib.store.traces import metadata_fields
from lib.text.natural import natural
from lib.ui.annotate import reading_position, reading_states
from lib.ui.shell import shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import unfinished
from lib.words.text import count, md_escape


def choices(visit: Visit) -> list[dict[str, Any]]:
    """Return the metadata fields of the traces this person reads here, with their values and counts.

    ``values`` is None for a field with too many to choose from.
    """
    queue = reading_position.queue(visit)
    if queue is None:
        return []
    found = batch_filter.metadata_of(visit.person, visit.project.id, queue.batch_id)
    every = metadata_fields.fields_of(found[item.trace_id] for item in queue.items)
    unread = metadata_fields.fields_of(found[item.trace_id] for item in queue.items if item.verdict is None)
    made: list[dict[str, Any]] = []
    for name, values in every.items():
        left = unread.get(name) or {}
        listed = sorted((values or {}).items(), key=lambda one: (-one[1], natural(one[0])))
        made.append(
            {
                "name": name,
                "values": None
                if values is None
                else [{"value": value, "many": many, "unread": left.get(value, 0)} for value, many in listed],
            }
        )
    by_field = sorted(made, key=lambda field: (field["values"] is None, natural(field["name"])))
    state = reading_states.choice(visit, queue)
    return [state, *by_field] if state["values"] else by_field


def narrow(visit: Visit, trace_id: int, text: str) -> None:
    """Read only the part that ``text`` names from here on, or all of the batch where it is empty.

    Stays at the trace where it is in the part; else goes to the first unread one of it. Raises
    ``LookupError`` for a part that none of this person's traces is in.
    """
    here, queue = reading_position.current(), reading_position.queue(visit)
    if queue is None:
        raise LookupError("This trace is not in your reading, so there is nothing to choose from.")
    if not text:
        here.filters.pop(queue.batch_id, None)
        return
    chosen = BatchFilter.parse(text)
    wanted = reading_position.part_of(visit, queue, chosen) if chosen else frozenset()
    if chosen is None or not any(item.trace_id in wanted for item in queue.items):
        raise LookupError("None of your traces in this batch is like that. You read what you read before.")
    here.filters[queue.batch_id] = chosen
    if trace_id not in wanted:
        reading_position.open_batch(visit, queue.batch_id)


def next_unread(visit: Visit, trace_id: int) -> None:
    """Go to the next unread trace of what is being read, or was left for this one.

    Raises ``LookupError`` where there is none.
    """
    here = reading_position.current()
    batch_id, after = here.back or (here.batch_id, trace_id)
    found = reading_position.claim(visit, batch_id, after=after) if batch_id else None
    if found is None:
        raise LookupError("No other trace is left unread for you here.")
    reading_position.move_to(batch_id, found)


def plain(queue: Queue) -> dict[str, Any] | None:
    """Return the part being read as the screen's scripts read it, or None for the whole batch."""
    chosen = reading_position.filter_of(queue.batch_id)
    if chosen is None:
        return None
    return {
        "written": chosen.written,
        "field": chosen.field,
        "values": list(chosen.values),
        "words": reading_states.in_words(chosen),
        "size": len(queue.line),
        "read": sum(item.verdict is not None for item in queue.line),
    }


def show_all() -> None:
    """Read all of the batch again, from its first unread trace on."""
    visit = shell.require(Role.ANNOTATOR)
    here = reading_position.current()
    if here.batch_id:
        here.filters.pop(here.batch_id, None)
        reading_position.open_batch(visit, here.batch_id)
    reading_position.show_in_url()


def look_again(trace_id: int | None) -> None:
    """Go to a trace of the part; without one, to its first unread."""
    visit = shell.require(Role.ANNOTATOR)
    here = reading_position.current()
    if trace_id:
        reading_position.move_to(here.batch_id, trace_id)
    else:
        reading_position.open_batch(visit, here.batch_id)
    reading_position.show_in_url()


def finished(visit: Visit, queue: Queue, chosen: BatchFilter) -> None:
    """Show that this person has read their part of the part, and offer the rest of the batch."""
    size, read = len(queue.line), sum(item.verdict is not None for item in queue.line)
    words = md_escape(reading_states.in_words(chosen))
    st.title("Annotate")
    if read == size:
        st.subheader(f"All {count(size, 'trace')} read: {words}" if size else f"No trace to read: {words}")
    else:
        st.subheader(f"{read:,} of {count(size, 'trace')} read: {words}")
        st.write("The others are open at other people's just now. What they leave unread comes back here.")
    whole = f"{queue.read:,} of {count(len(queue.items), 'trace')}"
    st.write(f"Of the whole batch “{md_escape(queue.name)}” you have read {whole}.")
    unfinished.show(visit, queue.batch_id, within={item.trace_id for item in queue.line})
    with st.container(horizontal=True):
        st.button("Show all traces of the batch", type="primary", on_click=show_all)
        if read < size:
            st.button("Look through them", on_click=look_again, args=(None,))
        elif size:
            again = queue.line[0].trace_id
            st.button("Look through these again", on_click=look_again, args=(again,))
