"""Saturation in full: the discovery curve, what it says, and the figures behind it for experts."""

from __future__ import annotations

from math import isnan
from typing import Any

import streamlit as st

from lib.services.findings.modes import Discovery, open_codes
from lib.stats.saturation import LEAST, Incidence, guest
from lib.store.counts import evidence
from lib.ui.failures import saturation_card
from lib.ui.failures.failure_scope import Scope
from lib.ui.shell import chart_with_table
from lib.ui.shell.pick_table import Row
from lib.words.figures import percent
from lib.words.text import count

_BASE, _RUN = 20, 10
_STEP = 10


def show(scope: Scope) -> None:
    """Draw the tab."""
    found = saturation_card.of_scope(scope)
    random = found.plain.traces
    if random == 0:
        st.write(
            "Saturation is judged by random traces, and none was read yet. Draw some at random on the "
            f"Sampling page; from {LEAST} on, this page says how likely the next shows a failure not listed."
        )
        return
    st.markdown(
        "The line is the number of failure modes that so many random traces show on average; broken, what "
        "more reading is expected to bring. The band is its 95 % interval. "
        f"Of {count(random, 'random trace')}."
    )
    st.vega_lite_chart(
        saturation_card.curve(scope, small=False), key="full_curve", alt="Failure modes by traces read"
    )
    table(scope, name="saturation")
    st.markdown(saturation_card.shown(found, scope.share_of))
    unseen = found.informed.richness()
    if random >= LEAST and found.plain.frequencies:
        at_least = found.listed + round(unseen.chao2_corrected - unseen.seen)
        st.markdown(
            f"At least about {count(at_least, 'failure mode')} exist; {found.listed:,} "
            f"{'was' if found.listed == 1 else 'were'} found."
        )
    _experts(found, _open_codes(*scope.key, _scope=scope))


def table(scope: Scope, *, name: str, title: str = chart_with_table.NUMBERS) -> None:
    """Draw the numbers of the discovery curve, folded, with downloads; ``name`` is that of the files."""
    found = saturation_card.of_scope(scope)
    points = saturation_card.points(found)
    read = found.plain.traces
    rows = [
        Row(
            str(n),
            f"{n:,}",
            (f"{modes:.1f}", f"{low:.1f} to {high:.1f}", "read" if n <= read else "expected"),
        )
        for place, (n, modes, low, high) in enumerate(points.itertuples(index=False))
        if n == read or place % (_STEP // 2) == 0
    ]
    chart_with_table.table(
        ["Random traces", "Failure modes", "95 % band", ""],
        rows,
        name=name,
        spec=saturation_card.curve(scope, small=False),
        picks=False,
        title=title,
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _open_codes(
    project_id: int, version: int, taxonomy: Any, wanted: Any, kept: Any, *, _scope: Scope
) -> Incidence:
    of = _scope.findings()
    failed = of.material.read.review_id[of.material.failed].tolist()
    return open_codes(of, evidence.noted(failed))


def _experts(found: Discovery, wordings: Incidence) -> None:
    informed, plain = found.informed, found.plain
    value, bound = informed.unseen_probability()
    chao = informed.richness()
    ratio = guest(found.order, _BASE, _RUN)
    coverage = plain.coverage()
    with st.expander("For experts"):
        lines = [
            f"T = {plain.traces} random traces, U1 = {informed.unique} of them alone in showing a mode; "
            f"P(new) = U1 / T = {value:.3f}, 95 % bound {bound:.3f} (Esty's variance in score form, "
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
        f"P(new) = {value:.3f}, 95 % bound {bound:.3f}. Most notes are worded anew, so this falls late if at "
        "all; saturation of the failure modes is what counts."
    )
