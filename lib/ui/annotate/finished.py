"""What the annotation page shows where there is no trace to read: a finished batch, no batch, no traces."""

from __future__ import annotations

import streamlit as st

from lib.model import Role, Verdict
from lib.store.batches import assignments
from lib.store.projects import preferences
from lib.store.reviews import adjudication, reviews
from lib.store.reviews import queue as reviews_queue
from lib.store.reviews.queue import BatchProgress, Queue
from lib.store.traces import traces
from lib.ui.annotate import reader, reading_position
from lib.ui.shell import links, shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import disagreements, unfinished
from lib.words.batches import readers
from lib.words.text import count, md_escape


def open_trace(trace_id: int) -> None:
    """Go to a trace of the batch."""
    visit = shell.require(Role.ANNOTATOR)
    reading_position.open_trace(visit, trace_id, among=reading_position.current().batch_id)
    reading_position.show_in_url()


def open_batch(batch_id: int | None) -> None:
    """Go to the first unread trace of a batch, or to its first; None for wherever there is one to read."""
    visit = shell.require(Role.ANNOTATOR)
    if not reading_position.open_batch(visit, batch_id):
        reading_position.go_anywhere(visit)
    queue = reading_position.queue(visit)
    if batch_id and queue and queue.items and reading_position.current().trace_id is None:
        reading_position.move_to(queue.batch_id, queue.items[0].trace_id)
    reading_position.show_in_url()


def undo() -> None:
    """Take back the last verdict, where there still is one."""
    visit = shell.require(Role.ANNOTATOR)
    last = reviews_queue.last_saved(visit.person, visit.project.id)
    if last:
        reviews.undo(visit.person, visit.project.id, last.trace_id, revision=last.revision)
        reading_position.open_trace(visit, last.trace_id, among=reading_position.current().batch_id)
    reading_position.show_in_url()


def no_such_trace() -> None:
    """Say that the address leads nowhere, and offer the way on."""
    st.title("No such trace")
    st.write("This project has no trace under this address. It may have been in another project.")
    batch_id = reading_position.current().batch_id
    st.button("Go to the first unread trace", type="primary", on_click=open_batch, args=(batch_id,))


def finished(visit: Visit, queue: Queue) -> None:
    """Show that the person has read their part of the batch, and what comes next."""
    st.title("Annotate")
    elsewhere = len(queue.items) - queue.read
    if elsewhere:
        st.subheader(f"{queue.read:,} of {count(len(queue.items), 'trace')} read")
        st.write(
            f"The other {elsewhere:,} of “{md_escape(queue.name)}” are open at other people's just now, and "
            "each is read once. What they leave unread comes back here."
        )
        st.button("Look through them", type="primary", on_click=open_batch, args=(queue.batch_id,))
    elif queue.items:
        st.subheader(f"All {count(len(queue.items), 'trace')} read")
        counts = ", ".join(f"{queue.count(verdict)} {word}" for verdict, word in reader.COUNTED.items())
        st.write(f"“{md_escape(queue.name)}”: {counts}. Next, the notes are grouped into failure modes.")
    else:
        st.subheader("Nothing to read here")
        others = readers(assignments.shares(visit.project.id).get(queue.batch_id))
        st.write(f"All traces of “{md_escape(queue.name)}” are read or were handed to other people.")
        if others:
            # As text: markdown would make links of e-mail addresses.
            st.text(f"{others}.")
    unfinished.show(visit, queue.batch_id)
    with st.container(horizontal=True):
        links.button("Group the notes", "axial", visit.project)
        deferred = queue.first_deferred()
        if deferred:
            many = queue.count(Verdict.DEFER)
            words = f"Go back to the {'deferred trace' if many == 1 else f'{many:,} deferred traces'}"
            st.button(words, on_click=open_trace, args=(deferred,))
        if adjudication.may_decide(visit.person, visit.project.id) and disagreements.of(visit).left:
            links.button("Decide where readers differ", "adjudicate", visit.project, primary=False)
        if visit.project.role.covers(Role.ENGINEER):
            links.button("Draw more traces", "sampling", visit.project, primary=False)
        if queue.items:
            st.button("Look through them again", on_click=open_trace, args=(queue.items[0].trace_id,))
    _undo_button(visit)
    st.subheader("Batches")
    for batch in reviews_queue.progress(visit.person, visit.project.id):
        st.button(_progress(batch), key=f"batch{batch.id}", on_click=open_batch, args=(batch.id,))


def _undo_button(visit: Visit) -> None:
    last = reviews_queue.last_saved(visit.person, visit.project.id)
    if last:
        # On a mere visit a key would take back a verdict nobody was thinking of.
        # key U: take back the last verdict, at the end of a batch
        own = preferences.of(visit.person).keys.get("annotate", {})
        key = own.get("U", "U") if reading_position.current().saved else None
        words = f"Undo: {md_escape(reader.undo_words(last))}"
        st.button(words, key="undo", shortcut=key, type="tertiary", on_click=undo)


def _progress(batch: BatchProgress) -> str:
    if not batch.size:
        return f"{md_escape(batch.name)} · with other people"
    return f"{md_escape(batch.name)} · {batch.read} of {count(batch.size, 'trace')} read"


def nothing_drawn(visit: Visit) -> None:
    """Say what this page is, and what to do first."""
    st.title("Annotate")
    st.write(
        "Here one person reads traces one by one, says pass or fail, and writes down in plain words what "
        "went wrong first."
    )
    engineer = visit.project.role.covers(Role.ENGINEER)
    if not traces.total(visit.project.id):
        st.write("There are no traces in this project yet.")
        if engineer:
            links.button("Import traces", "traces", visit.project)
        else:
            st.write("An engineer of the project brings them in on the Traces page.")
        return
    st.write("Traces come in batches, and none has been drawn yet.")
    if engineer:
        links.button("Draw the first batch", "sampling", visit.project)
    else:
        st.write("An engineer of the project draws one on the Sampling page.")
