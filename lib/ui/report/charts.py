"""The charts of a report one by one: their numbers, and each as a file of its own."""

from __future__ import annotations

from lib.ui import exhibit, report_parts, saturation_card, tab_how_often, tab_saturation
from lib.ui.failure_scope import Scope


def show(scope: Scope) -> None:
    """Draw the numbers of each chart as a table, folded, with downloads."""
    rows = report_parts.told(scope)[: report_parts.MOST]
    if rows:
        spec, columns, table = tab_how_often.exhibited(scope, rows)
        title = "The chart of the failures: its numbers, and as a file"
        exhibit.table(columns, table, name="failures", spec=spec, text=1, picks=False, title=title)
    if saturation_card.has_curve(saturation_card.of_scope(scope)):
        tab_saturation.table(scope, name="saturation", title="The curve: its numbers, and as a file")
