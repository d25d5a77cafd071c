"""The traces behind a number: quotes, what was noted, and a link to each trace at the failing step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import streamlit as st

from lib.model import Project
from lib.store.counts import evidence as stored
from lib.store.counts.evidence import NoteShown, TraceShown
from lib.ui.shell import chart_with_table, pager
from lib.ui.shell.shell import Visit
from lib.words import addresses
from lib.words.text import count, md_escape

PAGE = 20
"""How many traces are shown at once."""

_HERE = Path(__file__).parent

_list = st.components.v2.component(
    "faultline_evidence",
    html="<ol></ol>",
    css=(_HERE / "evidence.css").read_text("utf-8"),
    js=(_HERE / "evidence.js").read_text("utf-8"),
)


def show(
    visit: Visit,
    review_ids: Sequence[int],
    *,
    title: str,
    of: str,
    about: str = "",
    modes: Collection[int] | None = None,
) -> None:
    """Draw the traces of these reviews, a page at a time, under their title.

    ``of`` stands for what is shown: another one than before is scrolled to, and one that was asked for by a
    click; not one that the URL asked for, whose reader begins at the top. With ``modes`` only the notes in
    these failure modes are shown; a trace labelled with one without a note in it says so.
    """
    asked = chart_with_table.was_just_picked()
    hidden = stored.hidden(visit.person, visit.project.id, review_ids)
    seen = [one for one in review_ids if one not in hidden]
    last = -(-len(seen) // PAGE)
    page = pager.asked(last)
    some = seen[(page - 1) * PAGE : page * PAGE]
    st.markdown(f"**{md_escape(title)}** · {count(len(review_ids), 'trace')}")
    if hidden:
        st.markdown(f":small[{len(hidden):,} of them hidden until you have read them yourself.]")
    if about:
        st.markdown(f":small[{md_escape(about)}]")
    items = [
        plain
        for trace in stored.shown(visit.person, visit.project.id, some)
        for plain in _plain(trace, visit.project, modes)
    ]
    _list(key="evidence", data={"of": f"{of} {page}", "items": items, "asked": asked})
    pager.show(last)


def _plain(trace: TraceShown, project: Project, modes: Collection[int] | None) -> list[dict[str, str | None]]:
    chosen = [note for note in trace.notes if modes is None or note.mode_id in modes]
    if not chosen:
        said = "Labelled without a note of its own." if modes is not None else "Failed, without a note."
        chosen = [NoteShown(None, said, None, None, None, None)]
    return [_note(note, trace, project, modes) for note in chosen]


def _note(
    note: NoteShown, trace: TraceShown, project: Project, modes: Collection[int] | None
) -> dict[str, str | None]:
    where = f"step {note.step}" if note.step is not None else None
    # With one mode asked for, its name is above the list.
    mode = note.mode if modes is None or len(modes) > 1 else None
    return {
        "quote": note.quote,
        "note": note.text,
        "trace": trace.external_id,
        # For reading: who looks at evidence does not mean to change a review.
        # Relative, so that it holds below any base path; a link, so that it can be opened in a new tab.
        "href": addresses.address(project.id, trace.trace_id, note),
        "about": " · ".join(part for part in (where, trace.person, mode) if part),
    }
