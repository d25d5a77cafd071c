"""Saturation in full: the discovery curve, what it says, and the figures behind it for experts."""

from __future__ import annotations

from math import isnan

import streamlit as st

from lib.services.findings.modes import Discovery
from lib.stats.saturation import LEAST, Incidence, guest
from lib.ui.findings import charts
from lib.ui.findings.scope import Scope
from lib.words import saturation as saturation_words
from lib.words.figures import percent
from lib.words.text import count

_BASE, _RUN = 20, 10


def show(scope: Scope) -> None:
    """Draw the tab."""
    found = scope.analysis.discovery
    random = found.plain.traces
    if random == 0:
        st.write(
            "Saturation is judged by random traces, and none was read yet. Draw some at random on the "
            f"Sampling page; from {LEAST} on, this page says how likely the next shows a failure not listed."
        )
        return
    st.markdown(
        "The line is the number of failure modes that so many random traces show on average; broken, what "
        "more reading is expected to bring. The band is its 95\u00a0% interval. "
        f"Of {count(random, 'random trace')}."
    )
    st.vega_lite_chart(charts.discovery(scope), key="full_curve", alt="Failure modes by traces read")
    charts.discovery_table(scope, name="saturation")
    st.markdown(saturation_words.shown(found, scope.analysis.share_of))
    unseen = found.informed.richness()
    if random >= LEAST and found.plain.frequencies:
        at_least = found.listed + round(unseen.chao2_corrected - unseen.seen)
        st.markdown(
            f"At least about {count(at_least, 'failure mode')} {'exists' if at_least == 1 else 'exist'}; "
            f"{found.listed:,} {'was' if found.listed == 1 else 'were'} found."
        )
    _experts(found, scope.analysis.wordings)


def _experts(found: Discovery, wordings: Incidence) -> None:
    informed, plain = found.informed, found.plain
    value, bound = informed.unseen_probability()
    chao = informed.richness()
    ratio = guest(found.order, _BASE, _RUN)
    coverage = plain.coverage()
    with st.expander("For experts"):
        lines = [
            f"T = {plain.traces} random traces, U1 = {informed.unique} of them alone in showing a mode; "
            f"P(new) = U1 / T = {value:.3f}, 95\u00a0% bound {bound:.3f} (Esty's variance in score form, "
            "never below Clopper–Pearson).",
            f"Modes shown by one trace alone Q1 = {informed.q1}, by two Q2 = {informed.q2}. What targeted "
            "traces showed counts as known for a random trace of the same draw or a later one.",
            f"Chao2 {chao.chao2:.1f} ({chao.low:.1f} to {chao.high:.1f}), bias-corrected "
            f"{chao.chao2_corrected:.1f}: a lower bound, and a rough one.",
        ]
        if not isnan(coverage):
            lines.append(
                f"Sample coverage {percent(coverage)}: the share of failure occurrences that known modes "
                "cover, not the chance above. "
                + " ".join(
                    f"{percent(goal)} needs {plain.extra_for_coverage(goal):,} more traces."
                    for goal in (0.95, 0.99)
                )
            )
        lines.append(
            "Until 100 traces are expected to bring one new mode: "
            f"{count(informed.extra_for_rate(0.01), 'more random trace')}."
        )
        lines.append(_by_wording(wordings))
        if ratio is not None:
            lines.append(
                f"Guest, Namey & Chen 2020, base {_BASE}, run {_RUN}: {percent(ratio)} new information. A "
                "heuristic from interview research; on traces it stops far too early."
            )
        st.markdown("\n".join(f"* {line}" for line in lines))


def _by_wording(found: Incidence) -> str:
    value, bound = found.unseen_probability()
    return (
        f"Open codes, each different wording of a note as one: {len(found.frequencies):,} in these traces, "
        f"P(new) = {value:.3f}, 95\u00a0% bound {bound:.3f}. Most notes are worded anew, so this falls late "
        "if at all; saturation of the failure modes is what counts."
    )
