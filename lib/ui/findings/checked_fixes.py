"""Whether what is said to be fixed is, read once for each version of the project."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.services.findings import fixes
from lib.services.findings.fixes import Fix
from lib.ui.findings.scope import Scope


def of(scope: Scope) -> dict[int, Fix]:
    """Return what has become of each failure mode that is said to be fixed in a version, by its id."""
    return _checks(*scope.key, _scope=scope)


@st.cache_data(max_entries=32, show_spinner=False)
def _checks(
    project_id: int, version: int, taxonomy: Any, wanted: Any, kept: Any, *, _scope: Scope
) -> dict[int, Fix]:
    return fixes.checks(_scope.analysis)
