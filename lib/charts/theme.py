"""Frame in, altair chart out. Pure: nothing here knows where numbers come from or how they are shown."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

# Mid tones: at least 3:1 against both the light and the dark background.
ACCENT = "#12877c"
QUIET = "#7c8794"

PICK = "pick"
"""The name of the selection that a click on a bar makes."""

OPENED = "opened"
"""The name of the selection that a click on a point makes."""

MODE_COLOURS = (
    *("#0f766e", "#b45309", "#2f6fb0", "#8a4a9e", "#b03a5b"),
    *("#5b7c1f", "#b87ae0", "#b88f00", "#52a370", "#7a70d6"),
    *("#1fa3b8", "#d67a5c", "#a3705c", "#8f668f", "#d666a3"),
    *("#5c85c2", "#8f8533", "#3d99eb", "#1f8f7a", "#5266cc"),
)
"""Fixed per failure mode, by its ``colour``, everywhere: those of ``chartCategoricalColors`` in the theme.

After the first six, each is the one farthest in OKLab from those before it and from ``QUIET``, as most people
and as the red-green blind see them, of all with a contrast of 3 to both backgrounds.
Nobody keeps twenty apart by colour alone: its name always stands beside it.
"""

_WIDTH = 26
_LINE = 15
_LINES = 2


def themed(chart: Any) -> Any:
    """Return the chart in the one look of all charts: light grid, no frame, quiet axes.

    Fonts are left to Streamlit, and text is of the colour around the chart, so that both follow its theme.
    """
    from lib.charts.unchecked import alt

    ink: dict[str, Any] = {
        "labelColor": "currentColor",
        "labelFontSize": 13,
        "titleColor": "currentColor",
        "titleFontSize": 13,
    }
    # Set, where chart.configure would copy the whole chart first.
    chart.config = alt.Config(
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            domain=False,
            ticks=False,
            # Else the first and the last label stand beside what they name.
            labelFlush=False,
            labelPadding=8,
            titlePadding=10,
            titleFontWeight="normal",
            **ink,
        ),
        axisX=alt.AxisConfig(gridColor="currentColor", gridOpacity=0.12, format=",d"),
        legend=alt.LegendConfig(**ink),
    )
    return chart


def shortened(name: str, length: int) -> str:
    """Return a name on one line. Of a longer one the middle is left out, since its end may tell it apart."""
    line = " ".join(name.split()) or "–"
    if len(line) <= length:
        return line
    end = (length - 1) * 2 // 5
    return f"{line[: length - 1 - end].rstrip()}…{line[-end:].lstrip()}"


def wrapped(name: str, width: int = _WIDTH) -> list[str]:
    """Return a name as at most two short lines, its middle left out where it is too long for them."""
    for length in range(_LINES * width, width, -1):
        lines = textwrap.wrap(shortened(name, length), width, break_long_words=True)
        if len(lines) <= _LINES:
            return lines
    return [shortened(name, width)]


def mode_colour(place: int | None) -> str:
    """Return the colour of a failure mode by its ``colour``; a quiet one for what is in no mode."""
    return QUIET if place is None else MODE_COLOURS[place % len(MODE_COLOURS)]


def named(names: Mapping[str, str], *, width: int = _WIDTH) -> str:
    """Return a Vega expression from a key to its name in lines. JSON text is a literal of that language."""
    cut = {key: wrapped(name, width) for key, name in names.items()}
    # A list of one line would stand lower than plain text.
    plain = {key: name[0] if len(name) == 1 else name for key, name in cut.items()}
    return f"({json.dumps(plain)})[datum.value]"


def beside(names: Mapping[str, str], *, width: int = _WIDTH) -> Any:
    """Return an axis at the side with these names of its keys, each beside the middle of its row."""
    from lib.charts.unchecked import alt

    lines = named(names, width=width)
    # Vega puts the first line of several there.
    up = {"condition": {"test": f"isArray({lines})", "value": -_LINE / 2}, "value": 0}
    look: dict[str, Any] = {"labelLimit": 8 * width + 2, "labelLineHeight": _LINE, "labelOverlap": False}
    return alt.Axis(labelExpr=lines, labelOffset=up, grid=False, **look)


def percents(most: float) -> list[float]:
    """Return shares from zero, about four of them, at whole percents."""
    step = next((step for step in (0.01, 0.02, 0.05, 0.1, 0.2) if most / step <= 4), 0.25)
    return [place * step for place in range(int(most / step + 1e-9) + 1)]


def ticks(most: int, about: int = 5) -> Sequence[int]:
    """Return whole numbers from zero, ``about`` so many of them."""
    raw = max(1.0, most / about)
    size = 10 ** (len(str(int(raw))) - 1)
    step = next(int(size * factor) for factor in (1, 2, 5, 10) if size * factor >= raw)
    return range(0, most + 1, step)
