"""A trace on the screen: one component however long the trace is, in which its text never becomes markup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import streamlit as st

from lib.model import Feedback, FeedbackOrigin, Step, Trace
from lib.store.fields import as_text
from lib.ui.text import shorten, when

_BADGES = 6
_HERE = Path(__file__).parent


def script(*names: str, export: str) -> str:
    """Return these files of lib/ui as one module that exports the function ``export``."""
    parts = [(_HERE / name).read_text("utf-8") for name in names]
    return "\n".join([*parts, f"export default {export};"])


def style(*names: str) -> str:
    """Return these style sheets of lib/ui as one."""
    return "\n".join((_HERE / name).read_text("utf-8") for name in names)


# Its styles are not isolated in a shadow tree: there, Streamlit's keys would act while somebody types, and
# a text selection could not be read in every browser. All of them begin with .fl-.
_view = st.components.v2.component(
    "faultline_trace",
    html='<div class="fl-view"></div>',
    css=style("trace_view.css"),
    js=script("markdown.js", "trace_view.js", export="showTrace"),
    isolate_styles=False,
)


def show(trace: Trace, *, key: str, step: int | None = None, quote: str | None = None) -> None:
    """Draw the trace to be read only, with the step where it first failed and a quote from it marked."""
    _view(key=key, data={"trace": plain(trace), "step": step, "quote": quote})


def plain(trace: Trace, *, why: str = "") -> dict[str, Any]:
    """Return the trace as the component's scripts read it. ``why`` says why it is in its batch."""
    return {
        "id": trace.id,
        "id_text": trace.external_id,
        "why": why,
        "badges": _badges(trace),
        "steps": [_step(step) for step in trace.steps],
        "extra": json.dumps(trace.extra, ensure_ascii=False) if trace.extra else None,
    }


def _step(step: Step) -> dict[str, Any]:
    made: dict[str, Any] = {"n": step.number, "kind": step.kind.value, "text": step.text, "error": step.error}
    for name, value in (("name", step.name), ("args", step.arguments), ("result", step.result)):
        if value is not None:
            made[name] = value
    return made


def _badges(trace: Trace) -> list[dict[str, Any]]:
    every = [{"name": name, "value": shorten(as_text(value), 40)} for name, value in trace.metadata.items()]
    badges: list[dict[str, Any]] = [*every[:_BADGES]]
    if rest := every[_BADGES:]:
        badges.append({"value": f"{len(rest)} more", "more": rest})
    if trace.version:
        badges.append({"name": "version", "value": shorten(trace.version, 40)})
    if trace.latency_seconds is not None:
        badges.append({"value": f"{trace.latency_seconds:,.1f} s", "title": "Latency"})
    if trace.cost_usd is not None:
        badges.append({"value": f"${trace.cost_usd:,.4g}", "title": "Cost"})
    if trace.happened_at:
        badges.append({"value": when(trace.happened_at)})
    if trace.feedback:
        badges.append(_feedback(trace.feedback))
    return badges


def _feedback(given: Feedback) -> dict[str, str]:
    if given.origin is FeedbackOrigin.THUMB:
        thumb = "thumbs up" if given.value > 0 else "thumbs down" if given.value < 0 else "no thumb"
        return {"value": f"{thumb} · user", "title": f"As recorded: {given.raw}"}
    return {"name": given.origin.value, "value": shorten(given.raw, 40)}
