"""The three figures of agreement: failed or not, first failing step, failure modes."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.stats import double_reading
from lib.ui.reliability import agreement_chart
from lib.words import reliability as words


def show(found: double_reading.Figures, of: str) -> None:
    """Draw the figures of verdict, first failing step and failure modes; ``of`` which traces, in markdown."""
    verdict, steps, modes = st.columns(3, gap="small")
    with figure(verdict, "Failed or not", same(found.verdict.same, found.verdict.of), words.ALPHA):
        st.markdown(f":small[{words.alpha(found.verdict)}]")
    with figure(steps, "First failing step", same(found.steps.exact, found.steps.of), words.STEP):
        st.markdown(f":small[{words.steps(found.steps)}]")
    with figure(modes, "Failure modes", same(*found.modes_failed), words.MASI):
        st.markdown(f":small[{words.modes(found)}]")
    agreement_chart.show({"Failed or not": found.verdict, "Failure modes": found.modes}, of)


def same(alike: int, of: int) -> str:
    """Return how many are the same, out of how many."""
    return f"{alike:,} of {of:,} the same" if of else "Nothing to compare"


def figure(column: DeltaGenerator, name: str, value: str, term: str) -> DeltaGenerator:
    """Draw a card with its name, a "?" that explains its term, and its value; return it."""
    card = column.container(border=True, height="stretch", gap="xxsmall")
    with card.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(name, width="content")
        with st.popover("?", help="What this is", type="tertiary"):
            st.markdown(term)
    card.markdown(f"**{value}**")
    return card
