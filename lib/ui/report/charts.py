"""The charts of a report one by one: their numbers, and each as a file of its own."""

from __future__ import annotations

from lib.ui.failures import saturation_card
from lib.ui.failures.failure_scope import Scope
from lib.ui.failures.tabs import how_often, saturation
from lib.ui.report import sections as report_sections
from lib.ui.shell import chart_with_table


def show(scope: Scope) -> None:
    """Draw the numbers of each chart as a table, folded, with downloads."""
    rows = report_sections.told(scope)[: report_sections.MOST]
    if rows:
        spec, columns, table = how_often.exhibited(scope, rows)
        title = "The chart of the failures: its numbers, and as a file"
        chart_with_table.table(columns, table, name="failures", spec=spec, text=1, picks=False, title=title)
    if saturation_card.has_curve(saturation_card.of_scope(scope)):
        saturation.table(scope, name="saturation", title="The curve: its numbers, and as a file")
