"""The charts of what was found: counts with estimates beside them, differences, places, pairs, discovery.

Every chart takes a frame with a column ``key``; a click selects it under the name ``charts.PICK``.
"""

from __future__ import annotations

import json
import textwrap
from typing import Any

import pandas as pd

from lib.charts import row_layout
from lib.charts.row_layout import Room
from lib.charts.row_table import SIDES, WORDS
from lib.charts.theme import ACCENT, PICK, QUIET, beside, named, percents, shortened, themed, ticks
from lib.charts.unchecked import alt

_HOLLOW = "M-1,-1H1V1H-1Z"
_HATCHED = f"{_HOLLOW}M-1,0L0,-1M-1,1L1,-1M0,1L1,0"
_FILLED = _HOLLOW + "".join(f"M-1,{place / 8}H1" for place in range(-7, 8))
_SHAPES = (_FILLED, _HATCHED, _HOLLOW)
"""How the sides look in the legend, in strokes alone: in print and without colour they stay apart."""
_STROKES, _STROKE = 44, 5
"""At most so many strokes hatch the longest bar, so many pixels apart: marks, since Vega has no patterns."""

_APART: dict[str, Any] = {"labelOverlap": "parity", "labelSeparation": 12}
"""Where space is small every other label is left out, before two run together into one number."""
_BELOW: dict[str, Any] = {"orient": "bottom", "titleAnchor": "start", **_APART}

_ROW, _AROUND = 37, 132
_BAR = 0.56
"""The height of a bar, as a share of its row."""
_CELL, _ASIDE = 34, 16
"""Of a heat map: the height of a row, and the characters of a line beside it."""
_TITLE, _RATE_TITLE, _LONE_TITLE = 17, 22, 40
"""So many characters of an axis title fit a line in a small window: of two side by side, and of one alone."""


def height(rows: int) -> int:
    """Return about how many pixels high a chart of so many rows is with its axes and legend."""
    return rows * _ROW + _AROUND


def rows(
    frame: pd.DataFrame,
    title: str,
    picked: str | None = None,
    *,
    rate_title: str = "",
    noun: str = "failure mode",
) -> Any:
    """Return one row per row of the frame, in its order: a bar of traces and, beside it, an estimate.

    ``frame`` has the columns ``key`` (text, unique), ``name``, ``random``, ``targeted``, ``undrawn``,
    ``traces``, ``of`` (its direct label) and ``colour``. With ``rate_title`` also ``value``, ``low``,
    ``high`` (shares, nan for none) and ``rate`` (their label). ``title`` names the axis of the bars,
    ``noun`` what a row is.
    """
    with_rates = bool(rate_title) and bool(frame["value"].notna().any())
    most = max([1, *frame["traces"]])
    room = row_layout.shared(list(frame["of"]), list(frame["rate"]) if with_rates else [])
    frame = frame.assign(of_short=frame["of"].map(row_layout.short_count))
    if with_rates:
        frame = frame.assign(rate_short=frame["rate"].map(row_layout.short_rate))
    # Data and rows are named once, around the layers: each step of making one copies all that it holds.
    base = alt.Chart()
    parts = [_bars(base, frame, most, title, room)]
    if with_rates:
        parts.append(_intervals(base, frame, rate_title, room))
    pick = _pick(picked)
    parts.append(_whole(base, pick, frame, noun, with_rates))
    chart = alt.layer(
        *parts,
        data=frame,
        encoding={"y": _row(frame)},
        resolve=alt.Resolve(scale=alt.ScaleResolveMap(x="independent")),
        # Not a step: Vega warns of one in a chart that fits its width.
        height=len(frame) * _ROW,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )
    return themed(chart)


def _row(frame: pd.DataFrame) -> alt.Y:
    names = dict(zip(frame["key"], frame["name"], strict=True))
    return alt.Y("key:N", sort=list(frame["key"]), title=None, axis=beside(names))


def _pick(picked: str | None) -> Any:
    start = [{"key": picked}] if picked is not None else alt.Undefined
    return alt.selection_point(name=PICK, fields=["key"], toggle=False, value=start)


def _marked() -> alt.OpacityValue:
    """What takes the click is seen only where it is picked."""
    return alt.OpacityValue(0, condition={"param": PICK, "empty": False, "value": 0.13})


def _bars(base: Any, frame: pd.DataFrame, most: int, title: str, room: Room) -> Any:
    sides = [side for side in SIDES if frame[side].sum() > 0] or ["random"]
    across = alt.X(
        "count:Q",
        scale=alt.Scale(domain=[0, most], nice=False, rangeMax=alt.expr(room.bars_end)),
        axis=alt.Axis(values=ticks(most), title=_lines(title, _TITLE), **_BELOW),
    )
    folded = (
        base.transform_fold(list(SIDES), as_=["side", "count"])
        .transform_filter("datum.count > 0")
        .transform_calculate(place=f"indexof({list(SIDES)}, datum.side)")
    )
    solid = "datum.side === 'random'"
    bars = folded.mark_bar(height={"band": _BAR}, strokeWidth=1, aria=False).encode(
        x=across,
        order=alt.Order("place:Q"),
        fill=alt.Fill("colour:N", scale=None),
        stroke=alt.Stroke("colour:N", scale=None),
        fillOpacity=alt.FillOpacityValue(0, condition={"test": solid, "value": 1}),
    )
    scale = alt.Scale(domain=list(SIDES), range=list(_SHAPES))
    # Marks of no size: they only make the legend.
    look = alt.Legend(
        title=None,
        orient="top",
        values=sides,
        labelExpr=f"({WORDS})[datum.label]",
        symbolSize=140,
        symbolStrokeWidth=1.2,
    )
    legend = folded.mark_point(size=0, opacity=1, color=QUIET, aria=False).encode(
        x=across,
        shape=alt.Shape("side:N", scale=scale, legend=look),
    )
    labels = _label(base, "of", room).encode(x=alt.X("traces:Q"))
    return alt.layer(legend, bars, _hatching(base, most, room), labels)


def _hatching(base: Any, most: int, room: Room) -> Any:
    """Slanted strokes over the targeted part of each bar; a part shorter than two of them stays hollow."""
    apart = f"({most} / clamp(({room.bars_end}) / {_STROKE}, 1, {_STROKES}))"
    begin, end = f"datum.random + {apart} / 2", f"datum.random + datum.targeted - {apart} * 0.4"
    return (
        base.transform_calculate(at=f"sequence({begin}, {end}, {apart})")
        .transform_flatten(["at"])
        .mark_point(shape="M-0.24,1L0.24,-1", size=(_ROW * _BAR) ** 2, strokeWidth=1.3, opacity=1, aria=False)
        .encode(x=alt.X("at:Q"), stroke=alt.Stroke("colour:N", scale=None))
    )


def _label(base: Any, name: str, room: Room) -> Any:
    said = alt.expr(f"{room.is_narrow} ? datum.{name}_short : datum.{name}")
    look: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": 13, "color": "currentColor"}
    return base.mark_text(text=said, dx=row_layout.DX, aria=False, **look)


def _lines(title: str, width: int) -> list[str]:
    return textwrap.wrap(title, width)


def _intervals(base: Any, frame: pd.DataFrame, title: str, room: Room) -> Any:
    most = min(1.0, float(frame["high"].max()))
    scale = alt.Scale(
        domain=[0, max(most, 0.01)],
        nice=False,
        rangeMin=alt.expr(room.rates_begin),
        rangeMax=alt.expr(room.rates_end),
    )
    known = base.transform_filter("isValid(datum.value)")
    axis = alt.Axis(title=_lines(title, _RATE_TITLE), format=".0%", values=percents(most), **_BELOW)
    line = known.mark_rule(strokeWidth=1.6, aria=False).encode(
        x=alt.X("low:Q", scale=scale, axis=axis),
        x2="high:Q",
        color=alt.Color("colour:N", scale=None),
    )
    dot = known.mark_point(filled=True, size=70, opacity=1, aria=False).encode(
        x=alt.X("value:Q", scale=scale, axis=axis), color=alt.Color("colour:N", scale=None)
    )
    label = _label(known, "rate", room).encode(x=alt.X("high:Q", scale=scale, axis=axis))
    return alt.layer(line, dot, label)


def _whole(base: Any, pick: Any, frame: pd.DataFrame, noun: str, with_rates: bool) -> Any:
    told = [alt.Tooltip("name:N", title=noun), alt.Tooltip("of:N", title="traces")]
    told += [
        alt.Tooltip(f"{side}:Q", title=WORDS[side], format=",d") for side in SIDES if frame[side].sum() > 0
    ]
    if with_rates:
        told.append(alt.Tooltip("rate:N", title="estimate, 95\u00a0%"))
    return _strip(base, pick, told)


def differences(frame: pd.DataFrame, title: str, picked: str | None = None) -> Any:
    """Return one row per failure mode: by how much its share differs, with its interval, around zero.

    ``frame``: ``key``, ``name``, ``colour``, ``value``, ``low``, ``high`` (points of share), ``said`` (label)
    and ``clear`` (whether it holds after looking at all modes: solid, else hollow).
    """
    reach = max(0.02, float(frame[["low", "high"]].abs().max().max()) * 1.05)
    end = row_layout.shared(list(frame["said"]), []).bars_end
    scale = alt.Scale(domain=[-reach, reach], nice=False, rangeMax=alt.expr(end))
    grid = percents(reach)
    axis = alt.Axis(
        title=_lines(title, _LONE_TITLE),
        values=sorted({-one for one in grid} | set(grid)),
        labelExpr="(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + format(abs(datum.value), '.0%')",
        **_APART,
    )
    base = alt.Chart(frame).encode(y=_row(frame))
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(opacity=0.5, color="currentColor")
    zero = zero.encode(x=alt.X("zero:Q", scale=scale, axis=axis))
    line = base.mark_rule(strokeWidth=1.6, aria=False).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", color=alt.Color("colour:N", scale=None)
    )
    dot = base.mark_point(size=70, opacity=1, strokeWidth=2, aria=False).encode(
        x=alt.X("value:Q", scale=scale, axis=axis),
        stroke=alt.Stroke("colour:N", scale=None),
        fill=alt.Fill("colour:N", scale=None),
        fillOpacity=alt.when("datum.clear").then(alt.value(1)).otherwise(alt.value(0)),
    )
    label = base.mark_text(
        aria=False, align="left", baseline="middle", dx=8, fontSize=13, color="currentColor"
    ).encode(x=alt.X("high:Q", scale=scale, axis=axis), text="said:N")
    whole = _strip(base, _pick(picked), [alt.Tooltip("name:N", title=" "), alt.Tooltip("said:N", title=" ")])
    return themed(
        alt.layer(zero, line, dot, label, whole).properties(
            height=len(frame) * _ROW, autosize=alt.AutoSizeParams(type="fit-x", contains="padding")
        )
    )


def _strip(base: Any, pick: Any, tooltip: list[alt.Tooltip]) -> Any:
    """The whole row, its name included, takes the click: a bar of one trace is too thin to hit."""
    return (
        base.mark_bar(cursor="pointer", height={"band": 1}, color=ACCENT)
        .encode(
            x=alt.value(0),
            x2=alt.value("width"),
            opacity=_marked(),
            tooltip=tooltip,
        )
        .add_params(pick)
    )


def heat(frame: pd.DataFrame, across: str, down: str, picked: str | None = None) -> Any:
    """Return a table of counts as a heat map; the count stands in each cell.

    ``frame``: ``key``, ``x`` and ``y`` (names), ``traces``, ``tip`` (words for the tooltip), and only cells
    that have traces.
    """
    most = max([1, *frame["traces"]])
    # Upright: slanted names lie on each other on a phone, and the last one ends outside of the chart.
    above = alt.Axis(
        labelExpr=_shortened(frame["x"], 22),
        labelAngle=-90,
        labelLimit=170,
        orient="top",
        grid=False,
        # Else names are left out.
        labelOverlap=False,
    )
    aside = beside({name: name for name in frame["y"]}, width=_ASIDE)
    base = alt.Chart(frame).encode(
        x=alt.X("x:N", title=across, sort=None, axis=above),
        y=alt.Y("y:N", title=down, sort=None, axis=aside),
    )
    pick = _pick(picked)
    cells = (
        base.mark_rect(cursor="pointer", cornerRadius=2)
        .encode(
            fill=alt.Fill(
                "traces:Q",
                scale=alt.Scale(domain=[0, most], range=[f"{ACCENT}14", ACCENT]),
                legend=None,
            ),
            stroke=alt.when(pick, empty=False).then(alt.value(QUIET)).otherwise(alt.value("transparent")),
            strokeWidth=alt.value(3),
            tooltip=[alt.Tooltip("tip:N", title=" ")],
        )
        .add_params(pick)
    )
    small = alt.expr(f"width < {frame['x'].nunique() * 25} ? 11 : 13")
    text = base.mark_text(aria=False, fontSize=small).encode(
        text="traces:Q",
        color=alt.when(f"datum.traces > {most * 0.8}")
        .then(alt.value("#ffffff"))
        .otherwise(alt.value("currentColor")),
    )
    return themed(
        alt.layer(cells, text).properties(
            height=max(3, frame["y"].nunique()) * _CELL,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
    )


def _shortened(names: pd.Series[str], length: int) -> str:
    """A Vega expression from a name to itself, short enough to stand at the side of a heat map."""
    return f"({json.dumps({name: shortened(name, length) for name in names})})[datum.value]"


def trend(frame: pd.DataFrame, title: str, colour: str, picked: str | None = None) -> Any:
    """Return shares over time with their intervals, in the order of the frame.

    ``frame``: ``key``, ``period`` (label), ``value``, ``low``, ``high`` and ``said`` (tooltip).
    """
    base = alt.Chart(frame).encode(
        x=alt.X(
            "key:N",
            sort=list(frame["key"]),
            title=None,
            axis=alt.Axis(
                labelAngle=0,
                grid=False,
                labelLimit=90,
                labelExpr=named(dict(zip(frame["key"], frame["period"], strict=True)), width=12),
            ),
        )
    )
    scale = alt.Scale(domain=[0, max(0.02, float(frame["high"].max()))], nice=False)
    axis = alt.Axis(title=title, format=".0%", gridColor="currentColor", gridOpacity=0.12, tickCount=5)
    line = base.mark_rule(strokeWidth=1.6, aria=False, color=colour).encode(
        y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q"
    )
    dot = base.mark_point(filled=True, size=80, opacity=1, color=colour, aria=False).encode(
        y=alt.Y("value:Q", scale=scale, axis=axis)
    )
    pick = _pick(picked)
    whole = (
        base.mark_bar(cursor="pointer", width={"band": 1}, color=ACCENT)
        .encode(
            y=alt.value(0),
            y2=alt.value("height"),
            opacity=_marked(),
            tooltip=[alt.Tooltip("said:N", title="share")],
        )
        .add_params(pick)
    )
    return themed(
        alt.layer(line, dot, whole).properties(
            height=300, autosize=alt.AutoSizeParams(type="fit-x", contains="padding")
        )
    )


def discovery(frame: pd.DataFrame, read: int) -> Any:
    """Return the discovery curve: failure modes expected in so many random traces, with its band.

    ``frame``: ``traces``, ``modes``, ``low``, ``high``; beyond ``read`` the line is broken: extrapolated.
    """
    most = max(1.0, float(frame["high"].max()))
    axis = alt.Axis(title="random traces read", tickCount=4, grid=False, format="d")
    x = alt.X("traces:Q", scale=alt.Scale(nice=False), axis=axis)
    y_axis = alt.Axis(
        title="failure modes found",
        tickCount=5,
        format="d",
        grid=True,
        gridColor="currentColor",
        gridOpacity=0.12,
    )
    scale = alt.Scale(domain=[0, most * 1.05], nice=False)
    base = alt.Chart(frame)
    band = base.mark_area(opacity=0.18, color=ACCENT, aria=False).encode(
        x=x, y=alt.Y("low:Q", scale=scale, axis=y_axis), y2="high:Q"
    )
    parts = [band]
    for kept, dash in ((f"datum.traces <= {read}", [1, 0]), (f"datum.traces >= {read}", [4, 4])):
        parts.append(
            base.transform_filter(kept)
            .mark_line(color=ACCENT, strokeDash=dash, strokeWidth=2.2, aria=False)
            .encode(x=x, y=alt.Y("modes:Q", scale=scale, axis=y_axis))
        )
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    return themed(alt.layer(*parts, height=280, autosize=fit))
