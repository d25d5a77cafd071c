"""The rows of a chart as a table draws them: for each row its bar, its interval and what is said of either.

What the browser gets is plain data; ``lib/charts/failures.py`` draws the same frames as a picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from lib.charts import row_layout
from lib.charts.theme import percents, shortened, ticks

SIDES = ("random", "targeted", "undrawn")
"""How the traces behind a bar came to be read, in the order they are stacked."""

WORDS = {"random": "random picks", "targeted": "targeted picks", "undrawn": "not drawn"}

_NAME = 80
"""Of a longer name the middle is left out: what tells two apart is at either end."""

Table = dict[str, Any]
"""``noun``, ``sides`` (the words of those that are there), the axes ``counts`` and ``shares`` (None where
there is none), ``change`` and ``since`` (the titles of these columns, or ""), and ``rows``."""


def counted(
    frame: pd.DataFrame,
    title: str,
    *,
    rate_title: str = "",
    change_title: str = "",
    since_title: str = "",
    noun: str = "failure mode",
) -> Table:
    """Return one row per row of the frame, in its order: a bar of traces and, beside it, an estimate.

    The frame is that of ``failures.rows``; with ``change_title`` also with columns ``change`` and ``clear``;
    with ``since_title`` with a column ``since``, which is told where any row has one.
    """
    most = max([1, *frame["traces"]])
    counts = _axis(title, 0, most, [(float(at), f"{at:,}") for at in ticks(most)])
    counts["room"] = _room(frame["of"], map(row_layout.short_count, frame["of"]))
    shares = None
    if rate_title and frame["value"].notna().any():
        high = max(0.01, min(1.0, float(frame["high"].max())))
        shares = _axis(rate_title, 0, high, [(at, f"{at * 100:.0f}\u00a0%") for at in percents(high)])
        shares["room"] = _room(frame["rate"], map(row_layout.short_rate, frame["rate"]))
    sides = {side: WORDS[side].removesuffix(" picks") for side in SIDES if frame[side].sum() > 0}
    since_title = since_title if since_title and (frame["since"] != "").any() else ""
    rows = [
        _named(row)
        | {
            "sides": {side: int(row[side]) for side in sides},
            "of": row["of"],
            "ofShort": row_layout.short_count(row["of"]),
            **(_interval(row, row["rate"]) if shares else {}),
            **({"change": row["change"], "clear": bool(row["clear"])} if change_title else {}),
            **({"since": row["since"] or "–"} if since_title else {}),
        }
        for row in frame.to_dict("records")
    ]
    return {
        "noun": noun,
        "sides": sides,
        "counts": counts,
        "shares": shares,
        "change": change_title,
        "since": since_title,
        "rows": rows,
    }


def differing(frame: pd.DataFrame, title: str, noun: str = "failure mode") -> Table:
    """Return one row per failure mode: by how much its share differs, with its interval, around zero.

    The frame is that of ``failures.differences``.
    """
    reach = max(0.02, float(frame[["low", "high"]].abs().max().max()) * 1.05)
    steps = percents(reach)
    at = [(one, _signed(one)) for one in sorted({-one for one in steps} | set(steps))]
    shares = _axis(title, -reach, reach, at)
    shares["room"] = _room(frame["said"], frame["said"])
    rows = [
        _named(row) | _interval(row, row["said"]) | {"hollow": not row["clear"]}
        for row in frame.to_dict("records")
    ]
    return {
        "noun": noun,
        "sides": {},
        "counts": None,
        "shares": shares,
        "change": "",
        "since": "",
        "rows": rows,
    }


def _signed(share: float) -> str:
    return f"{'+' if share > 0 else '−' if share < 0 else ''}{abs(share) * 100:.0f}\u00a0%"


def _axis(title: str, low: float, high: float, at: Sequence[tuple[float, str]]) -> dict[str, Any]:
    """Ticks are said by how far they lie from the low end, as a share of the whole."""
    return {
        "title": title,
        "low": low,
        "high": high,
        "ticks": [[(one - low) / (high - low), said] for one, said in at],
    }


def _room(labels: Iterable[str], short: Iterable[str]) -> list[int]:
    """How many characters the longest label has, whole and short."""
    return [max(map(len, labels)), max(map(len, short))]


def _named(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "key": row["key"],
        "name": shortened(row["name"], _NAME),
        "whole": row["name"],
        "colour": row["colour"],
    }


def _interval(row: dict[Any, Any], said: str) -> dict[str, Any]:
    known = not pd.isna(row["value"])
    ends = {name: float(row[name]) if known else None for name in ("value", "low", "high")}
    return ends | {"rate": said, "rateShort": row_layout.short_rate(said)}
