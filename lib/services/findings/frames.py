"""Findings as frames: the rows that lib/charts draws, with their labels. One function a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lib.charts import theme
from lib.services.findings.analysis import Failure
from lib.services.findings.failing_steps import ARROW, Location
from lib.services.findings.modes import Discovery, ModeFinding
from lib.services.findings.population import Findings
from lib.services.findings.subgroups import Changed, Subgroup
from lib.services.findings.together import Pair
from lib.stats.prevalence import Estimate
from lib.words import changes as change_words
from lib.words.figures import points, rate
from lib.words.text import count

_POINTS = 40
_MOST_PLACES = 10
"""More kinds of steps than this on a side make a heat map that nobody reads."""
MOST_PAIRED = 12
"""More failure modes than this have no room for their counts on a phone."""


def modes(
    rows: Sequence[ModeFinding], read: int, changes: Mapping[str, Changed] | None = None
) -> pd.DataFrame:
    """Return a row per failure mode: traces found in, of those ``read``, by how picked, and the share.

    With ``changes`` by key also by how much the share changed, and whether by more than chance.
    """
    return pd.DataFrame(
        [
            {
                "key": row.key,
                "name": row.name,
                **row.sides,
                "traces": row.traces,
                "of": f"{row.traces:,} of {read:,}",
                "colour": theme.mode_colour(row.mode.colour if row.mode else None),
                **_estimated(row.estimate, row.mode is not None),
                **_changed((changes or {}).get(row.key)),
                "since": row.since,
            }
            for row in rows
        ]
    )


def _estimated(of: Estimate, is_mode: bool) -> dict[str, Any]:
    if of.value is None or not is_mode:
        return {"value": None, "low": None, "high": None, "rate": "–"}
    return {"value": of.value, "low": of.low, "high": of.high, "rate": rate(of)}


def _changed(one: Changed | None) -> dict[str, Any]:
    return {
        "change": change_words.in_a_row(one) if one else "–",
        "clear": one is not None and one.is_clear,
    }


def colour(failure: Failure) -> str:
    """Return the colour of a failure: its mode's own, or for any the accent."""
    return theme.mode_colour(failure.mode.colour) if failure.mode else theme.ACCENT


def locations(of: Findings, found: Sequence[Location], failure: Failure) -> pd.DataFrame:
    """Return a row per location where the failure began: its traces out of all read, and its share of all."""
    rows = []
    for one in found:
        sides, estimate = of.sides(one.which), of.rate(one.which)
        rows.append(
            {
                "key": one.key,
                "name": one.name,
                **sides,
                "traces": sum(sides.values()),
                "of": f"{sum(sides.values()):,} of {of.read:,}",
                "colour": colour(failure),
                "value": estimate.value,
                "low": estimate.low,
                "high": estimate.high,
                "rate": rate(estimate),
            }
        )
    return pd.DataFrame(rows)


def moves(of: Findings, found: Sequence[Location]) -> pd.DataFrame:
    """Return a cell per last good step and first failing step, those of the most common on each side."""
    cells: list[tuple[Location, str, str, int]] = []
    for one in found:
        before, _, after = one.name.partition(ARROW)
        cells.append((one, before, after, of.count(one.which)))
    downs = _top([(before, number) for _, before, _, number in cells])
    acrosses = _top([(after, number) for _, _, after, number in cells])
    shown = [cell for cell in cells if cell[1] in downs and cell[2] in acrosses]
    shown.sort(key=lambda cell: (downs.index(cell[1]), acrosses.index(cell[2])))
    return pd.DataFrame(
        [
            {
                "key": one.key,
                "x": after,
                "y": before,
                "traces": number,
                "tip": f"{before} was good, {after} failed: {count(number, 'trace')}",
            }
            for one, before, after, number in shown
        ]
    )


def _top(named: list[tuple[str, int]]) -> list[str]:
    total: dict[str, int] = {}
    for name, number in named:
        total[name] = total.get(name, 0) + number
    return sorted(total, key=lambda name: (-total[name], name))[:_MOST_PLACES]


def groups(parts: Sequence[Subgroup], failure: Failure) -> pd.DataFrame:
    """Return a row per group of traces, each of those read of it."""
    shares = [part.estimate for part in parts]
    return pd.DataFrame(
        [
            {
                "key": group_key(part),
                "name": part.name,
                **part.sides,
                "traces": part.found,
                "of": f"{part.found:,} of {part.of.read:,}",
                "colour": colour(failure),
                "value": share.value,
                "low": share.low,
                "high": share.high,
                "rate": rate(share) + (" · few read" if part.is_small and share.value is not None else ""),
            }
            for part, share in zip(parts, shares, strict=True)
        ]
    )


def group_key(part: Subgroup) -> str:
    """Return what stands for a group in charts and URLs."""
    # A value may be empty, a key may not.
    return f"={part.key}"


def pairs(found: Sequence[Pair]) -> pd.DataFrame:
    """Return a cell per pair of the failure modes that come together most often."""
    often: Counter[str] = Counter()
    for pair in found:
        often[pair.a.name] += pair.both
        often[pair.b.name] += pair.both
    shown = [name for name, _ in often.most_common(MOST_PAIRED)]
    cells = []
    for pair in found:
        if pair.a.name in shown and pair.b.name in shown:
            # The commoner one at the side, so that half of the square stays empty.
            down, across = sorted((pair.a.name, pair.b.name), key=shown.index)
            tip = f"{down} and {across}: {count(pair.both, 'trace')}"
            cells.append({"key": pair.key, "x": across, "y": down, "traces": pair.both, "tip": tip})
    cells.sort(key=lambda cell: (shown.index(str(cell["y"])), shown.index(str(cell["x"]))))
    return pd.DataFrame(cells)


def differences(modes: Sequence[tuple[ModeFinding, Changed]]) -> pd.DataFrame:
    """Return a row per failure mode: by how much its share differs between two sides."""
    return pd.DataFrame(
        [
            {
                "key": row.key,
                "name": row.name,
                "colour": theme.mode_colour(row.mode.colour if row.mode else None),
                "value": one.difference.value,
                "low": one.difference.low,
                "high": one.difference.high,
                "said": points(one.difference),
                "clear": one.is_clear,
            }
            for row, one in modes
        ]
    )


def course(parts: Sequence[Subgroup]) -> pd.DataFrame:
    """Return a row per week or batch, in their order."""
    return pd.DataFrame(
        [
            {
                "key": part.key,
                "period": part.name,
                "value": part.estimate.value,
                "low": part.estimate.low,
                "high": part.estimate.high,
                "said": f"{part.name}: {rate(part.estimate)}, {part.estimate.random:,.0f} random",
            }
            for part in parts
        ]
    )


def discovery(of: Discovery) -> pd.DataFrame:
    """Return the discovery curve with its band, from no trace to half as many again as were read."""
    read = of.plain.traces
    until = read + read // 2
    sizes = sorted({round(until * place / _POINTS) for place in range(_POINTS + 1)} | {read})
    low, high = of.plain.band(sizes)
    return pd.DataFrame({"traces": sizes, "modes": of.plain.curve(sizes), "low": low, "high": high})
