"""What stands above a trace, as a project has chosen it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lib.model import Feedback, FeedbackOrigin, Trace
from lib.store.traces.metadata_fields import as_text
from lib.ui.shell.local_time import when
from lib.words.text import shorten

METADATA = "metadata."
_IN_SIGHT = 6
_LONGEST = 40
_LAST = ("version", "latency", "cost", "time", "feedback")

WORDS = {
    "feedback": "Feedback and its origin",
    "version": "Version",
    "latency": "Latency",
    "cost": "Cost",
    "time": "Time",
}
"""What can stand there besides metadata, each with its name on the Settings page."""


def of(trace: Trace, chosen: Sequence[str] | None, without: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the badges of a trace, as the trace view reads them.

    ``chosen`` ones come in that order, or, where None, the first six metadata fields then all else.
    What is left over waits behind a count, so that nothing is out of reach. Metadata fields named in
    ``without`` are shown elsewhere and come only where they are chosen.
    """
    metadata = [f"{METADATA}{name}" for name in trace.metadata]
    unchosen = [name for name in metadata if name.removeprefix(METADATA) not in without]
    if chosen is None:
        first, rest, last = unchosen[:_IN_SIGHT], unchosen[_IN_SIGHT:], list(_LAST)
    else:
        left = [name for name in (*_LAST, *unchosen) if name not in chosen]
        first, rest, last = list(chosen), left, []
    badges = _made(trace, first)
    if hidden := _made(trace, rest):
        badges.append({"value": f"{len(hidden)} more", "more": hidden})
    return badges + _made(trace, last)


def _made(trace: Trace, names: Sequence[str]) -> list[dict[str, Any]]:
    return [badge for name in names if (badge := _badge(trace, name)) is not None]


def _badge(trace: Trace, name: str) -> dict[str, Any] | None:
    field = name.removeprefix(METADATA)
    if field != name and field in trace.metadata:
        return {"name": field, "value": shorten(as_text(trace.metadata[field]), _LONGEST)}
    if name == "version" and trace.version:
        return {"name": "version", "value": shorten(trace.version, _LONGEST)}
    if name == "latency" and trace.latency_seconds is not None:
        return {"value": f"{trace.latency_seconds:,.1f} s", "title": "Latency"}
    if name == "cost" and trace.cost_usd is not None:
        return {"value": f"${trace.cost_usd:,.4g}", "title": "Cost"}
    if name == "time" and trace.happened_at:
        return {"value": when(trace.happened_at)}
    if name == "feedback" and trace.feedback:
        return _feedback(trace.feedback)
    return None


def thumb(value: float) -> str:
    """Return a thumb in words."""
    return "thumbs up" if value > 0 else "thumbs down" if value < 0 else "no thumb"


def _feedback(given: Feedback) -> dict[str, Any]:
    if given.origin is FeedbackOrigin.THUMB:
        return {"value": f"{thumb(given.value)} · user", "title": f"As recorded: {given.raw}"}
    return {"name": given.origin.value, "value": shorten(given.raw, _LONGEST)}
