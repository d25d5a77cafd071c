"""Where: at which step of a trace things first went wrong, and what was the last step that was still good."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.charts import row_table
from lib.model import Role
from lib.services.findings import frames
from lib.services.findings.analysis import Failure
from lib.services.findings.failing_steps import At, By, Location, first_steps, located, locations, moves
from lib.services.findings.population import Findings
from lib.store.counts import evidence as stored
from lib.ui.failures import mode_picker
from lib.ui.findings import columns
from lib.ui.findings.scope import Scope
from lib.ui.shell import chart_with_table, shell
from lib.ui.shell.chart_with_table import Numbers
from lib.ui.shell.pick_table import Column, Row
from lib.ui.trace import evidence
from lib.words import breakdown
from lib.words import population as population_words
from lib.words.text import capital, count

_MOVES = "After what"


def show(scope: Scope) -> None:
    """Draw the tab."""
    failure, by = _choices(scope)
    of = scope.analysis.findings
    steps = first_steps(of, failure.which)
    at = _steps_at(*scope.key, steps, _who=scope.visit.person)
    failed = of.count(failure.which)
    if not at:
        st.write(
            f"{count(failed, 'failed trace')}, and no note says at which step. Readers mark the first "
            "failing step on the Annotate page; this tab then shows where things break."
        )
        return
    found = moves(of, at) if by == _MOVES else locations(of, at, By(by))
    if not found:
        st.write("None of these failures is in a tool call.")
        return
    known = located(of, at)
    if by == By.TOOL:
        st.markdown(breakdown.in_no_tool(of, failure, found, known))
    st.markdown(breakdown.where(of, failure, found, known, failed))
    beneath = _heat(scope, found, failure) if by == _MOVES else _bars(scope, found, failure)
    picked = next((one for one in found if one.key == chart_with_table.picked()), None)
    with beneath:
        if picked is None:
            st.markdown(":small[Click a place to read the traces that first failed there.]")
        else:
            evidence.show(
                scope.visit,
                of.reviews(picked.which),
                title=picked.name,
                of=f"where {failure.key} {picked.key}",
                modes=failure.modes,
            )


def _choices(scope: Scope) -> tuple[Failure, str]:
    left, right = st.columns([2, 4], vertical_alignment="bottom")
    with left:
        failure = mode_picker.choose(scope)
    with right:
        by = st.radio(
            "By",
            [*By, _MOVES],
            key="place",
            horizontal=True,
            on_change=_changed,
            label_visibility="collapsed",
            bind="query-params",
        )
    return failure, str(by or By.KIND)


def _changed() -> None:
    shell.require(Role.VIEWER)
    chart_with_table.pick(None)
    chart_with_table.anew()


@st.cache_data(max_entries=32, show_spinner=False)
def _steps_at(
    project_id: int, version: int, taxonomy: Any, wanted: Any, kept: Any, steps: dict[int, int], *, _who: Any
) -> At:
    return stored.steps_at(_who, project_id, steps)


def _bars(scope: Scope, found: list[Location], failure: Failure) -> DeltaGenerator:
    on = scope.analysis
    frame, share = frames.locations(on.findings, found, failure), f"share of {on.share_of}"
    title = f"traces that first failed there, of {on.findings.read:,} read"

    def spec() -> dict[str, Any]:
        from lib.charts import failures as failure_charts

        made: dict[str, Any] = failure_charts.rows(
            frame, title, rate_title=f"{share}, 95\u00a0%", noun="place"
        ).to_dict(validate=False)
        return made

    numbers = Numbers(
        name="where",
        title=f"{failure.name}: traces by first failing step",
        of=population_words.population(scope.visit.project, on),
        columns=[
            *(Column("First failed at"), columns.counted("Traces", "Traces read")),
            *(Column("Random picks"), Column("Targeted"), columns.shares(capital(share))),
        ],
        rows=[row(on.findings, one) for one in found],
        spec=spec,
    )
    drawn = row_table.counted(frame, title, rate_title=f"{share}, 95\u00a0%", noun="place")
    return chart_with_table.show_rows(drawn, numbers)


def row(of: Findings, one: Location) -> Row:
    """Return the row of one location: its traces out of all read, as its share is one of all there are."""
    sides = of.sides(one.which)
    cells = (columns.count(sum(sides.values()), of.read), sides["random"], sides["targeted"])
    return Row(one.key, one.name, (*cells, columns.share(of.rate(one.which))))


def _heat(scope: Scope, found: list[Location], failure: Failure) -> DeltaGenerator:
    from lib.charts import failures as failure_charts

    of = scope.analysis.findings
    frame, picked = frames.moves(of, found), chart_with_table.starts_with()
    numbers = Numbers(
        name="moves",
        title=f"{failure.name}: traces by last good step and first failing step",
        of=population_words.population(scope.visit.project, scope.analysis),
        columns=[Column("Last good → first failing"), Column("Traces")],
        rows=[Row(one.key, one.name, (of.count(one.which),)) for one in found],
        spec=lambda: failure_charts.heat(frame, "first failing step", "last good step", picked).to_dict(
            validate=False
        ),
    )
    return chart_with_table.show(numbers)
