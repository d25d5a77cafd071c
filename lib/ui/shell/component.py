"""Components whose code goes to the browser once for each load of the page, and not whenever they are drawn.

Streamlit sends a component's code with every drawing of it: 30 to 130 kB for each key pressed. Here the code
is a component of its own, drawn outside the fragment that answers the keys; the one inside only calls it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

NOWHERE = """
[data-testid="stElementContainer"]:has(.fl-sent-once) {
    position: absolute; width: 0;
}
"""
"""So that what has nothing to see (of this class) takes no room. Streamlit takes a single line for a path."""


@dataclass(frozen=True, slots=True)
class SentOnce:
    """A component in two halves: ``show`` draws it, as those of Streamlit do; ``prepare`` sends its code."""

    name: str
    show: Callable[..., Any]
    code: Callable[..., Any]

    def prepare(self) -> None:
        """Send the code. To be called once in a run of the page, outside the fragment that shows it."""
        self.code(key=f"{self.name}_code")


def component(
    name: str, *, html: str, script: str, draws: str, css: str = "", isolated: bool = False
) -> SentOnce:
    """Return the component that ``draws``, a function of ``script``, draws into ``html``.

    Called as a component's function is, it returns what is to be done when the component leaves the page. The
    ``css`` is for the whole page; an ``isolated`` component brings its own in its script.
    """
    calls = f"""export default function (component) {{
        let leave = null;
        const show = () => {{ leave = globalThis.{name}(component); }};
        if (globalThis.{name}) show();
        else addEventListener("{name}", show, {{ once: true }});
        return () => {{ removeEventListener("{name}", show); leave?.(); }};
    }}"""
    comes = f"""export default function () {{
        globalThis.{name} = {draws};
        dispatchEvent(new Event("{name}"));
    }}"""
    show = st.components.v2.component(name, html=html, js=calls, isolate_styles=isolated)
    code = st.components.v2.component(
        f"{name}_code",
        html='<div class="fl-sent-once"></div>',
        css=NOWHERE + css,
        js=f"{script}\n{comes}",
        isolate_styles=False,
    )
    return SentOnce(name, show, code)


def event(key: str, name: str) -> Any:
    """Return what the component of this key sent, for its callback; None where it has been left since."""
    return (st.session_state.get(key) or {}).get(name)
