"""A chart as a picture, made on this machine: for what is read outside of the app."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WIDTH, NARROW = 700, 420
"""Pixels: what fits a page, and a phone, where the other would have letters too small to read."""
_FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
"""Faces of the same width, so that text measured here fits wherever one of them is."""
_PADDING = {"left": 40, "right": 40, "top": 5, "bottom": 5}
"""Room for text where none of them is, and a wider face takes their place."""
_TITLE, _LINE = 70, 100
"""So many characters of a title, and of a line below it, fit above a chart."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture says of itself, wherever it is taken: its title, and lines below: of what, from when."""

    title: str
    lines: tuple[str, ...]


def svg(spec: Mapping[str, Any], width: int = WIDTH, caption: Caption | None = None) -> str:
    """Return the chart of this Vega-Lite specification as SVG, in black on white, ``width`` pixels wide.

    With a caption above it.

    Nothing is fetched for it: data and pictures by address are refused, with ``ValueError``.
    """
    # Its engine takes half a second to start: only whoever makes a picture waits for it.
    import vl_convert

    own = {**spec, "width": width, "background": "white", "padding": _PADDING}
    if caption:
        own["title"] = _titled(caption)
    own["config"] = {**spec.get("config", {}), "font": _FONT}
    made: str = vl_convert.vegalite_to_svg(own, allowed_base_urls=[])
    return made


def _titled(caption: Caption) -> dict[str, Any]:
    look = {"anchor": "start", "frame": "bounds", "fontSize": 17, "subtitleFontSize": 12, "offset": 14}
    lines = [line for told in caption.lines for line in textwrap.wrap(told, _LINE)]
    return {"text": textwrap.wrap(caption.title, _TITLE), "subtitle": lines, "subtitlePadding": 6, **look}


def png(spec: Mapping[str, Any], width: int = WIDTH, caption: Caption | None = None) -> bytes:
    """Return the same as PNG, with two pixels for each. A picture inside of it is refused, too."""
    import vl_convert

    drawn = svg(spec, width, caption)
    # A name that says so stands there escaped. Making pixels would fetch it, whatever is allowed.
    if "<image" in drawn:
        raise ValueError("A chart with a picture inside is not made into pixels.")
    made: bytes = vl_convert.svg_to_png(drawn, scale=2)
    return made
