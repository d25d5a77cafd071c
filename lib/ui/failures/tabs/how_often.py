"""How often: traces per failure mode, by how they were picked, and the estimated share of all."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.model import Role
from lib.services.findings import comparison
from lib.services.findings.modes import ModeFinding
from lib.stats.pareto import vital_few
from lib.ui.failures import mending, rank_table
from lib.ui.failures.mending import Edit
from lib.ui.findings import charts
from lib.ui.findings.charts import Changes
from lib.ui.findings.scope import Scope
from lib.ui.shell import chart_with_table, shell, unknown
from lib.ui.trace import evidence
from lib.words import changes as change_words
from lib.words import failures as failure_words
from lib.words.text import capital, count

ORDERS = ("Traces found in", "Estimated share", "Severity × share", "Latest")


def show(scope: Scope, edit: Edit) -> None:
    """Draw the tab: the chart, the table, and what is behind the picked row, which ``edit`` changes."""
    unknown.say(chart_with_table.PICKED, [row.key for row in scope.analysis.modes], "failure mode")
    never = scope.analysis.never_found
    rows = _ordered([row for row in scope.analysis.modes if row not in never], _order(scope))
    changes = _changes(*scope.key, _scope=scope)
    with chart_with_table.show_rows(*charts.modes(scope, rows, "how-often", changes)):
        _evidence(scope, next((row for row in rows if row.key == chart_with_table.picked()), None), edit)
    if changes and any(one.is_clear for one in changes.modes.values()):
        st.markdown(f":small[{change_words.ARROW}]")
    for told in filter(None, (_pareto(rows), failure_words.never_found(never))):
        st.markdown(f":small[{told}]")
    rank_table.show(scope)


@st.cache_data(max_entries=32, show_spinner=False)
def _changes(
    project_id: int, version: int, taxonomy: Any, wanted: Any, kept: Any, *, _scope: Scope
) -> Changes | None:
    """By how much each share changed from the last version but one to the last, where they are compared."""
    sides = comparison.last_versions(_scope.analysis, _scope.narrowed)
    if sides is None:
        return None
    _, modes = comparison.compared(_scope.analysis, *sides)
    return Changes(change_words.column(*sides), {row.key: one for row, one in modes})


def _order(scope: Scope) -> str:
    has_rates = scope.analysis.findings.random > 0
    severe = any(row.severity for row in scope.analysis.modes)
    offered = [
        order
        for order in ORDERS
        if (order != ORDERS[1] or has_rates) and (order != ORDERS[2] or (severe and has_rates))
    ]
    chosen = st.radio(
        "Sorted by",
        offered,
        key="order",
        on_change=_sorted_anew,
        horizontal=True,
        label_visibility="collapsed",
        bind="query-params",
    )
    return chosen or offered[0]


def _sorted_anew() -> None:
    shell.require(Role.VIEWER)
    chart_with_table.anew()


def _ordered(rows: list[ModeFinding], order: str) -> list[ModeFinding]:
    def weight(row: ModeFinding) -> tuple[float, ...]:
        share = row.estimate.value or 0.0
        return {
            ORDERS[0]: (row.traces,),
            ORDERS[1]: (share, row.traces),
            ORDERS[2]: (share * (row.severity or 0), share),
            ORDERS[3]: (row.last, row.traces),
        }[order]

    # What is in no mode stands last: it is no failure of its own.
    return sorted(rows, key=lambda row: (row.mode is None, *(-one for one in weight(row))))


def _pareto(rows: list[ModeFinding]) -> str:
    found = [row.traces for row in rows if row.mode and row.mode.parent_id is None]
    few, share = vital_few(found)
    # Of what is not grouped yet nobody knows what it makes up.
    if few == 0 or len(found) < 3 or any(row.mode is None and row.traces for row in rows):
        return ""
    modes = count(len(found), "failure mode")
    return f"{few} of {modes} make up {share * 100:.0f}\u00a0% of what was found; a trace may show several."


def _evidence(scope: Scope, picked: ModeFinding | None, edit: Edit) -> None:
    if picked is None:
        st.markdown(":small[Pick a row to read the traces behind it.]")
        return
    of = scope.analysis.findings
    if picked.mode is None:
        which, modes = of.material.loose, None
    else:
        which, modes = of.material.positive(picked.mode.id), scope.analysis.below(picked.mode.id)
    if picked.mode:
        mending.show(scope, picked.mode, edit)
    st.markdown(f":small[{capital(failure_words.found(picked, scope.analysis))}.]")
    evidence.show(
        scope.visit,
        of.reviews(which),
        title=picked.name,
        of=f"how-often {picked.key}",
        about=picked.mode.definition if picked.mode else "",
        modes=modes,
    )
