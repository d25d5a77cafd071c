"""Two people side by side: which of them is stricter, and where their failure modes differ."""

from __future__ import annotations

import streamlit as st

from lib.failure_modes import FailureMode
from lib.model import Reading
from lib.stats import double_reading
from lib.ui.shell import choice
from lib.words import reliability as words
from lib.words.text import count


def show(found: list[Reading], modes: list[FailureMode], names: dict[int, str]) -> None:
    """Draw two people side by side: whether one is stricter, and the failure modes one by one."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header("Two people compared", width="content")
        with st.popover("?", help="What these are", type="tertiary"):
            st.markdown(f"{words.STRICT}\n\n{words.KAPPA}")
    pairs = double_reading.pairs(found)
    first, second, _ = pairs[0]
    if len(pairs) > 1:
        pair_words = {
            (one, other): f"{names[one]} and {names[other]}: {count(of, 'trace')}" for one, other, of in pairs
        }
        pair = choice.select("Two people", pair_words, key="two_people", first=(first, second), width=420)
        first, second = pair or (first, second)
    table = double_reading.by_verdict(found, first, second)
    if told := words.strictness(table, names[first], names[second]):
        st.markdown(told)
    rows = double_reading.by_mode(found, modes, first, second)
    if not rows:
        st.write("No failure mode was seen by either in a trace whose notes are all grouped.")
        return
    called = {mode.id: mode.name for mode in modes}
    said = words.suggestions(rows, called, words.stricter(table, names[first], names[second]))
    st.markdown("\n".join(f"* {line}" for line in said) or "No failure mode stands out as read differently.")
    st.markdown(words.table(rows, called, names[first], names[second]))
