"""Puts events in order into numbered steps; a tool call and its result become one."""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from dataclasses import dataclass

from lib.formats.read.content import Call, Result
from lib.model import Step, StepKind

_SAYS_ERROR = re.compile(r"\s*(error\b|traceback \(most recent call last\))", re.IGNORECASE)
_NO = frozenset({"", "0", "false", "no", "none", "null"})


@dataclass(slots=True)
class _Draft:
    kind: StepKind
    text: str = ""
    name: str | None = None
    arguments: str | None = None
    result: str | None = None
    failed: bool = False
    is_open: bool = True


class Conversation:
    """Collects what happened, in order."""

    def __init__(self) -> None:
        self._drafts: list[_Draft] = []
        # Calls by all that a result may be told to be theirs by; those that have one are left out when met.
        self._waiting: defaultdict[tuple[str, str | None], deque[_Draft]] = defaultdict(deque)

    def say(self, kind: StepKind, text: str, name: str | None = None) -> None:
        """Add something said. Nothing said is no step."""
        if text.strip():
            self._drafts.append(_Draft(kind, text, name))

    def call(self, call: Call) -> None:
        """Add a tool call, open until its result comes."""
        draft = _Draft(StepKind.TOOL, "", call.name, call.arguments)
        self._drafts.append(draft)
        places = {("call", None), ("call", call.name)}
        if call.id is None:
            places |= {("nameless", None), ("nameless", call.name)}
        else:
            places.add(("id", call.id))
        for place in places:
            self._waiting[place].append(draft)

    def result(self, result: Result) -> None:
        """Give an open call its result; without one the result is a step of its own."""
        draft = self._waiting_for(result)
        if draft is not None:
            draft.is_open = False
        elif result.text.strip():
            draft = _Draft(StepKind.TOOL, "", result.name)
            self._drafts.append(draft)
        else:
            return
        draft.name = draft.name or result.name
        draft.result = result.text
        draft.failed = result.failed or is_error(result.text)

    def _waiting_for(self, result: Result) -> _Draft | None:
        if result.id is None:
            return self._first("call", result.name)
        # An id that matches nothing may only belong to a call that was written without one.
        return self._first("id", result.id) or self._first("nameless", result.name)

    def _first(self, kind: str, name: str | None) -> _Draft | None:
        waiting = self._waiting.get((kind, name), deque())
        while waiting and not waiting[0].is_open:
            waiting.popleft()
        return waiting[0] if waiting else None

    def steps(self) -> tuple[Step, ...]:
        """Return the steps, numbered from 1."""
        return tuple(
            Step(number, d.kind, d.text, d.name, d.arguments, d.result, d.failed)
            for number, d in enumerate(self._drafts, 1)
        )


def is_error(result: str) -> bool:
    """Whether a tool's result clearly is an error.

    It starts with the word "error" or as a traceback, or is a JSON object with an ``error`` or
    ``is_error`` that is not empty or a plain no, or with the ``status`` "error".
    """
    if _SAYS_ERROR.match(result):
        return True
    if "error" not in result or not result.lstrip().startswith("{"):
        return False
    try:
        value = json.loads(result)
    except (ValueError, RecursionError):
        return False
    status = value.get("status")
    return _yes(value.get("error")) or _yes(value.get("is_error")) or str(status).lower() == "error"


def _yes(value: object) -> bool:
    return value.strip().lower() not in _NO if isinstance(value, str) else bool(value)
