"""Very long traces: a browser is sent their steps in parts as they come near, and asks here to find words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import streamlit as st

from lib.model import Role, Step, StepKind
from lib.store.traces import traces
from lib.text import within
from lib.ui.shell import component, shell

WHOLE_STEPS, WHOLE_CHARACTERS = 300, 1_000_000
"""A trace up to both is sent whole."""

_PART_STEPS, _PART_CHARACTERS = 40, 60_000
_PARTS_AT_ONCE = 4
_FOLDED = 4000
"""Characters of a step that are in sight, as ``trace_parts.js`` folds the rest."""


def starts(steps: Sequence[Step]) -> list[int] | None:
    """Return the number of the first step of each part, or None for a trace that is sent whole."""
    sizes = [_size(step) for step in steps]
    if len(steps) <= WHOLE_STEPS and sum(sizes) <= WHOLE_CHARACTERS:
        return None
    found, characters = [1], 0
    for number, size in enumerate(sizes, start=1):
        if number > found[-1] and (number - found[-1] >= _PART_STEPS or characters + size > _PART_CHARACTERS):
            found.append(number)
            characters = 0
        characters += size
    return found


def plain(steps: Sequence[Step], first: Sequence[int]) -> dict[str, Any]:
    """Return what a browser knows of a very long trace: its length, its parts, and how high each may be.

    ``stops`` are the steps that keys go to, of what the application did.
    """
    ends = [*first[1:], len(steps) + 1]
    did = [step for step in steps if step.kind not in (StepKind.SYSTEM, StepKind.USER)]
    return {
        "total": len(steps),
        "starts": list(first),
        "stops": [step.number for step in did or steps],
        "lines": [
            sum(map(_lines, steps[start - 1 : end - 1])) for start, end in zip(first, ends, strict=True)
        ],
    }


def part(steps: Sequence[Step], first: Sequence[int], place: int) -> Sequence[Step]:
    """Return the steps of this part, from 0; none where there is no such part."""
    if not 0 <= place < len(first):
        return ()
    end = first[place + 1] if place + 1 < len(first) else len(steps) + 1
    return steps[first[place] - 1 : end - 1]


def place_of(first: Sequence[int], step: int) -> int:
    """Return in which part, from 0, the step of this number is."""
    return max(sum(start <= step for start in first) - 1, 0)


def ask(key: str) -> None:
    """Look up what the component of this key asks of its trace, and keep the answer for ``found``."""
    visit = shell.require(Role.VIEWER)
    asked = component.event(key, "steps")
    if not isinstance(asked, Mapping) or not isinstance(asked.get("trace"), int):
        return
    trace = traces.body(visit.person, visit.project.id, asked["trace"])
    first = starts(trace.steps) if trace else None
    if trace is None or first is None:
        return
    wanted = [place for place in asked.get("parts", ()) if isinstance(place, int)][:_PARTS_AT_ONCE]
    answer: dict[str, Any] = {
        "of": trace.id,
        "seq": asked.get("seq"),
        "parts": [[place, [step_of(step) for step in part(trace.steps, first, place)]] for place in wanted],
    }
    if isinstance(words := asked.get("find"), str):
        hits = within.hits(trace.steps, words)
        answer["find"] = {
            "words": words,
            "steps": [number for number, _ in hits],
            "counts": [count for _, count in hits],
        }
    st.session_state[_kept(key)] = answer


def found(key: str, trace_id: int | None) -> Mapping[str, Any] | None:
    """Return the answer to what was asked of this trace, once: a browser that missed it asks again."""
    kept: Mapping[str, Any] | None = st.session_state.get(_kept(key))
    if not kept or kept["of"] != trace_id:
        return None
    del st.session_state[_kept(key)]
    return kept


def step_of(step: Step) -> dict[str, Any]:
    """Return a step as the component's scripts read it."""
    made: dict[str, Any] = {"n": step.number, "kind": step.kind.value, "text": step.text, "error": step.error}
    for name, value in (("name", step.name), ("args", step.arguments), ("result", step.result)):
        if value is not None:
            made[name] = value
    return made


def _size(step: Step) -> int:
    return len(step.text) + len(step.arguments or "") + len(step.result or "")


def _lines(step: Step) -> int:
    """How many lines a step may take on the screen."""
    if step.arguments is not None or step.result is not None:
        return 5
    text = step.text[:_FOLDED]
    return 2 + max(ceil(len(text) / 80), text.count("\n"))


def _kept(key: str) -> str:
    return f"{key}_steps"
