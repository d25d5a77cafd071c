"""Of which traces the Failures page speaks, and by which taxonomy: chosen here, kept in the URL, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
import streamlit as st

from lib.model import Origin, TraceFilter
from lib.services.findings import material as reading
from lib.services.findings import modes
from lib.services.findings.material import Material
from lib.services.findings.modes import ModeFinding
from lib.services.findings.population import Findings, findings
from lib.stats.prevalence import Estimate
from lib.store.batches import designs
from lib.store.batches.designs import Span
from lib.store.recoding import criteria_drift
from lib.store.recoding.criteria_drift import Flips
from lib.store.rules import events
from lib.store.taxonomy import past as taxonomy_past
from lib.store.taxonomy.past import Snapshot
from lib.store.traces import traces
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_filters
from lib.words import rates as rate_words
from lib.words.rates import Reach
from lib.words.text import count, md_escape, when

_KEYS = (
    *("versions", "since", "until", "field", "values", "kind", "taxonomy"),
    *("by", "from_version", "to_version", "changed_on", "from_round", "to_round"),
)
"""What is chosen of one project means nothing in another."""
_REAL, _MADE = "Real traces", "Invented traces"
_FEW_VERSIONS = 4

LATELY = 8
"""How many findings are kept: each holds all that was read, and nobody asks for it after the next write."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the page speaks of, at one version of the project.

    ``kept`` are the origins of its traces; ``left_out`` traces are of others. ``taxonomy`` is an earlier
    state of the failure modes, None for today's.
    """

    visit: Visit
    version: int
    wanted: TraceFilter
    kept: tuple[Origin, ...]
    left_out: int
    taxonomy: Snapshot | None = None

    @property
    def key(self) -> tuple[int, int, int | None, TraceFilter, tuple[Origin, ...]]:
        """What caches of this scope go by."""
        change = self.taxonomy.event_id if self.taxonomy else None
        return (self.visit.project.id, self.version, change, self.wanted, self.kept)

    @property
    def is_real(self) -> bool:
        """Whether rates are of real traffic."""
        return self.kept == (Origin.REAL,)

    @property
    def share_of(self) -> str:
        """What a rate is a share of, in words."""
        return self.reach().share_of

    def reach(self) -> Reach:
        """Of which of these traces rates speak."""
        return _reach(*self.key)

    def findings(self) -> Findings:
        """What is known of these traces."""
        return _findings(*self.key)

    def modes(self) -> list[ModeFinding]:
        """Every failure mode with its count and rate."""
        return _modes(*self.key)

    def span(self) -> Span:
        """When these traces happened, and the versions that made them."""
        return _span(*self.key)

    def overall(self) -> tuple[dict[str, int], Estimate]:
        """The failed traces and the share of traces that fail."""
        return modes.overall(self.findings())

    def flips(self) -> dict[int, Flips]:
        """How looking again went, by failure mode: of all the project's traces, whatever the filter."""
        return _flips(self.visit.project.id, self.version)

    def part(self, **more: Any) -> Scope:
        """The same scope with its filter narrowed."""
        wanted = TraceFilter(**{name: getattr(self.wanted, name) for name in _FILTERS} | more)
        return replace(self, wanted=wanted)


_FILTERS = ("text", "feedback", "status", "versions", "metadata", "since", "until", "drawn")


@st.cache_resource(max_entries=4, show_spinner=False)
def _material(project_id: int, version: int, taxonomy: int | None) -> Material:
    return reading.material(project_id, taxonomy)


@st.cache_resource(max_entries=LATELY, show_spinner=False)
def _findings(
    project_id: int, version: int, taxonomy: int | None, wanted: TraceFilter, kept: tuple[Origin, ...]
) -> Findings:
    serials = designs.population(project_id, wanted, kept)
    return findings(_material(project_id, version, taxonomy), serials)


@st.cache_resource(max_entries=32, show_spinner=False)
def _modes(
    project_id: int, version: int, taxonomy: int | None, wanted: TraceFilter, kept: tuple[Origin, ...]
) -> list[ModeFinding]:
    return modes.by_mode(_findings(project_id, version, taxonomy, wanted, kept))


@st.cache_data(max_entries=32, show_spinner=False)
def _reach(
    project_id: int, version: int, taxonomy: int | None, wanted: TraceFilter, kept: tuple[Origin, ...]
) -> Reach:
    of = _findings(project_id, version, taxonomy, wanted, kept)
    since = bool(of.is_outrun and of.material.draws)
    if since:
        last = max(draw.drawn_at for draw in of.material.draws)
        since = bool(np.isin(of.outside, designs.imported_since(project_id, last)).all())
    return rate_words.reach(of, since=since, kind="" if kept == (Origin.REAL,) else "invented")


@st.cache_data(max_entries=32, show_spinner=False)
def _flips(project_id: int, version: int) -> dict[int, Flips]:
    return criteria_drift.flips(project_id)


@st.cache_data(max_entries=32, show_spinner=False)
def _span(
    project_id: int, version: int, taxonomy: int | None, wanted: TraceFilter, kept: tuple[Origin, ...]
) -> Span:
    of = _findings(project_id, version, taxonomy, wanted, kept)
    return designs.span(of.material.base, of.material.moments, of.serials)


@st.cache_data(max_entries=32, show_spinner=False)
def _origins(project_id: int, version: int) -> dict[Origin, int]:
    return designs.origins(project_id)


def whole(visit: Visit) -> Scope:
    """Return the scope of all the project's traces: the real ones, or in a demo the invented ones."""
    project_id, version = visit.project.id, events.version(visit.project.id)
    there = _origins(project_id, version)
    made = tuple(origin for origin in there if origin is not Origin.REAL)
    kept = (Origin.REAL,) if Origin.REAL in there or not made else made
    return Scope(visit, version, TraceFilter(), kept, _left_out(there, kept))


def choose(visit: Visit) -> Scope:
    """Draw what narrows the page down, and return the scope. All of it stands in the URL."""
    project_id, every = visit.project.id, whole(visit)
    if st.session_state.get("scope_of") != project_id:
        for key in _KEYS:
            st.session_state.pop(key, None)
        st.session_state["scope_of"] = project_id
    there, kept = _origins(project_id, every.version), every.kept
    made = tuple(origin for origin in there if origin is not Origin.REAL)
    with st.popover("Filter", width="stretch"):
        if Origin.REAL in there and made:
            kind = st.radio("Kind", [_REAL, _MADE], key="kind", horizontal=True, bind="query-params")
            kept = made if kind == _MADE else kept
        wanted = _filter(project_id)
        taxonomy = _taxonomy(project_id)
    return replace(every, wanted=wanted, kept=kept, left_out=_left_out(there, kept), taxonomy=taxonomy)


def _left_out(there: dict[Origin, int], kept: tuple[Origin, ...]) -> int:
    return sum(number for origin, number in there.items() if origin not in kept)


def _filter(project_id: int) -> TraceFilter:
    known = traces.versions(project_id)
    versions = (
        st.multiselect("Version", known, key="versions", placeholder="Any", bind="query-params")
        if known
        else []
    )
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


def population(scope: Scope) -> str:
    """Return the line that says of which traces the page speaks: project, filter, dates, versions, read."""
    of, span = scope.findings(), scope.span()
    parts = [f"{md_escape(scope.visit.project.name)}: {count(len(of.serials), 'trace')}"]
    narrowed = trace_filters.in_words(scope.wanted)
    if narrowed:
        parts.append(md_escape(narrowed))
    if span.first and span.last:
        parts.append(_dates(span.first, span.last))
    if span.versions:
        shown = ", ".join(md_escape(one) for one in span.versions[:_FEW_VERSIONS])
        more = f" and {len(span.versions) - _FEW_VERSIONS} more" if len(span.versions) > _FEW_VERSIONS else ""
        parts.append(f"version{'s' if len(span.versions) > 1 else ''} {shown}{more}")
    sides = of.sides(~of.material.deferred)
    words = {"random": "random", "targeted": "targeted", "undrawn": "not drawn"}
    how = ", ".join(f"{number:,} {words[side]}" for side, number in sides.items() if number)
    said = f"{', '.join(parts)}. "
    if of.deferred:
        said += f"{of.read + of.deferred:,} read, {of.deferred:,} of them deferred and counted nowhere; "
        said += f"{of.read:,} judged{': ' + how if how else ''}."
    else:
        said += f"{of.read:,} read{': ' + how if how else ''}."
    if scope.taxonomy:
        named = f"“{md_escape(scope.taxonomy.name)}” of {when(scope.taxonomy.at)}"
        said += f" By the taxonomy {named}: today's notes as they were grouped then, without labels."
    if scope.visit.project.is_demo:
        said += " A demo: these conversations and the failures in them are invented."
    if scope.left_out:
        said += f" {scope.left_out:,} {'invented' if scope.is_real else 'real'} left out."
    return said


def _dates(first: datetime, last: datetime) -> str:
    start, end = first.astimezone(UTC), last.astimezone(UTC)
    if start.date() == end.date():
        return f"{start.day} {start:%b %Y}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{start.day} {start:%b}{year} to {end.day} {end:%b %Y}"
