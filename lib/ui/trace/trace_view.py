"""A trace on the screen: one component however long the trace is, in which its text never becomes markup."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lib.model import Display, Trace
from lib.ui.shell import component
from lib.ui.trace import badges, long_trace, reference, similar

_ROOM, _UI = Path(__file__).parent, Path(__file__).parent.parent


def script(*names: str, export: str = "") -> str:
    """Return these files of lib/ui as one module, that exports the function ``export`` where one is named."""
    parts = [(_UI / name).read_text("utf-8") for name in names]
    return "\n".join([*parts, f"export default {export};"] if export else parts)


def style(*names: str) -> str:
    """Return these style sheets of lib/ui as one."""
    return "\n".join((_UI / name).read_text("utf-8") for name in names)


def renderers() -> dict[str, tuple[str, str]]:
    """Return the renderers by name, each with its title and what it does: the first line of its file."""
    found = {}
    for file in sorted((_ROOM / "renderers").glob("*.js")):
        title, _, does = file.read_text("utf-8").split("\n", 1)[0].removeprefix("// ").partition(": ")
        found[file.stem] = (title, does)
    return found


SCRIPTS = (
    "shell/own_keys.js",
    "trace/markdown.js",
    "trace/code_block.js",
    "trace/json_tree.js",
    "trace/trace_parts.js",
    *(f"trace/renderers/{name}.js" for name in renderers()),
    "trace/trace_reference.js",
    "trace/trace_folds.js",
    "trace/trace_hits.js",
    "trace/trace_find.js",
    "trace/trace_similar.js",
    "shell/writing.js",
    "trace/trace_keys.js",
    "trace/long_trace.js",
    "trace/trace_view.js",
)
"""What draws a trace, in the order in which the files need each other."""
STYLES = ("trace/trace_view.css", "trace/trace_parts.css", "trace/long_trace.css")

# Its styles are not isolated in a shadow tree: there, Streamlit's keys would act while somebody types, and
# a text selection could not be read in every browser. All of them begin with .fl-.
_view = component.component(
    "faultline_trace",
    html='<div class="fl-view"></div>',
    css=style(*STYLES),
    script=script(*SCRIPTS),
    draws="showTrace",
)


def prepare() -> None:
    """Send the code that draws a trace. Every page that calls ``show`` calls this once, outside fragments."""
    _view.prepare()


def show(
    trace: Trace,
    display: Display,
    *,
    key: str,
    step: int | None = None,
    quote: str | None = None,
    mark: str = "First failed here",
) -> None:
    """Draw the trace to be read only, with a step and a quote from it marked, the step with these words."""
    data = {
        "trace": plain(trace, display, step=step),
        "step": step,
        "quote": quote,
        "mark": mark,
        **answers(key, trace.id),
    }
    _view.show(key=key, data=data, **listeners(key))


def answers(key: str, trace_id: int | None) -> dict[str, Any]:
    """Return what was asked of this trace in the component of this key, as its scripts read it."""
    return {"similar": similar.found(key, trace_id), "answer": long_trace.found(key, trace_id)}


def listeners(key: str) -> dict[str, Callable[[], None]]:
    """Return what a component that shows a trace calls to ask of it; ``answers`` then has the answers."""
    return {
        "on_similar_change": lambda: similar.ask(key),
        "on_steps_change": lambda: long_trace.ask(key),
    }


def plain(trace: Trace, display: Display, *, why: str = "", step: int | None = None) -> dict[str, Any]:
    """Return the trace as the component's scripts read it. ``why`` says why it is in its batch.

    Of a very long trace there are only the first steps, and those around this ``step``.
    """
    expected = reference.of(trace, display.reference)
    extra = reference.rest(trace.extra, expected)
    first = long_trace.starts(trace.steps)
    places = sorted({0, long_trace.place_of(first, step or 1)}) if first else []
    steps = [one for place in places for one in long_trace.part(trace.steps, first or (), place)]
    return {
        "id": trace.id,
        "id_text": trace.external_id,
        "why": why,
        "renderer": display.renderer,
        "badges": badges.of(trace, display.badges, without=tuple(expected)),
        "reference": reference.plain(expected),
        "steps": [long_trace.step_of(one) for one in (steps if first else trace.steps)],
        "long": long_trace.plain(trace.steps, first) if first else None,
        "extra": json.dumps(extra, ensure_ascii=False) if extra else None,
    }
