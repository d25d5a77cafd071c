"""Who and what: the same failure by version, channel, model, tenant, or any other field of the traces."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib import charts_failures
from lib.findings.parts import FEW, Part, by_value
from lib.model import Role
from lib.store import populations, traces
from lib.store.populations import VERSION
from lib.text.natural import natural
from lib.ui import evidence, exhibit, measure, shell
from lib.ui.failure_scope import Scope
from lib.ui.figures import rate
from lib.ui.measure import Measure
from lib.ui.pick_table import Row
from lib.ui.text import count, md_escape

_MOST = 30


def show(scope: Scope) -> None:
    """Draw the tab."""
    project_id = scope.visit.project.id
    fields = ([VERSION] if traces.versions(project_id) else []) + list(traces.metadata_values(project_id))
    if not fields:
        st.write("These traces have no version and no metadata that could tell them apart.")
        return
    left, right = st.columns(2)
    with left:
        failure = measure.choose(scope)
    chosen = right.selectbox(
        "By",
        fields,
        key="by",
        format_func=str,
        on_change=_changed,
        label_visibility="collapsed",
        bind="query-params",
    )
    name, of = chosen or fields[0], scope.findings()
    values = populations.field(project_id, of.material.base, name)
    parts = by_value(of, values, failure.which)[:_MOST]
    if name == VERSION:
        parts.sort(key=lambda part: natural(part.key))
    st.markdown(_sentence(parts, failure, name, scope))
    picked = next((part for part in parts if _key(part) == exhibit.picked()), None)
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
    small = [part for part in parts if part.is_small]
    if small and of.random:
        st.markdown(
            f":small[{count(len(small), 'group')} with fewer than {FEW} random traces read: their intervals "
            "are wide, so take them for hints. With many groups, some stand out by chance alone.]"
        )


def _changed() -> None:
    shell.require(Role.VIEWER)
    exhibit.pick(None)
    exhibit.anew()


def _key(part: Part) -> str:
    # A value may be empty, a key may not.
    return f"={part.key}"


def _sentence(parts: list[Part], failure: Measure, field: str, scope: Scope) -> str:
    name = md_escape(failure.name)
    told = [part for part in parts if part.estimate.value is not None and not part.is_small]
    if len(told) < 2:
        return (
            f"{name} by {md_escape(field)}. Too few random traces are read to compare groups: a group needs "
            f"{FEW} of its own."
        )
    worst = max(told, key=lambda part: part.estimate.value or 0)
    least = min(told, key=lambda part: part.estimate.value or 0)
    said = (
        f"{name} is most common where {md_escape(field)} is **{md_escape(worst.name)}**: an estimated "
        f"{rate(worst.estimate)}"
    )
    if worst.estimate.low > least.estimate.high:
        return f"{said}, against {rate(least.estimate)} for {md_escape(least.name)}."
    return f"{said}. The intervals of all groups overlap: that may be chance."


def _chart(scope: Scope, parts: list[Part], failure: Measure, field: str) -> DeltaGenerator:
    rows = [
        {
            "key": _key(part),
            "name": part.name,
            **part.sides,
            "traces": part.found,
            "of": f"{part.found:,} of {part.of.read:,}",
            "colour": failure.colour,
            "value": part.estimate.value,
            "low": part.estimate.low,
            "high": part.estimate.high,
            "rate": rate(part.estimate)
            + (" · few read" if part.is_small and part.estimate.value is not None else ""),
        }
        for part in parts
    ]
    spec = exhibit.bars(
        pd.DataFrame(rows),
        "traces found in, of those read",
        exhibit.starts_with(),
        rate_title="share of the group, 95 %",
        noun=field,
    )
    table = [
        Row(
            _key(part),
            part.name,
            (
                f"{len(part.of.serials):,}",
                f"{part.of.read:,}",
                f"{part.of.random:,}",
                f"{part.found:,}",
                rate(part.estimate),
            ),
        )
        for part in parts
    ]
    columns = [field, "Traces", "Read", "Random, counted", "Found in", "Share of the group, 95 %"]
    return exhibit.show(
        spec,
        columns,
        table,
        name="who",
        alt=f"{failure.name} by {field}",
        height=charts_failures.height(len(rows)),
    )
