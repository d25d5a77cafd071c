"""The label pass on the screen: one component for the progress, the trace, the failure modes and the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from lib.failure_modes import FailureMode, LabelValue
from lib.model import Display, Trace
from lib.store.recoding.label_pass import ReviewLabels
from lib.ui.shell import component
from lib.ui.trace import trace_view
from lib.words import keys

Kind = Literal["tick", "take_out", "confirm", "move", "undo", "scope"]

_SHOWN = {LabelValue.YES: "yes", LabelValue.NO: "no", LabelValue.RECODE: "again", None: "unknown"}

_VALUES = {shown: value for value, shown in _SHOWN.items()}

_labeller = component.component(
    "faultline_labeller",
    html='<div class="fl-reader"></div>',
    css=trace_view.style(*trace_view.STYLES, "annotate/reader.css", "label/labeller.css"),
    script=keys.script("label", "LABEL_KEYS")
    + "\n"
    + trace_view.script(
        *trace_view.SCRIPTS,
        "being_left.js",
        "connection.js",
        "shell/kept_here.js",
        "label/label_parts.js",
        "label/labeller.js",
    ),
    draws="labeller",
)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing the person did: on which review, and with what.

    ``again`` where a page before had heard no answer to it; ``was`` is what a tick stood at then.
    """

    seq: int
    kind: Kind
    review_id: int
    mode_id: int = 0
    value: LabelValue = LabelValue.NO
    by: int = 0
    own: bool = False
    again: bool = False
    was: LabelValue | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """What the screen shows. ``done`` is the last act done; ``scopes`` whether one's own reviews differ.

    ``kept`` is the name under which the browser keeps what has no answer yet (``kept_here.place``).
    """

    kept: str
    project_id: int
    done: int
    message: str | None
    own: bool
    scopes: bool
    position: int
    size: int
    labelled: int
    recode: int
    trace: Trace
    display: Display
    review: ReviewLabels
    modes: Sequence[FailureMode]
    undo: str | None
    keys: Mapping[str, str]


def prepare() -> None:
    """Send the screen's code, once for each load of the page and outside the fragment that shows it."""
    _labeller.prepare()


def show(screen: Screen, *, key: str, on_act: Callable[[], None]) -> None:
    """Draw the screen. ``on_act`` is called for every act; ``given`` then returns it."""
    data = _plain(screen) | trace_view.answers(key, screen.trace.id)
    _labeller.show(key=key, data=data, on_act_change=on_act, **trace_view.listeners(key))


def given(key: str) -> Act | None:
    """Return the act that ``on_act`` was called for, or None where the screen was left before it came here.

    Raises ``ValueError`` where it is none we know.
    """
    raw = component.event(key, "act")
    return None if raw is None else parse(raw)


def parse(raw: object) -> Act:
    """Return what a browser sent as an act. Raises ``ValueError`` where it is none we know."""
    try:
        if not isinstance(raw, Mapping) or raw["kind"] not in get_args(Kind):
            raise ValueError("no such act")
        return Act(
            seq=int(raw["seq"]),
            kind=raw["kind"],
            review_id=int(raw["review"]),
            mode_id=int(raw.get("mode", 0)),
            value=LabelValue.YES if raw.get("value") == "yes" else LabelValue.NO,
            by=1 if int(raw.get("by", 0)) > 0 else -1,
            own=bool(raw.get("own", False)),
            again=bool(raw.get("again", False)),
            was=_VALUES.get(str(raw.get("was"))),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("This is not an act of the label pass.") from error


def in_order(modes: Sequence[FailureMode]) -> list[FailureMode]:
    """Return the modes as they are listed: each parent, then its children."""
    ids = {mode.id for mode in modes}
    tops = [mode for mode in modes if mode.parent_id not in ids]
    found: list[FailureMode] = []
    while tops:
        mode = tops.pop(0)
        found.append(mode)
        tops = [child for child in modes if child.parent_id == mode.id and child not in found] + tops
    return found


def _plain(screen: Screen) -> dict[str, Any]:
    review = screen.review
    return {
        "kept": screen.kept,
        "project": screen.project_id,
        "done": screen.done,
        "message": screen.message,
        "own": screen.own,
        "scopes": screen.scopes,
        "position": screen.position,
        "size": screen.size,
        "labelled": screen.labelled,
        "recode": screen.recode,
        "review": review.review_id,
        "person": review.person if screen.scopes and not screen.own else None,
        "trace": trace_view.plain(screen.trace, screen.display),
        "notes": [{"text": note.text, "step": note.step, "quote": note.quote} for note in review.notes],
        "modes": [
            {
                "id": mode.id,
                "name": mode.name,
                "definition": mode.definition,
                "under": mode.parent_id is not None,
                "value": _SHOWN[review.stored.get(mode.id)],
                "noted": len(review.noted.get(mode.id, ())),
                "key": str(place) if place <= 9 else None,
            }
            for place, mode in enumerate(in_order(screen.modes), start=1)
        ],
        "undo": screen.undo,
        "keys": dict(screen.keys),
    }
