"""The least that Streamlit needs to answer a key: a fragment with nothing in it but the answer."""

import gc

import streamlit as st

_echo = st.components.v2.component(
    "floor",
    html='<div class="floor"></div>',
    js="""export default function ({ data, parentElement, setTriggerValue }) {
        const at = parentElement.querySelector(".floor");
        at.textContent = data.count;
        document.onkeydown = () => setTriggerValue("key", data.count);
    }""",
    isolate_styles=False,
)


@st.cache_resource
def start() -> None:
    """As Faultline does: what the imports made is not collected after every run."""
    gc.collect()
    gc.freeze()


def pressed() -> None:
    """Count."""
    st.session_state.count = st.session_state.get("count", 0) + 1


@st.fragment
def pane() -> None:
    """Answer."""
    _echo(key="echo", data={"count": st.session_state.get("count", 0)}, on_key_change=pressed)


start()
pane()
