"""The annotation screen: one component for the batch's line, the trace, the verdict rail and the keys.

It is one component so that a verdict, its notes and their steps arrive as one act, so that a key acts at once
(letters typed right after "2" are in the note), and so that the note can be kept while it is being typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any, Literal, get_args

import streamlit as st

from lib.model import Display, Note, Review, Trace, Verdict
from lib.stats import pace
from lib.store.reading import BatchProgress, Draft, Queue, Saved
from lib.ui import similar, trace_view

Kind = Literal["draft", "save", "move", "undo", "jump", "batch"]

_LONGEST_VISIT = 4 * 3600.0
COUNTED = {Verdict.PASS: "pass", Verdict.FAIL: "fail", Verdict.DEFER: "deferred"}
_WORDS = {Verdict.PASS: "pass", Verdict.FAIL: "fail", Verdict.DEFER: "deferral"}

_reader = st.components.v2.component(
    "faultline_reader",
    html='<div class="fl-reader"></div>',
    css=trace_view.style(*trace_view.STYLES, "reader.css"),
    js=trace_view.script(
        *trace_view.SCRIPTS, "reader_bar.js", "reader_keys.js", "reader.js", export="reader"
    ),
    isolate_styles=False,
)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing the reader did. ``content`` is what is in the rail, or None where it is as the server has it.

    ``revision`` is the one the act is based on; ``undone`` the trace whose verdict is taken back.
    """

    seq: int
    kind: Kind
    trace_id: int
    content: Draft | None = None
    revision: int = 0
    by: int = 0
    undone: int = 0
    batch_id: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the screen shows. ``session`` names the server's session, ``done`` the last act it has done."""

    person_id: int
    session: str
    done: int
    message: str | None
    batches: Sequence[BatchProgress]
    queue: Queue | None
    trace: Trace
    display: Display
    review: Review | None
    draft: Draft | None
    last: Saved | None


def show(screen: Screen, *, key: str, on_act: Callable[[], None]) -> None:
    """Draw the screen. ``on_act`` is called for every act; ``given`` then returns it."""
    data = _plain(screen) | {"similar": similar.found(key, screen.trace.id)}
    _reader(key=key, data=data, on_act_change=on_act, on_similar_change=lambda: similar.ask(key))


def given(key: str) -> Act:
    """Return the act that ``on_act`` was called for. Raises ``ValueError`` where it is none we know."""
    return parse(st.session_state[key]["act"])


def parse(raw: object) -> Act:
    """Return what a browser sent as an act. Raises ``ValueError`` where it is none we know."""
    try:
        if not isinstance(raw, Mapping) or raw["kind"] not in get_args(Kind):
            raise ValueError("no such act")
        return Act(
            seq=int(raw["seq"]),
            kind=raw["kind"],
            trace_id=int(raw["trace"]),
            content=_content(raw) if "notes" in raw else None,
            revision=int(raw.get("revision", 0)),
            by=int(raw.get("by", 0)),
            undone=int(raw.get("undone", 0)),
            batch_id=int(raw.get("batch", 0)),
            text=str(raw.get("text", "")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("This is not an act of the annotation screen.") from error


def _content(raw: Mapping[str, Any]) -> Draft:
    notes = tuple(
        Note(
            text=str(note["text"]),
            step=int(note["step"]) if note["step"] else None,
            quote=str(note["quote"]) if note["quote"] else None,
            id=int(note["id"]) if note["id"] else None,
        )
        for note in raw["notes"]
    )
    verdict = Verdict(raw["verdict"]) if raw["verdict"] else None
    return Draft(notes, verdict, min(max(float(raw["seconds"]), 0.0), _LONGEST_VISIT))


def _plain(screen: Screen) -> dict[str, Any]:
    item = screen.queue.item(screen.trace.id) if screen.queue else None
    shown = screen.draft or screen.review
    return {
        "person": screen.person_id,
        "session": screen.session,
        "done": screen.done,
        "message": screen.message,
        "batches": [asdict(batch) for batch in screen.batches],
        "batch": _batch(screen.queue, item.position) if screen.queue and item else None,
        "trace": trace_view.plain(screen.trace, screen.display, why=item.reason if item else ""),
        "revision": screen.review.revision if screen.review else 0,
        "verdict": shown.verdict if shown else None,
        "notes": [_note(note) for note in shown.notes] if shown else [],
        "seconds": screen.draft.seconds if screen.draft else 0.0,
        "drafted": screen.draft is not None,
        "undo": _undo(screen.last) if screen.last else None,
    }


def _batch(queue: Queue, position: int) -> dict[str, Any]:
    spent = sorted((item.read_at, item.seconds) for item in queue.items if item.read_at)
    size = len(queue.items)
    left = pace.seconds_left([seconds for _, seconds in spent], size - queue.read)
    return {
        "id": queue.batch_id,
        "size": size,
        "position": position,
        "read": queue.read,
        "minutes": ceil(left / 60) if left else None,
        **{verdict.value: queue.count(verdict) for verdict in Verdict},
    }


def _note(note: Note) -> dict[str, Any]:
    return {"id": note.id, "text": note.text, "step": note.step, "quote": note.quote}


def _undo(last: Saved) -> dict[str, Any]:
    return {"trace": last.trace_id, "revision": last.revision, "words": undo_words(last)}


def undo_words(last: Saved) -> str:
    """Return what undo would take back: ``pass of lease-0412``."""
    return f"{_WORDS[last.verdict]} of {last.external_id}"
