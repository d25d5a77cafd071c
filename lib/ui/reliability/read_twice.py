"""What several people said first of the same traces, as far as the page speaks of these traces."""

from __future__ import annotations

import streamlit as st

from lib.model import Origin, Reading, TraceFilter
from lib.stats import double_reading
from lib.store.counts import agreement
from lib.ui.findings.scope import Scope

_Twice = tuple[list[Reading], double_reading.Figures, int, int]


def of(scope: Scope, hidden: frozenset[int]) -> _Twice:
    """Return what was said first of the traces several people read, and how far they agree.

    Without the ``hidden`` ones: of few traces the figures would tell who is still to read what others said.
    Then how many of these traces are hidden, and how many others read by several the scope leaves out.
    """
    project_id, version, _, wanted, kept = scope.key
    return _of(project_id, version, wanted, kept, hidden, _scope=scope)


@st.cache_data(max_entries=50, show_spinner=False)
def _of(
    project_id: int,
    version: int,
    wanted: TraceFilter,
    kept: tuple[Origin, ...],
    hidden: frozenset[int],
    *,
    _scope: Scope,
) -> _Twice:
    every, here = agreement.readings(project_id), _scope.analysis.trace_ids
    twice = double_reading.doubly_read(every).keys()
    found = [reading for reading in every if reading.trace_id in here and reading.trace_id not in hidden]
    return found, double_reading.figures(found), len(twice & hidden & here), len(twice - hidden - here)
