"""How far readers agree, as a chart with its numbers."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib.charts import agreement as agreement_charts
from lib.stats.double_reading import Score
from lib.ui.shell import chart_with_table
from lib.ui.shell.pick_table import Row


def show(scores: Mapping[str, Score]) -> None:
    """Draw Krippendorff's alpha of each, by name, and its table; nothing where there is no alpha."""
    drawn = agreement_charts.alphas(scores)
    if drawn is None:
        return
    spec = drawn.to_dict()
    st.vega_lite_chart(spec, key="agreement", alt="Krippendorff's alpha with its interval")
    columns = ["Agreement on", "Krippendorff's alpha", "95 % interval", "The same", "Traces"]
    rows = [_row(name, score) for name, score in scores.items()]
    chart_with_table.table(columns, rows, name="reliability", spec=spec, picks=False)


def _row(name: str, score: Score) -> Row:
    def decimal(value: float) -> str:
        return f"{value:.3f}"

    alpha = "–" if score.alpha is None else decimal(score.alpha)
    known = score.low is not None and score.high is not None
    interval = f"{decimal(score.low or 0)} to {decimal(score.high or 0)}" if known else "–"
    return Row(name, name, (alpha, interval, f"{score.same:,}", f"{score.of:,}"))
