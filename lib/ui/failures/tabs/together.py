"""Together: which failure modes come in the same trace."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.services.findings import frames
from lib.services.findings.together import LEAST_RANDOM, Pair
from lib.ui.findings.scope import Scope
from lib.ui.shell import chart_with_table
from lib.ui.shell.chart_with_table import Numbers
from lib.ui.shell.pick_table import Column, Figures, Row
from lib.ui.trace import evidence
from lib.words import breakdown
from lib.words import population as population_words
from lib.words.figures import percent


def show(scope: Scope) -> None:
    """Draw the tab."""
    found = scope.analysis.pairs
    if not found:
        st.write(
            "No two failure modes were found in the same trace. Readers note the first failure; label the "
            "failed traces for every failure mode to see what comes together."
        )
        return
    said = breakdown.together(found, scope.analysis.findings.read), breakdown.by_chance(found)
    st.markdown(" ".join(filter(None, said)))
    picked = next((pair for pair in found if pair.key == chart_with_table.picked()), None)
    with _heat(scope, found):
        _evidence(scope, picked)
    if len({mode.id for pair in found for mode in (pair.a, pair.b)}) > frames.MOST_PAIRED:
        st.markdown(
            f":small[The chart has the {frames.MOST_PAIRED} failure modes found most often together with "
            "others; the table below it has every pair.]"
        )
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


def _heat(scope: Scope, found: list[Pair]) -> DeltaGenerator:
    from lib.charts import failures as failure_charts

    frame, picked = frames.pairs(found), chart_with_table.starts_with()
    numbers = Numbers(
        name="together",
        title="Failure modes found in the same trace",
        of=population_words.population(scope.visit.project, scope.analysis),
        columns=[
            *(Column("A"), Column("B"), Column("Both"), Column("Jaccard")),
            Column("B where A", ("B where A", "Traces with A")),
            Column("A where B", ("A where B", "Traces with B")),
            *(Column("Lift"), Column("p, adjusted")),
        ],
        rows=rows(found),
        spec=lambda: failure_charts.heat(frame, "", "", picked).to_dict(validate=False),
        text=1,
    )
    return chart_with_table.show(numbers)


def rows(found: Sequence[Pair]) -> list[Row]:
    """Return the rows of the table, whose columns are named above."""
    return [_row(pair) for pair in found]


def _row(pair: Pair) -> Row:
    small = pair.p is not None and pair.p < 0.001
    cells = (
        pair.b.name,
        pair.both,
        Figures(f"{pair.jaccard:.2f}", (pair.jaccard,)),
        _where(pair.both, pair.in_a),
        _where(pair.both, pair.in_b),
        Figures("–" if pair.lift is None else f"{pair.lift:.1f}", (pair.lift,)),
        Figures("–" if pair.p is None else "< 0.001" if small else f"{pair.p:.3f}", (pair.p,)),
    )
    return Row(pair.key, pair.a.name, cells)


def _where(both: int, of: int) -> Figures:
    return Figures(f"{percent(both / of)} ({both:,} of {of:,})", (both / of, of))
