"""Saturation: whether reading more would show anything new, in a card beside the charts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib import charts_failures
from lib.findings.modes import Discovery, discovery
from lib.stats import saturation
from lib.stats.planning import meets
from lib.stats.saturation import Level, Status
from lib.ui import failure_scope
from lib.ui.failure_scope import Scope
from lib.ui.figures import percent
from lib.ui.rate_words import Reach
from lib.ui.text import count

_LIGHT = {
    Level.TOO_FEW: "red",
    Level.OUTRUN: "orange",
    Level.FINDING: "orange",
    Level.NEARLY: "blue",
    Level.SATURATED: "green",
}
_SIGN = {
    Level.TOO_FEW: ":material/hourglass_empty:",
    Level.OUTRUN: ":material/playlist_add:",
    Level.FINDING: ":material/trending_up:",
    Level.NEARLY: ":material/trending_flat:",
    Level.SATURATED: ":material/check_circle:",
}
_MORE = 50
_POINTS = 40


def show(scope: Scope) -> None:
    """Draw the card: the light, the sentence, a small curve, and what more reading is expected to bring."""
    found = of_scope(scope)
    state = status(found, scope.reach())
    light = _LIGHT[state.level]
    st.markdown(f":{light}[{_SIGN[state.level]} **{state.level.capitalize()}**]")
    st.markdown(state.sentence)
    if has_curve(found):
        st.vega_lite_chart(
            curve(scope, small=True), key="small_curve", alt="Failure modes found by traces read"
        )
    if more := expected(found, scope.reach()):
        st.markdown(more)
    if loose := not_grouped(found):
        st.markdown(f":small[{loose}]")


def status(found: Discovery, reach: Reach) -> Status:
    """Return the light and its sentence."""
    return saturation.status(found.informed, found.reviewed, reach.like, reach.outside_of_it)


def has_curve(found: Discovery) -> bool:
    """Whether there is enough to draw a discovery curve of."""
    return found.plain.traces >= saturation.LEAST and bool(found.plain.frequencies)


def expected(found: Discovery, reach: Reach) -> str:
    """Return what more reading is expected to bring; "" where too few were read to say, or none is left."""
    more = min(_MORE, reach.covered - reach.read)
    if found.plain.traces < saturation.LEAST or more <= 0:
        return ""
    new = found.informed.expected_new(more)
    modes = "mode" if f"{new:.1f}" == "1.0" else "modes"
    drawn = f" of {reach.share_of}" if reach.outrun else ""
    verb = "is" if more == 1 else "are"
    return f"{count(more, 'more random trace')}{drawn} {verb} expected to add {new:.1f} new failure {modes}."


def not_grouped(found: Discovery) -> str:
    """Return how many random traces could still show a new failure mode, or "" for none."""
    if not found.loose:
        return ""
    verb = "counts" if found.loose == 1 else "count"
    return f"{count(found.loose, 'random trace')} not grouped yet {verb} as possible new failure modes."


def shown(found: Discovery, share_of: str) -> str:
    """Return which failures so many random traces would have shown, or "" for no random trace."""
    random = found.plain.traces
    if not random:
        return ""
    return (
        f"With {count(random, 'random trace')} you have a 95 % chance of having seen every single given "
        f"failure that hits {percent(meets(random))} of {share_of} or more; one of 1 % needs 299."
    )


def of_scope(scope: Scope) -> Discovery:
    """Return what saturation rests on for these traces."""
    return _discovery(*scope.key, _scope=scope)


def curve(scope: Scope, *, small: bool) -> dict[str, Any]:
    """Return the discovery curve as the browser draws it."""
    return _curve(*scope.key, small, _scope=scope)


@st.cache_resource(max_entries=failure_scope.LATELY, show_spinner=False)
def _discovery(
    project_id: int, version: int, taxonomy: Any, wanted: Any, kept: Any, *, _scope: Scope
) -> Discovery:
    return discovery(_scope.findings())


@st.cache_data(max_entries=32, show_spinner=False)
def _curve(
    project_id: int, version: int, taxonomy: Any, wanted: Any, kept: Any, small: bool, *, _scope: Scope
) -> dict[str, Any]:
    found = of_scope(_scope)
    made = charts_failures.discovery(points(found), found.plain.traces, small=small)
    spec: dict[str, Any] = made.to_dict(validate=False)
    return spec


def points(of: Discovery) -> pd.DataFrame:
    """Return the discovery curve with its band, from no trace to half as many again as were read."""
    read = of.plain.traces
    until = read + read // 2
    sizes = sorted({round(until * place / _POINTS) for place in range(_POINTS + 1)} | {read})
    low, high = of.plain.band(sizes)
    return pd.DataFrame({"traces": sizes, "modes": of.plain.curve(sizes), "low": low, "high": high})
