"""Together: which failure modes come in the same trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.charts import failures as failure_charts
from lib.services.findings.together import LEAST_RANDOM, Pair, together
from lib.stats.ties import largest
from lib.ui.failures.failure_scope import Scope
from lib.ui.failures.mode_picker import below
from lib.ui.shell import chart_with_table
from lib.ui.shell.pick_table import Row
from lib.ui.trace import evidence
from lib.words.figures import percent
from lib.words.text import count, md_escape

_MOST = 14
_CELL, _AROUND = 34, 170


def show(scope: Scope) -> None:
    """Draw the tab."""
    of = scope.findings()
    found = _together(*scope.key, _scope=scope)
    if not found:
        st.write(
            "No two failure modes were found in the same trace. Readers note the first failure; label the "
            "failed traces for every failure mode to see what comes together."
        )
        return
    st.markdown(sentence(found, of.read))
    picked = next((pair for pair in found if pair.key == chart_with_table.picked()), None)
    with _heat(found):
        _evidence(scope, picked)
    st.markdown(
        ":small[Counts are of traces read; targeted reading brings some pairs up. Whether two come together "
        f"by chance is judged on random traces alone, from {LEAST_RANDOM} on, and adjusted for all pairs.]"
    )


def sentence(found: Sequence[Pair], read: int) -> str:
    """Return which two come together in more of the traces read than any others, if there are such."""
    top, *tied = largest(found, lambda pair: pair.both)
    names = [f"**{md_escape(pair.a.name)}** and **{md_escape(pair.b.name)}**" for pair in (top, *tied)]
    if not tied:
        return f"{names[0]} come together most often: in {count(top.both, 'trace')} of {read:,} read."
    pairs = f"{names[0]}, as {names[1]}," if len(names) == 2 else f"{len(names)} pairs each"
    return (
        f"No pair stands out: {pairs} come together in {count(top.both, 'trace')} of {read:,} read, and no "
        "other pair in more."
    )


def _evidence(scope: Scope, picked: Pair | None) -> None:
    if picked is None:
        st.markdown(":small[Click a cell to read the traces that show both.]")
        return
    of = scope.findings()
    first, second = below(scope, picked.a.id), below(scope, picked.b.id)
    evidence.show(
        scope.visit,
        of.reviews(of.material.positive(picked.a.id) & of.material.positive(picked.b.id)),
        title=f"{picked.a.name} and {picked.b.name}",
        of=f"together {picked.key}",
        modes=None if first is None or second is None else first | second,
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _together(
    project_id: int, version: int, taxonomy: Any, wanted: Any, kept: Any, *, _scope: Scope
) -> list[Pair]:
    return together(_scope.findings())


def _heat(found: list[Pair]) -> DeltaGenerator:
    often: Counter[str] = Counter()
    for pair in found:
        often[pair.a.name] += pair.both
        often[pair.b.name] += pair.both
    shown = [name for name, _ in often.most_common(_MOST)]
    cells = []
    for pair in found:
        if pair.a.name in shown and pair.b.name in shown:
            # The commoner one at the side, so that half of the square stays empty.
            down, across = sorted((pair.a.name, pair.b.name), key=shown.index)
            tip = f"{down} and {across}: {count(pair.both, 'trace')}"
            cells.append({"key": pair.key, "x": across, "y": down, "traces": pair.both, "tip": tip})
    cells.sort(key=lambda cell: (shown.index(str(cell["y"])), shown.index(str(cell["x"]))))
    frame = pd.DataFrame(cells)
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
