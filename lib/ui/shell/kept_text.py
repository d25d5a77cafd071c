"""A text box whose words stay until they are stored: Streamlit forgets them with the page they are on.

They stay for its person's session here, and on their computer, which offers them after a reload.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from lib.ui.shell import component, kept_here
from lib.ui.shell.shell import Visit

_STORED = "kept_text_stored"
_HERE = Path(__file__).parent
_keeper = component.component(
    "faultline_kept_text",
    html='<div class="fl-sent-once"></div>',
    script="\n".join(
        (_HERE / name).read_text("utf-8") for name in ("kept_here.js", "set_text.js", "kept_text.js")
    ),
    draws="showKeptTexts",
)


def prepare() -> None:
    """Send the code, once for each load of the page and outside the fragment that calls ``hear``."""
    _keeper.prepare()


def hear(visit: Visit) -> None:
    """Have the computer keep what is written in the boxes of this page, and let go what was stored."""
    stored = dict(st.session_state.get(_STORED, {}))
    _keeper.show(key="kept_text", data={"place": kept_here.place(visit), "stored": stored})


def stored(key: str) -> None:
    """Say that what was written in the box of this key is stored."""
    times: dict[str, int] = st.session_state.setdefault(_STORED, {})
    times[key] = times.get(key, 0) + 1


def area(label: str, *, key: str, height: int) -> None:
    """Draw the box. What was written in it before another page was opened stands in it again."""
    kept = st.session_state.get(_name(key))
    if kept and key not in st.session_state:
        st.session_state[key] = kept
    st.text_area(label, key=key, height=height, on_change=_keep, args=(key,))


def _keep(key: str) -> None:
    """no guard: the words stay in the session that wrote them."""
    st.session_state[_name(key)] = st.session_state.get(key, "")


def _name(key: str) -> str:
    return f"{key}_kept"
