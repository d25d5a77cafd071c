"""Frame in, altair chart out. Pure: nothing here knows where numbers come from or how they are shown."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

# Mid tones: at least 3:1 against both the light and the dark background.
ACCENT = "#12877c"
QUIET = "#7c8794"

PICK = "pick"
"""The name of the selection that a click on a bar makes."""

SIDES = ("random", "targeted", "undrawn")
"""How the traces behind a bar came to be read, in the order they are stacked."""

_WORDS = {"random": "random picks", "targeted": "targeted picks", "undrawn": "not drawn"}
_DASHES = [[1, 0], [1, 0], [3, 2]]

_WIDTH = 26
_LINES = 2
_ROW = 37
_AROUND = 110


def themed(chart: Any) -> Any:
    """Return the chart in the one look of all charts: light grid, no frame, quiet axes.

    Fonts are left to Streamlit, and text is of the colour around the chart, so that both follow its theme.
    """
    ink: dict[str, Any] = {
        "labelColor": "currentColor",
        "labelFontSize": 13,
        "titleColor": "currentColor",
        "titleFontSize": 13,
    }
    # In one call: each copies the whole chart.
    return chart.configure(
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            domain=False, ticks=False, labelPadding=8, titlePadding=10, titleFontWeight="normal", **ink
        ),
        axisX=alt.AxisConfig(gridColor="currentColor", gridOpacity=0.12, format=",d"),
        legend=alt.LegendConfig(**ink),
    )


def wrapped(name: str) -> list[str]:
    """Return a name as at most two short lines, with an ellipsis where it was cut."""
    return textwrap.wrap(
        " ".join(name.split()) or "–",
        _WIDTH,
        max_lines=_LINES,
        placeholder="…",
        break_long_words=True,
    )


def height(rows: int) -> int:
    """Return about how many pixels high ``failure_bars`` is with its axis and legend."""
    return rows * _ROW + _AROUND


def failure_bars(frame: pd.DataFrame, read: int, picked: str | None = None) -> Any:
    """Return one bar per row in the frame's order: its traces, solid where picked at random, else lighter.

    ``frame`` has the columns ``key`` (text, unique), ``name``, ``random``, ``targeted``, ``undrawn``,
    ``traces``, ``notes`` and ``grouped`` (False for notes that are in no failure mode: grey). ``read`` is out
    of how many. A click anywhere in a row selects its ``key`` under the name ``PICK``; ``picked`` is selected
    from the start.
    """
    rows = frame.assign(of=[f"{count:,} of {read:,}" for count in frame["traces"]])
    keys = list(rows["key"])
    most = max([1, *rows["traces"]])
    base = alt.Chart(rows).encode(
        y=alt.Y("key:N", sort=keys, title=None, axis=alt.Axis(labelExpr=_labels(rows), labelLimit=240))
    )
    across = alt.X(
        "count:Q",
        # Room at the right for the direct label.
        scale=alt.Scale(domain=[0, most * 1.22], nice=False),
        axis=alt.Axis(values=_ticks(most), title=f"traces in which it was noted, of {read:,} read"),
    )
    sides = [side for side in SIDES if rows[side].sum() > 0] or ["random"]
    tones = [*SIDES, *(f"loose {side}" for side in SIDES)]
    legend = alt.Legend(
        title=None,
        orient="top",
        values=sides,
        labelExpr=f"({json.dumps(_WORDS)})[datum.label]",
        symbolType="square",
        symbolStrokeColor=ACCENT,
        symbolStrokeWidth=1,
        symbolSize=130,
    )
    bars = (
        base.transform_fold(list(SIDES), as_=["side", "count"])
        .transform_filter("datum.count > 0")
        .transform_calculate(
            place=f"indexof({json.dumps(SIDES)}, datum.side)",
            tone="(datum.grouped ? '' : 'loose ') + datum.side",
        )
        .mark_bar(height={"band": 0.56}, strokeWidth=1, aria=False)
        .encode(
            x=across,
            order=alt.Order("place:Q"),
            fill=_by_tone("Fill", tones, _fills(ACCENT) + _fills(QUIET), legend),
            stroke=alt.when("datum.grouped").then(alt.value(ACCENT)).otherwise(alt.value(QUIET)),
            strokeDash=_by_tone("StrokeDash", tones, _DASHES * 2, legend),
        )
    )
    labels = base.mark_text(
        aria=False, align="left", baseline="middle", dx=7, fontSize=13, color="currentColor"
    ).encode(x=alt.X("traces:Q"), text="of:N")
    start = [{"key": picked}] if picked is not None else alt.Undefined
    pick = alt.selection_point(name=PICK, fields=["key"], toggle=False, value=start)
    # The whole row, label side included, takes the click: a bar of one trace is too thin to hit.
    whole = (
        base.mark_bar(cursor="pointer", height={"band": 1}, color=ACCENT)
        .encode(
            x=alt.value(0),
            x2=alt.value("width"),
            opacity=alt.when(pick, empty=False).then(alt.value(0.13)).otherwise(alt.value(0)),
            tooltip=[
                alt.Tooltip("name:N", title="failure mode"),
                alt.Tooltip("of:N", title="traces"),
                alt.Tooltip("random:Q", title="random picks", format=",d"),
                alt.Tooltip("targeted:Q", title="targeted picks", format=",d"),
                alt.Tooltip("undrawn:Q", title="not drawn", format=",d"),
                alt.Tooltip("notes:Q", title="notes", format=",d"),
            ],
        )
        .add_params(pick)
    )
    return themed(
        alt.layer(bars, labels, whole).properties(
            # Not a step: Vega warns of one in a chart that fits its width.
            height=len(rows) * _ROW,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
    )


def _labels(rows: pd.DataFrame) -> str:
    """A Vega expression from a key to its name in lines. JSON text is a literal of that language too."""
    names = {str(key): wrapped(name) for key, name in zip(rows["key"], rows["name"], strict=True)}
    return f"({json.dumps(names)})[datum.value]"


def _fills(colour: str) -> list[str]:
    """Solid, lighter, and empty for a dashed outline."""
    return [colour, f"{colour}5c", f"{colour}00"]


def _by_tone(channel: str, tones: Sequence[str], values: Sequence[Any], legend: alt.Legend) -> Any:
    scale = alt.Scale(domain=list(tones), range=list(values))
    return getattr(alt, channel)("tone:N", scale=scale, legend=legend)


def _ticks(most: int) -> Sequence[int]:
    """Whole numbers from zero, about five of them."""
    raw = max(1.0, most / 5)
    size = 10 ** (len(str(int(raw))) - 1)
    step = next(int(size * factor) for factor in (1, 2, 5, 10) if size * factor >= raw)
    return range(0, most + 1, step)
