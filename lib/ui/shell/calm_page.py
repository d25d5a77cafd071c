"""A page with one thing to say: the logo, a heading, a sentence, and one thing to do. Nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

LOGO = Path(__file__).with_name("logo.svg")
WIDTH = 520
_HEIGHT = 480


def titled(title: str) -> None:
    """Have the browser's tab say what this page is."""
    st.set_page_config(page_title=f"{title} · Faultline")


@contextmanager
def calm_page(heading: str, sentence: str, tab: str = "") -> Iterator[None]:
    """Draw the page, centred; what is drawn inside comes below the sentence. ``sentence`` is markdown.

    ``tab`` is said in the browser's tab in place of a long heading.
    """
    titled(tab or heading)
    with st.container(
        height=_HEIGHT, border=False, horizontal_alignment="center", vertical_alignment="center"
    ):
        st.image(LOGO.read_text("utf-8"), width=180, alt="Faultline")
        st.title(heading, anchor=False, width=WIDTH, text_alignment="center")
        st.markdown(sentence, width=WIDTH, text_alignment="center")
        yield
