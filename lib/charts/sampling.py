"""The charts of a draw before it is drawn: what it is made of, and where its traces lie."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from lib.charts.theme import ACCENT, OPENED, QUIET, themed
from lib.charts.unchecked import alt

_ROW = 22
_NAME = 34
_LETTER, _GAP = 7, 7
# Mid tones that stay apart for the commonest kinds of colour blindness, on a light and a dark background.
PALETTE = ("#3b7dc4", "#c2711f", "#8d5fb5", "#b8478a", "#5f8f1e", "#9a7b2f", "#4f6b9c")
_FAIL, _PASS, _DEFER = "#c8553d", "#2f8f5b", "#b58a1c"
_COLOURS = {
    "feedback": {"negative": _FAIL, "neutral": _DEFER, "positive": _PASS, "none given": QUIET},
    "verdict": {"fail": _FAIL, "pass": _PASS, "defer": _DEFER, "not read": QUIET, "hidden": QUIET},
}
OTHERS = "other clusters"


def composition(groups: pd.DataFrame) -> Any:
    """Return one bar per row in the frame's order: how many are picked, and a tick for a draw in proportion.

    ``groups`` has the columns ``name``, ``units`` (unread traces) and ``picked``.
    """
    size, units = max(1, groups["picked"].sum()), max(1, groups["units"].sum())
    rows = groups.assign(
        key=[str(place) for place in range(len(groups))],
        expected=groups["units"] / units * size,
        share=groups["units"] / units,
        of=[
            f"{picked:,} of {there:,}"
            for picked, there in zip(groups["picked"], groups["units"], strict=True)
        ],
    )
    names = {
        key: name if len(name) <= _NAME else name[: _NAME - 1] + "…"
        for key, name in zip(rows["key"], rows["name"], strict=True)
    }
    most = max([1.0, *rows["picked"], *rows["expected"]])
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "key:N",
            sort=list(rows["key"]),
            title=None,
            axis=alt.Axis(labelExpr=f"({json.dumps(names)})[datum.value]", labelLimit=250, labelFontSize=12),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="group"),
            alt.Tooltip("picked:Q", title="picked", format=",d"),
            alt.Tooltip("expected:Q", title="in proportion", format=".1f"),
            alt.Tooltip("units:Q", title="unread traces", format=",d"),
        ],
    )
    # In pixels: what stands behind the longest bar is as wide in a narrow window as in a wide one.
    room = _LETTER * max(map(len, rows["of"]), default=0) + 2 * _GAP
    across = alt.Scale(domain=[0, most], nice=False, range=[0, {"expr": f"max(width - {room}, width / 3)"}])
    bars = base.mark_bar(color=ACCENT, height={"band": 0.6}).encode(
        x=alt.X("picked:Q", scale=across, title=None, axis=alt.Axis(tickCount=5, tickMinStep=1))
    )
    ticks = base.mark_tick(color="currentColor", thickness=2, height=_ROW * 0.8).encode(
        x=alt.X("expected:Q", title=None)
    )
    labels = (
        base.transform_calculate(end="max(datum.picked, datum.expected)")
        .mark_text(align="left", dx=_GAP, fontSize=12, color="currentColor", aria=False)
        .encode(x=alt.X("end:Q", title=None), text="of:N")
    )
    return themed(alt.layer(bars, ticks, labels).properties(height=alt.Step(_ROW)))


def trace_map(points: pd.DataFrame, density: pd.DataFrame, colour: str) -> Any:
    """Return the map: a point per trace, over a grid that is darker where more of the others lie.

    ``colour`` is ``cluster``, ``feedback`` or ``verdict``. Picks have a dark rim. A click on a point selects
    its ``id`` under the name ``OPENED``. Columns as in ``TraceMap``.
    """
    tones = _tones(points, colour)
    bare = alt.Axis(labels=False, grid=False, title=None)
    where = {"x": alt.X("x:Q", axis=bare, scale=alt.Scale(zero=False)), "y": alt.Y("y:Q", axis=bare)}
    where["y"] = alt.Y("y:Q", axis=bare, scale=alt.Scale(zero=False))
    rows = points.assign(
        tone=points[colour].where(points[colour].isin(list(tones)), OTHERS),
        kind=["picked by this draw" if picked else "not picked" for picked in points["picked"]],
    ).sort_values("picked")
    opened = alt.selection_point(name=OPENED, fields=["id"], toggle=False)
    dots = (
        alt.Chart(rows)
        .mark_circle(cursor="pointer", strokeWidth=1.6)
        .encode(
            **where,
            color=alt.Color(
                "tone:N",
                scale=alt.Scale(domain=list(tones), range=list(tones.values())),
                legend=alt.Legend(title=None, orient="bottom", columns=2, labelLimit=230, symbolOpacity=1),
            ),
            stroke=alt.condition("datum.picked", alt.value("currentColor"), alt.value(None)),
            size=alt.condition("datum.picked", alt.value(75), alt.value(26)),
            opacity=alt.condition("datum.picked", alt.value(1), alt.value(0.55)),
            tooltip=[
                alt.Tooltip("name:N", title="trace"),
                alt.Tooltip("preview:N", title="first message"),
                alt.Tooltip("cluster:N", title="cluster"),
                alt.Tooltip("feedback:N", title="feedback"),
                alt.Tooltip("verdict:N", title="verdict"),
                alt.Tooltip("kind:N", title="this draw"),
            ],
        )
        .add_params(opened)
    )
    layers = [dots]
    if len(density):
        layers.insert(0, _grid(density, bare))
    return themed(alt.layer(*layers).properties(height=360))


def _grid(density: pd.DataFrame, bare: alt.Axis) -> Any:
    return (
        alt.Chart(density)
        .mark_rect(color=QUIET, tooltip=False)
        .encode(
            x=alt.X("x:Q", axis=bare),
            x2="x2:Q",
            y=alt.Y("y:Q", axis=bare),
            y2="y2:Q",
            opacity=alt.Opacity("traces:Q", scale=alt.Scale(type="sqrt", range=[0.04, 0.4]), legend=None),
        )
    )


def _tones(points: pd.DataFrame, colour: str) -> dict[str, str]:
    """Return the values shown with a colour of their own; of clusters, the seven largest."""
    if colour in _COLOURS:
        present = set(points[colour])
        return {name: tone for name, tone in _COLOURS[colour].items() if name in present}
    largest = [str(name) for name in points[colour].value_counts().index[: len(PALETTE)]]
    named = dict(zip(largest, PALETTE, strict=False))
    return named if points[colour].nunique() <= len(PALETTE) else named | {OTHERS: QUIET}
