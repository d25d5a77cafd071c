"""Saturation: whether reading more would show anything new, in a card beside the charts."""

from __future__ import annotations

import streamlit as st

from lib.stats.saturation import Level
from lib.ui.findings import charts, readers
from lib.ui.findings.scope import Scope
from lib.words import saturation as saturation_words

_LIGHT = {
    Level.TOO_FEW: "red",
    Level.OUTRUN: "orange",
    Level.UNSURE: "orange",
    Level.FINDING: "orange",
    Level.NEARLY: "blue",
    Level.SATURATED: "green",
}
_SIGN = {
    Level.TOO_FEW: ":material/hourglass_empty:",
    Level.OUTRUN: ":material/playlist_add:",
    Level.UNSURE: ":material/hourglass_empty:",
    Level.FINDING: ":material/trending_up:",
    Level.NEARLY: ":material/trending_flat:",
    Level.SATURATED: ":material/check_circle:",
}


def show(scope: Scope) -> None:
    """Draw the card: the light, the sentence, a small curve, and what more reading is expected to bring."""
    found, reach = scope.analysis.discovery, scope.analysis.reach
    state = saturation_words.status(found, reach)
    light = _LIGHT[state.level]
    st.markdown(f":{light}[{_SIGN[state.level]} **{state.level.capitalize()}**]")
    st.markdown(state.sentence)
    if found.has_curve:
        st.html(charts.small_discovery(scope))
    if more := saturation_words.expected(found, reach):
        st.markdown(more)
    beside = (
        saturation_words.not_grouped(found, scope.analysis.findings),
        saturation_words.not_labelled(scope.analysis.findings),
        saturation_words.not_agreed(readers.of(scope)),
    )
    for told in filter(None, beside):
        st.markdown(f":small[{told}]")
