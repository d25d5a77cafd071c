"""Trace bodies as they lie in the database: JSON text, with what is empty left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lib.model import Step, StepKind


def dump_steps(steps: tuple[Step, ...]) -> str:
    """Return the steps as JSON text."""
    return json.dumps([_plain(step) for step in steps], ensure_ascii=False, separators=(",", ":"))


def load_steps(text: str) -> tuple[Step, ...]:
    """Return the steps that ``dump_steps`` wrote, numbered from 1."""
    return tuple(
        Step(number, StepKind(found.pop("kind")), **found)
        for number, found in enumerate(json.loads(text), start=1)
    )


def dump_extra(extra: Mapping[str, object]) -> str:
    """Return the rest of a record as JSON text."""
    return json.dumps(extra, ensure_ascii=False, separators=(",", ":"))


def _plain(step: Step) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": step.kind.value}
    if step.text:
        made["text"] = step.text
    for name in ("name", "arguments", "result"):
        if getattr(step, name) is not None:
            made[name] = getattr(step, name)
    if step.error:
        made["error"] = True
    return made
