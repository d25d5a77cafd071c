"""The discovery curve for a card, as plain HTML: Vega's engine takes longer than the page around it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

import pandas as pd

from lib.charts.theme import ACCENT, ticks

_HIGH, _BESIDE = 120, 28
"""Pixels: the height of the curve, and the room for its scale at the left."""
_LABEL = "position:absolute;font-size:13px;line-height:1;"


def drawn(frame: pd.DataFrame, read: int, alt: str) -> str:
    """Return it as HTML: modes expected in so many random traces, with its band, broken beyond ``read``.

    ``frame``: ``traces``, ``modes``, ``low``, ``high``, as ``failures.discovery`` has it. ``alt`` says what
    it shows. It is as wide as its place; its scales are of the colour of the text around it.
    """
    wide, top = float(frame["traces"].max()), 1.05 * max(1.0, float(frame["high"].max()))
    beside = "".join(
        f'<span style="{_LABEL}right:100%;margin-right:8px;{at};transform:translateY(-50%)">{said}</span>'
        f'<i style="position:absolute;left:0;right:0;{at};border-top:1px solid;opacity:0.12"></i>'
        for said, at in ((one, f"top:{100 - 100 * one / top:.2f}%") for one in ticks(int(top), 3))
    )
    below = "".join(
        f'<span style="{_LABEL}top:100%;margin-top:8px;left:{100 * one / wide:.2f}%;'
        f'transform:translateX(-50%)">{one}</span>'
        for one in ticks(int(wide), 4)
    )
    # A picture, since Streamlit takes SVG out of HTML.
    return (
        f'<div style="position:relative;height:{_HIGH}px;margin:8px 14px 24px {_BESIDE}px">{beside}{below}'
        f'<img alt="{escape(alt)}" src="data:image/svg+xml,{quote(_lines(frame, read, wide, top))}" '
        'style="position:absolute;width:100%;height:100%"></div>'
    )


def _lines(frame: pd.DataFrame, read: int, wide: float, top: float) -> str:
    def points(traces: Iterable[float], modes: Iterable[float]) -> str:
        at = zip(traces, modes, strict=True)
        return " ".join(f"{100 * x / wide:.2f},{100 - 100 * y / top:.2f}" for x, y in at)

    def line(kept: pd.DataFrame, dash: str) -> str:
        return (
            f'<polyline points="{points(kept["traces"], kept["modes"])}" fill="none" stroke="{ACCENT}" '
            f'stroke-width="2.2" stroke-dasharray="{dash}" vector-effect="non-scaling-stroke"/>'
        )

    band = points([*frame["traces"], *frame["traces"][::-1]], [*frame["low"], *frame["high"][::-1]])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f'<polygon points="{band}" fill="{ACCENT}" fill-opacity="0.18"/>'
        f"{line(frame[frame['traces'] <= read], '')}{line(frame[frame['traces'] >= read], '4 4')}</svg>"
    )
