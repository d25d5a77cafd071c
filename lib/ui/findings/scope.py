"""Of which traces a page speaks, and by which taxonomy: chosen here, kept in the URL. And its cache."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import streamlit as st

from lib.model import Origin, TraceFilter
from lib.services import findings
from lib.services.findings import material as reading
from lib.services.findings.analysis import Analysis
from lib.services.findings.material import Material
from lib.store.batches import designs
from lib.store.rules import events
from lib.store.taxonomy import past as taxonomy_past
from lib.store.taxonomy.past import Snapshot
from lib.store.traces import populations, traces
from lib.ui.shell import unknown
from lib.ui.shell.shell import Visit

_KEYS = (
    *("versions", "since", "until", "field", "values", "kind", "taxonomy"),
    *("by", "from_version", "to_version", "changed_on", "from_round", "to_round"),
)
"""What is chosen of one project means nothing in another."""
_REAL, _MADE = "Real traces", "Invented traces"

LATELY = 8
"""How many analyses are kept: each holds all that was read, and nobody asks for it after the next write."""

Key = tuple[int, int, Snapshot | None, TraceFilter, tuple[Origin, ...]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a page speaks of, at one version of the project: read once, and cached until the next write."""

    visit: Visit
    version: int
    analysis: Analysis

    @property
    def key(self) -> Key:
        """What caches of this scope go by."""
        of = self.analysis
        return (self.visit.project.id, self.version, of.taxonomy, of.wanted, of.kept)

    def narrowed(self, **more: Any) -> Analysis:
        """Return what is known of the part that ``more`` of the filter keeps: as of the analysis, cached."""
        project_id, version, taxonomy, wanted, kept = self.key
        return _analysis(project_id, version, taxonomy, replace(wanted, **more), kept)


@st.cache_resource(max_entries=4, show_spinner=False)
def _material(project_id: int, version: int, taxonomy: int | None) -> Material:
    return reading.material(project_id, taxonomy)


@st.cache_resource(max_entries=LATELY, show_spinner=False)
def _analysis(
    project_id: int,
    version: int,
    taxonomy: Snapshot | None,
    wanted: TraceFilter,
    kept: tuple[Origin, ...],
) -> Analysis:
    material = _material(project_id, version, taxonomy.event_id if taxonomy else None)
    return findings.of(project_id, wanted, taxonomy, kept=kept, material=material)


@st.cache_data(max_entries=32, show_spinner=False)
def _origins(project_id: int, version: int) -> dict[Origin, int]:
    return designs.origins(project_id)


def whole(visit: Visit) -> Scope:
    """Return the scope of all the project's traces: the real ones, or in a demo the invented ones."""
    version = events.version(visit.project.id)
    kept = populations.usual(_origins(visit.project.id, version))
    return Scope(visit, version, _analysis(visit.project.id, version, None, TraceFilter(), kept))


def choose(visit: Visit, *, by_taxonomy: bool = True) -> Scope:
    """Draw what narrows the page down, and return the scope. All of it stands in the URL.

    Without ``by_taxonomy`` it is always today's failure modes.
    """
    project_id, version = visit.project.id, events.version(visit.project.id)
    if st.session_state.get("scope_of") != project_id:
        for key in _KEYS:
            st.session_state.pop(key, None)
        st.session_state["scope_of"] = project_id
    there = _origins(project_id, version)
    kept, made = populations.usual(there), populations.made(there)
    _say_unknown(project_id)
    with st.popover("Filter", width="stretch"):
        if Origin.REAL in there and made:
            kind = st.radio("Kind", [_REAL, _MADE], key="kind", horizontal=True, bind="query-params")
            kept = made if kind == _MADE else kept
        wanted = _filter(project_id)
        taxonomy = _taxonomy(project_id) if by_taxonomy else None
    return Scope(visit, version, _analysis(project_id, version, taxonomy, wanted, kept))


def _say_unknown(project_id: int) -> None:
    fields = traces.metadata_values(project_id)
    unknown.say("versions", traces.versions(project_id), "version")
    unknown.say("field", fields, "field")
    unknown.say("values", fields.get(st.query_params.get("field", ""), ()), "value")
    unknown.say("taxonomy", [one.name for one in taxonomy_past.snapshots(project_id)], "taxonomy")


def _filter(project_id: int) -> TraceFilter:
    known = traces.versions(project_id)
    versions = (
        st.multiselect("Version", known, key="versions", placeholder="Any", bind="query-params")
        if known
        else []
    )
    for end_of in ("since", "until"):
        unknown.say_date(end_of)
    start, end = st.columns(2)
    since = start.date_input("From", None, key="since", bind="query-params")
    until = end.date_input("Until", None, key="until", bind="query-params")
    fields = traces.metadata_values(project_id)
    chosen: dict[str, tuple[str, ...]] = {}
    if fields:
        name = st.selectbox("Field", list(fields), None, key="field", placeholder="Any", bind="query-params")
        if name:
            values = st.multiselect(
                "Values", fields[name], key="values", placeholder="Any", bind="query-params"
            )
            chosen = {name: tuple(values)} if values else {}
    return TraceFilter(
        versions=tuple(versions),
        metadata=chosen,
        since=_midnight(since),
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def _taxonomy(project_id: int) -> Snapshot | None:
    named = {one.name: one for one in taxonomy_past.snapshots(project_id)}
    if not named:
        return None
    chosen = st.selectbox(
        "Taxonomy",
        list(named),
        None,
        key="taxonomy",
        placeholder="As it is today",
        bind="query-params",
        help="Draws every number by the failure modes as they once stood.",
    )
    return named[chosen] if chosen else None


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None
