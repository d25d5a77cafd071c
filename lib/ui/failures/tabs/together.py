"""Together: which failure modes come in the same trace."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.charts import failures as failure_charts
from lib.services.findings import frames
from lib.services.findings.together import LEAST_RANDOM, Pair
from lib.ui.findings.scope import Scope
from lib.ui.shell import chart_with_table
from lib.ui.shell.pick_table import Row
from lib.ui.trace import evidence
from lib.words import breakdown
from lib.words.figures import percent

_CELL, _AROUND = 34, 170


def show(scope: Scope) -> None:
    """Draw the tab."""
    found = scope.analysis.pairs
    if not found:
        st.write(
            "No two failure modes were found in the same trace. Readers note the first failure; label the "
            "failed traces for every failure mode to see what comes together."
        )
        return
    st.markdown(breakdown.together(found, scope.analysis.findings.read))
    picked = next((pair for pair in found if pair.key == chart_with_table.picked()), None)
    with _heat(found):
        _evidence(scope, picked)
    st.markdown(
        ":small[Counts are of traces read; targeted reading brings some pairs up. Whether two come together "
        f"by chance is judged on random traces alone, from {LEAST_RANDOM} on, and adjusted for all pairs.]"
    )


def _evidence(scope: Scope, picked: Pair | None) -> None:
    if picked is None:
        st.markdown(":small[Click a cell to read the traces that show both.]")
        return
    of = scope.analysis.findings
    first, second = scope.analysis.below(picked.a.id), scope.analysis.below(picked.b.id)
    evidence.show(
        scope.visit,
        of.reviews(of.material.positive(picked.a.id) & of.material.positive(picked.b.id)),
        title=f"{picked.a.name} and {picked.b.name}",
        of=f"together {picked.key}",
        modes=None if first is None or second is None else first | second,
    )


def _heat(found: list[Pair]) -> DeltaGenerator:
    frame = frames.pairs(found)
    return chart_with_table.show(
        failure_charts.heat(frame, "", "", chart_with_table.starts_with()).to_dict(),
        ["A", "B", "Both", "Jaccard", "B where A", "A where B", "Lift", "p, adjusted"],
        rows(found),
        name="together",
        alt="Failure modes found in the same trace",
        height=_CELL * frame["y"].nunique() + _AROUND,
        text=1,
    )


def rows(found: Sequence[Pair]) -> list[Row]:
    """Return the rows of the table, whose columns are named above."""
    return [_row(pair) for pair in found]


def _row(pair: Pair) -> Row:
    cells = (
        pair.b.name,
        f"{pair.both:,}",
        f"{pair.jaccard:.2f}",
        f"{percent(pair.both / pair.in_a)} ({pair.both:,} of {pair.in_a:,})",
        f"{percent(pair.both / pair.in_b)} ({pair.both:,} of {pair.in_b:,})",
        "–" if pair.lift is None else f"{pair.lift:.1f}",
        "–" if pair.p is None else "< 0.001" if pair.p < 0.001 else f"{pair.p:.3f}",
    )
    return Row(pair.key, pair.a.name, cells)
