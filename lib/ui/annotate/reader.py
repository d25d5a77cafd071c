"""The annotation screen: one component for the batch's line, the trace, the verdict rail and the keys.

It is one component so that a verdict, its notes and their steps arrive as one act, so that a key acts at once
(letters typed right after "2" are in the note), and so that the note can be kept while it is being typed. It
holds the traces that come next and shows one at the key press, while the save is still on its way here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any, Literal, get_args

from lib.model import Display, Note, Verdict
from lib.stats import pace
from lib.store.reviews.drafts import Draft
from lib.store.reviews.opened_traces import OpenedTrace, OpenedTraces
from lib.store.reviews.queue import BatchProgress, Queue, Saved
from lib.ui.annotate import batch_filter as reading_filter
from lib.ui.annotate.reading_position import ReadingPosition
from lib.ui.shell import component
from lib.ui.trace import trace_view
from lib.words import keys

Kind = Literal[
    "draft",
    "discard",
    "save",
    "move",
    "undo",
    "jump",
    "back",
    "batch",
    "look",
    "history",
    "choices",
    "narrow",
    "unread",
    "prefer",
]

_LONGEST_VISIT = 4 * 3600.0
COUNTED = {Verdict.PASS: "pass", Verdict.FAIL: "fail", Verdict.DEFER: "deferred"}
_WORDS = {Verdict.PASS: "pass", Verdict.FAIL: "fail", Verdict.DEFER: "deferral"}

_reader = component.component(
    "faultline_reader",
    html='<div class="fl-reader"></div>',
    css=trace_view.style(
        *trace_view.STYLES,
        "annotate/reader.css",
        "annotate/reader_aid.css",
        "annotate/reader_history.css",
        "annotate/batch_filter.css",
    ),
    script=keys.script("annotate", "KEYS")
    + "\n"
    + trace_view.script(
        *trace_view.SCRIPTS,
        "being_left.js",
        "connection.js",
        "shell/kept_here.js",
        "annotate/reader_bar.js",
        "annotate/reader_keys.js",
        "annotate/reader_words.js",
        "annotate/reader_clash.js",
        "annotate/reader_waiting_state.js",
        "annotate/reader_answer_state.js",
        "annotate/reader_later_state.js",
        "annotate/reader_acts_state.js",
        "annotate/reader_keys_state.js",
        "annotate/reader_state.js",
        "annotate/reader_copies.js",
        "annotate/reader_run.js",
        "annotate/reader_trace.js",
        "annotate/reader_tags.js",
        "annotate/reader_hints.js",
        "annotate/reader_rail.js",
        "annotate/reader_history.js",
        "annotate/reader_reloaded.js",
        "annotate/batch_filter.js",
        "annotate/reader.js",
    ),
    draws="reader",
)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing the reader did. ``content`` is what is in the rail, or None where it is as the server has it.

    ``revision`` is the one the act is based on, and of a save ``was`` the verdict it had and ``then`` the
    trace the screen went on to (0: none). ``undone`` is the trace whose verdict is taken back. ``on`` is what
    the preference named by ``text`` becomes. ``batch_id`` is the batch gone to, and of a save the one it was
    read in (0: none).
    """

    seq: int
    kind: Kind
    trace_id: int
    content: Draft | None = None
    revision: int = 0
    was: Verdict | None = None
    then: int = 0
    by: int = 0
    undone: int = 0
    batch_id: int = 0
    stamp: str = ""
    text: str = ""
    on: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What the screen sends: every act it has heard no answer to, in order, and what it has of the rest.

    ``shown`` is the trace on it, or None where it waits to be told; ``heard`` the last act it knows answered.
    """

    acts: tuple[Act, ...]
    shown: int | None
    heard: int
    held: frozenset[int]
    known: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """What the screen shows: the place it is at, and the opened traces there and next.

    ``kept`` is the name under which the browser keeps what has no answer yet (``kept_here.place``).
    ``batches`` and ``help``, that of ``note_help.read``, are None where the screen has them. ``hints`` are
    those about what was written last. ``back`` is the way back to the batch that was left, or None.
    """

    kept: str
    project_id: int
    display: Display
    here: ReadingPosition
    batches: Sequence[BatchProgress] | None
    queue: Queue | None
    ahead: Sequence[int]
    opened_traces: OpenedTraces
    help: Mapping[str, Any] | None = None
    hints: Sequence[Mapping[str, Any]] = ()
    back: Mapping[str, str] | None = None


def prepare() -> None:
    """Send the screen's code, once for each load of the page and outside the fragment that shows it."""
    _reader.prepare()


def show(screen: Screen, *, key: str, on_act: Callable[[], None]) -> None:
    """Draw the screen. ``on_act`` is called for what it sends; ``given`` then returns that."""
    data = _plain(screen) | trace_view.answers(key, screen.here.trace_id)
    _reader.show(key=key, data=data, on_act_change=on_act, **trace_view.listeners(key))


def ended(kept: str, done: int) -> None:
    """Tell the browser, where no screen is left to hear it, that what it sent up to ``done`` is stored.

    Draws nothing. Without it, the last save of a batch would be sent again once the screen comes back.
    """
    _reader.show(key="reader_ended", data={"ended": True, "kept": kept, "done": done})


def given(key: str) -> Sent | None:
    """Return what ``on_act`` was called for, or None where the screen was left before it came here.

    Raises ``ValueError`` where it is none of ours.
    """
    raw = component.event(key, "act")
    return None if raw is None else parse(raw)


def parse(raw: object) -> Sent:
    """Return what a browser sent. Raises ``ValueError`` where it is none of ours."""
    try:
        if not isinstance(raw, Mapping):
            raise ValueError("nothing we know")
        return Sent(
            acts=tuple(_act(act) for act in raw["acts"]),
            shown=int(raw["shown"]) if raw["shown"] else None,
            heard=int(raw["heard"]),
            held=frozenset(int(one) for one in raw["held"]),
            known=bool(raw["known"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("This is not an act of the annotation screen.") from error


def _act(raw: Mapping[str, Any]) -> Act:
    if raw["kind"] not in get_args(Kind):
        raise ValueError("no such act")
    return Act(
        seq=int(raw["seq"]),
        kind=raw["kind"],
        trace_id=int(raw["trace"]),
        content=_content(raw) if "notes" in raw else None,
        revision=int(raw.get("revision", 0)),
        was=Verdict(raw["was"]) if raw.get("was") else None,
        then=int(raw.get("then") or 0),
        by=int(raw.get("by", 0)),
        undone=int(raw.get("undone", 0)),
        batch_id=int(raw.get("batch", 0)),
        stamp=str(raw.get("stamp", "")),
        text=str(raw.get("text", "")),
        on=bool(raw.get("on")),
    )


def _content(raw: Mapping[str, Any]) -> Draft:
    notes = tuple(
        Note(
            text=str(note["text"]),
            step=int(note["step"]) if note["step"] else None,
            quote=str(note["quote"]) if note["quote"] else None,
            id=int(note["id"]) if note["id"] else None,
            failure_mode_id=int(note["mode"]) if note.get("mode") else None,
        )
        for note in raw["notes"]
    )
    return Draft(
        notes,
        Verdict(raw["verdict"]) if raw["verdict"] else None,
        min(max(float(raw["seconds"]), 0.0), _LONGEST_VISIT),
        int(raw.get("revision", 0)),
        str(raw.get("tab", ""))[:40],
        str(raw.get("stamp", "")),
        {
            place: int(note["tag"]) if note["tag"] else None
            for place, note in enumerate(raw["notes"])
            if "tag" in note
        },
    )


def _plain(screen: Screen) -> dict[str, Any]:
    here, queue = screen.here, screen.queue
    item = queue.item(here.trace_id) if queue else None
    at = here.trace_id or 0
    last = screen.opened_traces.last
    return {
        "kept": screen.kept,
        "project": screen.project_id,
        "session": here.session,
        "done": here.done,
        "message": here.message,
        "reading": here.batch_id,
        "refused": [asdict(one) for one in here.refused if one.project_id == screen.project_id],
        "told": asdict(here.told) if here.told else None,
        "batches": None if screen.batches is None else [asdict(batch) for batch in screen.batches],
        "help": screen.help,
        "hints": list(screen.hints),
        "back": screen.back,
        "batch": _batch(queue) if queue and item else None,
        "part": reading_filter.plain(queue) if queue and item else None,
        "at": at,
        "ahead": list(screen.ahead),
        "beside": [queue.beside(at, by) if queue and item else None for by in (-1, 1)],
        "openedTraces": [
            _opened_trace(one, opened, screen) for one, opened in screen.opened_traces.by_trace.items()
        ],
        "undo": _undo(last) if last else None,
    }


def _opened_trace(trace_id: int, opened: OpenedTrace, screen: Screen) -> dict[str, Any]:
    item = screen.queue.item(trace_id) if screen.queue else None
    made: dict[str, Any] = {
        "id": trace_id,
        "position": item.position if item else None,
        "why": opened.reason if item else "",
        "revision": opened.review.revision if opened.review else 0,
        "verdict": opened.review.verdict if opened.review else None,
        "notes": [_note(note) for note in opened.review.notes] if opened.review else [],
        "draft": _draft(opened.draft) if opened.draft else None,
    }
    if opened.trace:
        made["trace"] = trace_view.plain(opened.trace, screen.display)
    return made


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        "verdict": draft.verdict,
        "notes": [
            _note(note) | ({"tag": draft.tags[place]} if place in draft.tags else {})
            for place, note in enumerate(draft.notes)
        ],
        "seconds": draft.seconds,
        "revision": draft.revision,
        "tab": draft.tab,
        "stamp": draft.stamp,
    }


def _batch(queue: Queue) -> dict[str, Any]:
    size = len(queue.items)
    left = pace.seconds_left(queue.spent, size - queue.read)
    return {
        "id": queue.batch_id,
        "size": size,
        "read": queue.read,
        "minutes": ceil(left / 60) if left else None,
        **{verdict.value: queue.count(verdict) for verdict in Verdict},
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "text": note.text,
        "step": note.step,
        "quote": note.quote,
        "mode": note.failure_mode_id,
    }


def _undo(last: Saved) -> dict[str, Any]:
    return {"trace": last.trace_id, "revision": last.revision, "words": undo_words(last)}


def undo_words(last: Saved) -> str:
    """Return what undo would take back: ``pass of lease-0412``."""
    return f"{_WORDS[last.verdict]} of {last.external_id}"
