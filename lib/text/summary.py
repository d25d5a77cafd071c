"""The light columns of a trace: what lists show, searches read and duplicates are told by."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256

from lib.model import Step, StepKind, Trace

_PREVIEW = 200
_SEARCH = 600
# Shares of the searched text: each part keeps its own, so that a long message hides no tool name.
_ID, _FIRST, _LAST, _TOOLS = 90, 230, 160, 117


def preview(trace: Trace) -> str:
    """Return the first user message on one line, at most 200 characters; else the first text there is."""
    text = _first(trace, lambda step: step.kind is StepKind.USER) or _first(trace, lambda step: True)
    line = _line(text)
    return line if len(line) <= _PREVIEW else line[: _PREVIEW - 1] + "…"


def search_text(trace: Trace) -> str:
    """Return what a list is searched by, in small letters, at most 600 characters.

    External id, first user message, last assistant message and tool names, each cut to its share.
    """
    said = [step.text for step in trace.steps if step.kind is StepKind.ASSISTANT and step.text]
    tools = dict.fromkeys(s.name for s in trace.steps if s.kind is StepKind.TOOL and s.name)
    parts = (
        (trace.external_id, _ID),
        (_first(trace, lambda step: step.kind is StepKind.USER), _FIRST),
        (said[-1] if said else "", _LAST),
        (" ".join(tools), _TOOLS),
    )
    return " ".join(cut for text, share in parts if (cut := _line(text).lower()[:share]))[:_SEARCH]


def normalised_hash(trace: Trace) -> str:
    """Return 64 hex digits, equal for traces whose steps differ in case and white space at most."""
    steps = [
        [step.kind, *(_folded(v) for v in (step.name, step.text, step.arguments, step.result))]
        for step in trace.steps
    ]
    return sha256(json.dumps(steps).encode("ascii")).hexdigest()


def counts(trace: Trace) -> tuple[int, int, int, int]:
    """Return how many steps, tool steps (a call, its result, or both), errors and characters."""
    steps = trace.steps
    calls = sum(1 for s in steps if s.kind is StepKind.TOOL)
    return len(steps), calls, sum(s.error for s in steps), sum(map(_characters, steps))


def _characters(step: Step) -> int:
    return len(step.text) + len(step.arguments or "") + len(step.result or "")


def _first(trace: Trace, wanted: Callable[[Step], bool]) -> str:
    return next((step.text for step in trace.steps if wanted(step) and step.text.strip()), "")


def _line(text: str) -> str:
    # Only the beginning is ever shown; a message may be 600 kB.
    return " ".join(text[: _SEARCH * 4].split())


def _folded(text: str | None) -> str | None:
    return None if text is None else " ".join(text.casefold().split())
