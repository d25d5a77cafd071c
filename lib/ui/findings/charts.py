"""The charts that both Failures and Report show: of the failure modes, and of their discovery."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from lib.charts import row_table, small_curve
from lib.charts.row_table import Table
from lib.services.findings import frames
from lib.services.findings.analysis import Analysis
from lib.services.findings.modes import ModeFinding
from lib.services.findings.subgroups import Changed
from lib.ui.findings import columns
from lib.ui.findings.scope import Key, Scope
from lib.ui.shell import chart_with_table
from lib.ui.shell.chart_with_table import Numbers
from lib.ui.shell.pick_table import Cell, Column, Figures, Row
from lib.words import failures as failure_words
from lib.words import fixes as fix_words
from lib.words import population as population_words

_SIDES = {"random": "Random picks", "targeted": "Targeted", "undrawn": "Not drawn"}
_DEFINITION = "Notes that are in no failure mode yet, and failed traces without a note."
_EVERY = 5
_SHOWS = "Failure modes found by traces read"
SINCE = "since"
"""The version, else the month, that a failure mode was first seen in."""

Drawn = tuple[Table, Numbers]


@dataclass(frozen=True, slots=True)
class Changes:
    """By how much the share of each failure mode changed, by its key, and the title of that column."""

    title: str
    modes: dict[str, Changed]


def modes(scope: Scope, rows: Sequence[ModeFinding], name: str, changes: Changes | None = None) -> Drawn:
    """Return the chart of these failure modes as rows, and what stands behind it; ``name`` is the files'."""
    analysis = scope.analysis
    read = analysis.findings.read
    title, share = failure_words.axes(analysis)
    frame = frames.modes(rows, read, changes.modes if changes else None)
    change = changes.title if changes else ""
    drawn = row_table.counted(frame, title, rate_title=share, change_title=change, since_title=SINCE)
    titles, told, words = table(analysis, rows)

    def spec() -> dict[str, Any]:
        from lib.charts import failures as failure_charts

        made: dict[str, Any] = failure_charts.rows(frame, title, rate_title=share).to_dict(validate=False)
        return made

    numbers = Numbers(
        name=name,
        title=failure_words.picture(analysis),
        of=population_words.population(scope.visit.project, analysis),
        columns=titles,
        rows=told,
        spec=spec,
        text=words,
    )
    return drawn, numbers


_WORDS: dict[str, Callable[[ModeFinding], str]] = {
    "Severity": lambda row: str(row.mode.severity or "") if row.mode else "",
    "Owner": lambda row: row.mode.owner if row.mode else "",
    "State": lambda row: fix_words.state(row.mode) if row.mode else "",
    "Link": lambda row: row.mode.link if row.mode else "",
    SINCE.capitalize(): lambda row: row.since,
}
"""Columns that are there where any row has something in them."""


def table(analysis: Analysis, rows: Sequence[ModeFinding]) -> tuple[list[Column], list[Row], int]:
    """Return the columns and rows of these failure modes, and how many columns after the name are words."""
    sides = [side for side in _SIDES if any(row.sides[side] for row in rows)]
    words = [name for name, of in _WORDS.items() if any(map(of, rows))]
    titles = [
        *(Column("Failure mode"), Column("Definition"), *map(Column, words)),
        *(columns.counted("Found in", "Traces read"), *(Column(_SIDES[side]) for side in sides)),
        *(columns.shares(f"Share of {analysis.share_of}"), Column("Not labelled")),
    ]
    told = [_row(row, analysis.findings.read, sides, words) for row in rows]
    return titles, told, 1 + len(words)


def _row(row: ModeFinding, read: int, sides: list[str], words: list[str]) -> Row:
    cells: tuple[Cell, ...] = (
        row.mode.definition if row.mode else _DEFINITION,
        *(_WORDS[name](row) for name in words),
        columns.count(row.traces, read),
        *(row.sides[side] for side in sides),
        columns.share(row.estimate if row.mode else replace(row.estimate, value=None)),
        row.unknown,
    )
    return Row(row.key, row.name, cells)


def discovery(scope: Scope) -> dict[str, Any]:
    """Return the discovery curve as the browser draws it."""
    return _discovery(scope.key, _scope=scope)


def small_discovery(scope: Scope) -> str:
    """Return the same for a card, as HTML."""
    return _small_discovery(scope.key, _scope=scope)


@st.cache_data(max_entries=32, show_spinner=False)
def _discovery(key: Key, *, _scope: Scope) -> dict[str, Any]:
    from lib.charts import failures as failure_charts

    found = _scope.analysis.discovery
    made = failure_charts.discovery(frames.discovery(found), found.plain.traces)
    spec: dict[str, Any] = made.to_dict(validate=False)
    return spec


@st.cache_data(max_entries=32, show_spinner=False)
def _small_discovery(key: Key, *, _scope: Scope) -> str:
    found = _scope.analysis.discovery
    return small_curve.drawn(frames.discovery(found), found.plain.traces, _SHOWS)


def discovery_table(scope: Scope, *, name: str, title: str = chart_with_table.NUMBERS) -> None:
    """Draw the numbers of the discovery curve, folded, with downloads; ``name`` is that of the files."""
    found = scope.analysis.discovery
    points = frames.discovery(found)
    read = found.plain.traces
    rows = [
        Row(
            str(n),
            f"{n:,}",
            (
                Figures(f"{modes:.1f}", (modes,)),
                Figures(f"{low:.1f} to {high:.1f}", (low, high)),
                "read" if n <= read else "expected",
            ),
        )
        for place, (n, modes, low, high) in enumerate(points.itertuples(index=False))
        if n == read or place % _EVERY == 0
    ]
    numbers = Numbers(
        name=name,
        title=failure_words.DISCOVERY,
        of=population_words.population(scope.visit.project, scope.analysis),
        columns=[
            Column("Random traces"),
            Column("Failure modes"),
            Column("95\u00a0% band", ("Low, 95\u00a0%", "High, 95\u00a0%")),
            Column("Read or expected"),
        ],
        rows=rows,
        spec=lambda: discovery(scope),
    )
    chart_with_table.table(numbers, picks=False, title=title)
