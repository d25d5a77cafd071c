"""What reaches the server late: an event of a screen that has been left, for whatever page comes next.

Streamlit gives an event to the page that is open when it comes, and nobody there knows of it; or to nobody.
So ``component.event`` may find nothing, and what somebody wrote or decided goes another way: ``wire`` is a
component that app.py draws before any page, which lasts over page changes. A screen that is left hands it
(late.js) what the server has not answered.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from lib.model import Role
from lib.ui.shell import component, shell
from lib.ui.shell.component import NOWHERE
from lib.ui.shell.shell import Visit

_KEY, _DONE = "late", "late_done"
# The one component of every page also has Streamlit's own texts and boxes run the way they are written, and
# its radio buttons and ticks let Ctrl+Enter pass (ctrl_enter.js), and a text is sent before the click that
# left it (text_first.js), and Enter saves in dialogs (enter_saves.js). In a narrow window the sidebar folds
# (folded_sidebar.js), and wide tables scroll in their place (wide_tables.js). Where the server is away, one
# line says so, unless the page does (connection.js), and texts can be written in all the same
# (write_offline.js).
_SCRIPTS = (
    "ctrl_enter.js",
    "text_first.js",
    "enter_saves.js",
    "connection.js",
    "shell/kept_here.js",
    "write_offline.js",
    "folded_sidebar.js",
    "wide_tables.js",
    "late.js",
)
_STYLE = """
:is([data-testid="stMarkdownContainer"] :is(p, li, th, td, h1, h2, h3, h4)), textarea, input[type="text"] {
    unicode-bidi: plaintext;
}
/* The colour of marks and buttons, as which Streamlit also writes, is too near a dark ground to be read. */
:is([data-testid="stSliderThumbValue"], [data-testid="stTab"]:is([data-selected], :hover),
    button[role="radio"]:is([data-selected], :hover), summary:hover,
    :is([data-testid="stBaseButton-secondary"], [data-testid="stBaseButton-tertiary"],
        [data-testid="stPopoverButton"]):hover:not(:disabled)) {
    color: color-mix(in srgb, #12877c 60%, currentColor) !important;
}
/* Streamlit frames the whole page where a key is struck after a click on it. */
.stApp [data-testid="stMain"]:focus-visible::before { box-shadow: none; }
/* What is read beside a question: as high as the window leaves, with room for the margins of its steps. */
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-pane_"]),
[class*="st-key-pane_"] { height: max(24rem, calc(100dvh - 15rem)) !important; flex: 0 0 auto !important; }
[class*="st-key-pane_"] { padding-inline: 0.6rem; }
/* Who is here, as small as their role below. */
[data-testid="stSidebar"] [data-testid="stText"] { font-size: 0.875rem; }
"""
_NOT_CONNECTED = """
.fl-not-connected:not(:empty) {
    position: fixed; z-index: 1000000; bottom: 0.75rem; left: 50%; transform: translateX(-50%); margin: 0;
    padding: 0.35rem 0.9rem; font-size: 0.93rem; white-space: nowrap; color: var(--st-text-color);
    background: var(--st-background-color); border: 1px solid var(--st-border-color);
    border-radius: var(--st-base-radius);
}
"""
_wire = st.components.v2.component(
    "faultline_late",
    html='<div class="fl-sent-once"></div><p class="fl-not-connected" role="status"></p>',
    css=NOWHERE + _STYLE + _NOT_CONNECTED + Path(__file__).with_name("widths.css").read_text("utf-8"),
    js="\n".join((Path(__file__).parent / name).read_text("utf-8") for name in _SCRIPTS),
    isolate_styles=False,
)


# A server started anew knows no fragment of the pages that are open, and lets go what is sent from one, for
# good: once it is reached, the whole page is run. Streamlit itself does so only where a fragment ran before.
_again = st.components.v2.component(
    "faultline_again",
    html='<div class="fl-sent-once"></div>',
    js="""export default function ({ setTriggerValue }) {
        globalThis.faultlineAgain = () => setTriggerValue("again", Date.now());
    }""",
    isolate_styles=False,
)


def wire() -> None:
    """For app.py, before the page, so that it outlives every one: draws nothing to see."""
    _again(key="again", on_again_change=lambda: None)
    _hear()


@st.fragment
def _hear() -> None:
    """no guard: draws nothing to see."""
    _wire(key=_KEY, data={"done": st.session_state.get(_DONE, 0)}, on_acts_change=take)


def take() -> None:
    """no guard: every act is done in the project it was made in, where the role is looked up.

    What is refused or wrong is let go here: nobody is left to be told, and the next page is to come up.
    """
    for one in component.event(_KEY, "acts") or ():
        if one["seq"] <= st.session_state.get(_DONE, 0):
            continue  # sent again before the answer was heard
        st.session_state[_DONE] = one["seq"]
        try:
            visit = shell.allowed(Role.ANNOTATOR, int(one["project"]))
            if visit:
                _takers()[one["to"]](visit, one["said"])
        except Exception:
            logging.getLogger(__name__).exception("What a screen sent as it was left could not be done")


def _takers() -> dict[str, Callable[[Visit, Any], None]]:
    # Here, so that opening the app does not wait for the screens.
    from lib.ui.annotate import acts as reading_acts
    from lib.ui.axial import acts as board_acts
    from lib.ui.label import acts as label_acts
    from lib.ui.sampling import batch_list

    return {
        "reader": reading_acts.do_late,
        "labeller": label_acts.do_late,
        "board": board_acts.do_late,
        "batch_list": batch_list.do_late,
    }
