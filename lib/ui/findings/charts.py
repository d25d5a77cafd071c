"""The charts that both Failures and Report show: of the failure modes, and of their discovery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from lib.charts import failures as failure_charts
from lib.services.findings import frames
from lib.services.findings.analysis import Analysis
from lib.services.findings.modes import ModeFinding
from lib.ui.findings.scope import Scope
from lib.ui.shell import chart_with_table
from lib.ui.shell.pick_table import Row
from lib.words import failures as failure_words
from lib.words.figures import rate

_SIDES = {"random": "Random picks", "targeted": "Targeted", "undrawn": "Not drawn"}
_DEFINITION = "Notes that are in no failure mode yet, and failed traces without a note."
_EVERY = 5


def modes(
    analysis: Analysis, rows: Sequence[ModeFinding], picked: str | None = None
) -> tuple[dict[str, Any], list[str], list[Row]]:
    """Return the chart of these failure modes, and the column titles and rows of its table."""
    read = analysis.findings.read
    title, share = failure_words.axes(analysis)
    spec = chart_with_table.bars(frames.modes(rows, read), title, picked, rate_title=share)
    sides = [side for side in _SIDES if any(row.sides[side] for row in rows)]
    columns = ["Failure mode", "Definition", "Found in", *(_SIDES[side] for side in sides)]
    columns += [f"Share of {analysis.share_of}, 95 %", "Not labelled"]
    return spec, columns, [_row(row, read, sides) for row in rows]


def _row(row: ModeFinding, read: int, sides: list[str]) -> Row:
    cells = (
        row.mode.definition if row.mode else _DEFINITION,
        f"{row.traces:,} of {read:,}",
        *(f"{row.sides[side]:,}" for side in sides),
        rate(row.estimate) if row.mode else "–",
        f"{row.unknown:,}",
    )
    return Row(row.key, row.name, cells)


def discovery(scope: Scope, *, small: bool) -> dict[str, Any]:
    """Return the discovery curve as the browser draws it."""
    return _discovery(*scope.key, small, _analysis=scope.analysis)


@st.cache_data(max_entries=32, show_spinner=False)
def _discovery(
    project_id: int,
    version: int,
    taxonomy: Any,
    wanted: Any,
    kept: Any,
    small: bool,
    *,
    _analysis: Analysis,
) -> dict[str, Any]:
    found = _analysis.discovery
    made = failure_charts.discovery(frames.discovery(found), found.plain.traces, small=small)
    spec: dict[str, Any] = made.to_dict(validate=False)
    return spec


def discovery_table(scope: Scope, *, name: str, title: str = chart_with_table.NUMBERS) -> None:
    """Draw the numbers of the discovery curve, folded, with downloads; ``name`` is that of the files."""
    found = scope.analysis.discovery
    points = frames.discovery(found)
    read = found.plain.traces
    rows = [
        Row(
            str(n),
            f"{n:,}",
            (f"{modes:.1f}", f"{low:.1f} to {high:.1f}", "read" if n <= read else "expected"),
        )
        for place, (n, modes, low, high) in enumerate(points.itertuples(index=False))
        if n == read or place % _EVERY == 0
    ]
    chart_with_table.table(
        ["Random traces", "Failure modes", "95 % band", ""],
        rows,
        name=name,
        spec=discovery(scope, small=False),
        picks=False,
        title=title,
    )
