"""Who and what: the same failure by version, channel, model, tenant, or any other field of the traces."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.charts import row_table
from lib.model import Role
from lib.services.findings import frames
from lib.services.findings.analysis import Failure
from lib.services.findings.subgroups import Subgroup, against_rest
from lib.store.traces import traces
from lib.store.traces.populations import VERSION
from lib.ui.failures import mode_picker
from lib.ui.findings import columns
from lib.ui.findings.scope import Scope
from lib.ui.shell import chart_with_table, shell
from lib.ui.shell.chart_with_table import Numbers
from lib.ui.shell.pick_table import Column, Row
from lib.ui.trace import evidence
from lib.words import breakdown
from lib.words import population as population_words

_MOST = 12


def show(scope: Scope) -> None:
    """Draw the tab."""
    project_id = scope.visit.project.id
    fields = ([VERSION] if traces.versions(project_id) else []) + list(traces.metadata_values(project_id))
    if not fields:
        st.write("These traces have no version and no metadata that could tell them apart.")
        return
    left, right = st.columns(2)
    with left:
        failure = mode_picker.choose(scope)
    chosen = right.selectbox(
        "By",
        fields,
        key="by",
        format_func=str,
        on_change=_changed,
        label_visibility="collapsed",
        bind="query-params",
    )
    name, of = chosen or fields[0], scope.analysis.findings
    parts = scope.analysis.groups(name, failure.which, _MOST)
    apart = against_rest(of, parts, failure.which)
    st.markdown(breakdown.who(parts, apart, failure, name))
    picked = next((part for part in parts if frames.group_key(part) == chart_with_table.picked()), None)
    with _chart(scope, parts, failure, name):
        if picked is None:
            st.markdown(":small[Click a group to read its failed traces.]")
        else:
            evidence.show(
                scope.visit,
                picked.of.reviews(failure.which),
                title=f"{failure.name}, {name} {picked.name}",
                of=f"who {failure.key} {name} {picked.key}",
                modes=failure.modes,
            )
    for line in breakdown.of_groups(parts, of):
        st.markdown(f":small[{line}]")


def _changed() -> None:
    shell.require(Role.VIEWER)
    chart_with_table.pick(None)
    chart_with_table.anew()


def _chart(scope: Scope, parts: list[Subgroup], failure: Failure, field: str) -> DeltaGenerator:
    frame = frames.groups(parts, failure)
    counts, share = "traces found in, of those read", "share of the group, 95\u00a0%"

    def spec() -> dict[str, Any]:
        from lib.charts import failures as failure_charts

        made: dict[str, Any] = failure_charts.rows(frame, counts, rate_title=share, noun=field).to_dict(
            validate=False
        )
        return made

    numbers = Numbers(
        name="who",
        title=f"{failure.name} by {field}",
        of=population_words.population(scope.visit.project, scope.analysis),
        columns=[
            *(Column(field), Column("Traces"), Column("Read"), Column("Random, counted"), Column("Found in")),
            columns.shares("Share of the group"),
        ],
        rows=[row(part) for part in parts],
        spec=spec,
    )
    drawn = row_table.counted(frame, counts, rate_title=share, noun=field)
    return chart_with_table.show_rows(drawn, numbers)


def row(part: Subgroup) -> Row:
    """Return the row of one group."""
    of = part.of
    cells = (len(of.serials), of.read, of.random, part.found)
    return Row(frames.group_key(part), part.name, (*cells, columns.share(part.estimate)))
