"""The charts of a report one by one: their numbers, and each as a file of its own."""

from __future__ import annotations

from lib.services.reporting import MOST
from lib.ui.findings import charts
from lib.ui.findings.scope import Scope
from lib.ui.shell import chart_with_table


def show(scope: Scope) -> None:
    """Draw the numbers of each chart as a table, folded, with downloads."""
    rows = scope.analysis.found[:MOST]
    if rows:
        _, numbers = charts.modes(scope, rows, "failures")
        title = "The chart of the failures: its numbers, and as a file"
        chart_with_table.table(numbers, picks=False, title=title)
    if scope.analysis.discovery.has_curve:
        charts.discovery_table(scope, name="saturation", title="The curve: its numbers, and as a file")
