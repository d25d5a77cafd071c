"""Who and what: the same failure by version, channel, model, tenant, or any other field of the traces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.charts import failures as failure_charts
from lib.model import Role
from lib.services.findings.population import Findings
from lib.services.findings.subgroups import FEW, Part, by_value
from lib.stats.prevalence import Estimate
from lib.stats.ties import largest
from lib.store.traces import populations, traces
from lib.store.traces.populations import VERSION
from lib.text.natural import natural
from lib.ui.failures import mode_picker
from lib.ui.failures.failure_scope import Scope
from lib.ui.failures.mode_picker import Measure
from lib.ui.shell import chart_with_table, shell
from lib.ui.shell.pick_table import Row
from lib.ui.trace import evidence
from lib.words.figures import percent, rate
from lib.words.rates import Reach, named
from lib.words.text import count, md_escape

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
    name, of = chosen or fields[0], scope.findings()
    values = populations.field(project_id, of.material.base, name)
    parts = by_value(of, values, failure.which)[:_MOST]
    if name == VERSION:
        parts.sort(key=lambda part: natural(part.key))
    st.markdown(sentence(parts, failure, name, scope.reach()))
    picked = next((part for part in parts if _key(part) == chart_with_table.picked()), None)
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
    for line in _remarks(parts, of, scope.reach()):
        st.markdown(f":small[{line}]")


def _remarks(parts: list[Part], of: Findings, reach: Reach) -> list[str]:
    if of.random == 0 or reach.mostly_read:
        return []
    small = [part for part in parts if part.is_small and not part.of.is_mostly_read]
    whole = [part for part in parts if part.of.is_mostly_read]
    said = []
    if whole:
        said.append(
            f"{count(len(whole), 'group')} of which more than half was read: counts only, since a share "
            "would be of those traces alone."
        )
    if small:
        said.append(
            f"{count(len(small), 'group')} with fewer than {FEW} random traces read: their intervals are "
            "wide, so take them for hints. With many groups, some stand out by chance alone."
        )
    return said


def _changed() -> None:
    shell.require(Role.VIEWER)
    chart_with_table.pick(None)
    chart_with_table.anew()


def _key(part: Part) -> str:
    # A value may be empty, a key may not.
    return f"={part.key}"


def sentence(parts: list[Part], failure: Measure, field: str, reach: Reach) -> str:
    """Return which group is apart from which, if any is; or why groups are not compared."""
    by = f"{md_escape(failure.name)} by {md_escape(field)}"
    if reach.mostly_read:
        return f"{by}, counts only. {reach.not_compared('Groups')}"
    told = [
        part
        for part in parts
        if part.estimate.value is not None and not part.is_small and not part.of.is_mostly_read
    ]
    if len(told) < 2:
        return f"{by}. Too few random traces are read to compare groups: a group needs {FEW} of its own."
    worst, *tied = largest(told, lambda part: part.estimate.value or 0)
    if tied:
        names = named([f"**{md_escape(part.name)}**" for part in (worst, *tied)])
        share = percent(worst.estimate.value or 0)
        return f"{by}: no group stands out. The largest estimated share is {share}, for {names}."
    others = [part for part in told if part is not worst]
    apart = [part for part in others if part.estimate.high < worst.estimate.low]
    where = f"where {md_escape(field)} is **{md_escape(worst.name)}**"
    if not apart:
        return (
            f"{by}: no group stands out. The largest estimated share is {where}: {rate(worst.estimate)}. Its "
            "interval overlaps all others: that may be chance."
        )
    rest = named([f"{rate(part.estimate)} for {md_escape(part.name)}" for part in apart])
    if len(apart) > 3:
        rest = f"at most {percent(max(part.estimate.high for part in apart))} for {len(apart)} others"
    how, also = ("most", "") if apart == others else ("more", " The other intervals overlap its own.")
    name = md_escape(failure.name)
    return f"{name} is {how} common {where}: an estimated {rate(worst.estimate)}, against {rest}.{also}"


def exhibited(
    parts: list[Part], failure: Measure, field: str, reach: Reach, picked: str | None = None
) -> tuple[dict[str, Any], list[str], list[Row]]:
    """Return the chart of these groups, and the column titles and rows of its table."""
    shares = [_share(part, reach) for part in parts]
    rows = [
        {
            "key": _key(part),
            "name": part.name,
            **part.sides,
            "traces": part.found,
            "of": f"{part.found:,} of {part.of.read:,}",
            "colour": failure.colour,
            "value": share.value,
            "low": share.low,
            "high": share.high,
            "rate": rate(share) + (" · few read" if part.is_small and share.value is not None else ""),
        }
        for part, share in zip(parts, shares, strict=True)
    ]
    spec = chart_with_table.bars(
        pd.DataFrame(rows),
        "traces found in, of those read",
        picked,
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
                rate(share),
            ),
        )
        for part, share in zip(parts, shares, strict=True)
    ]
    columns = [field, "Traces", "Read", "Random, counted", "Found in", "Share of the group, 95 %"]
    return spec, columns, table


def _share(part: Part, reach: Reach) -> Estimate:
    """The share of a group; none where most of it was read, which side by side would be a comparison."""
    whole = reach.mostly_read or part.of.is_mostly_read
    return replace(part.estimate, value=None) if whole else part.estimate


def _chart(scope: Scope, parts: list[Part], failure: Measure, field: str) -> DeltaGenerator:
    return chart_with_table.show(
        *exhibited(parts, failure, field, scope.reach(), chart_with_table.starts_with()),
        name="who",
        alt=f"{failure.name} by {field}",
        height=failure_charts.height(len(parts)),
    )
