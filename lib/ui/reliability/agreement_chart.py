"""How far readers agree, as a chart with its numbers."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib.stats.double_reading import Score
from lib.ui.shell import chart_with_table
from lib.ui.shell.chart_with_table import Numbers
from lib.ui.shell.pick_table import Column, Figures, Row
from lib.words.figures import decimal

_TITLE = "How far readers agree: Krippendorff's alpha with its 95\u00a0% interval"


def show(scores: Mapping[str, Score], of: str) -> None:
    """Draw Krippendorff's alpha of each, by name, and its table; nothing where there is no alpha.

    ``of`` says in markdown of which traces.
    """
    from lib.charts import agreement as agreement_charts

    drawn = agreement_charts.alphas(scores)
    if drawn is None:
        return
    spec = drawn.to_dict(validate=False)
    st.vega_lite_chart(spec, key="agreement", alt=_TITLE)
    columns = [
        *(Column("Agreement on"), Column("Krippendorff's alpha")),
        *(
            Column("95\u00a0% interval", ("Low, 95\u00a0%", "High, 95\u00a0%")),
            Column("The same"),
            Column("Traces"),
        ),
    ]
    rows = [_row(name, score) for name, score in scores.items()]
    numbers = Numbers("reliability", _TITLE, of, columns, rows, lambda: spec)
    chart_with_table.table(numbers, picks=False)


def _row(name: str, score: Score) -> Row:
    known = score.low is not None and score.high is not None
    interval = f"{decimal(score.low, 3)} to {decimal(score.high, 3)}" if known else "–"
    figures = (Figures(decimal(score.alpha, 3), (score.alpha,)), Figures(interval, (score.low, score.high)))
    return Row(name, name, (*figures, score.same, score.of))
