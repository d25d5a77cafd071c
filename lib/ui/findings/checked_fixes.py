"""What rose, and whether what is said to be fixed is: read once for each version of the project."""

from __future__ import annotations

import streamlit as st

from lib.services.findings import comparison, fixes
from lib.services.findings.fixes import Fix
from lib.ui.findings.scope import Scope
from lib.words import changes as change_words


def of(scope: Scope) -> dict[int, Fix]:
    """Return what has become of each failure mode that is said to be fixed in a version, by its id."""
    return _checks(scope.key, _scope=scope)


def rose(scope: Scope) -> str:
    """Return which failure modes rose from the last version or period to this one; "" for none."""
    return _rose(scope.key, _scope=scope)


@st.cache_data(max_entries=32, show_spinner=False)
def _checks(key: tuple[object, ...], *, _scope: Scope) -> dict[int, Fix]:
    return fixes.checks(_scope.analysis)


@st.cache_data(max_entries=32, show_spinner=False)
def _rose(key: tuple[object, ...], *, _scope: Scope) -> str:
    sides = comparison.latest(_scope.analysis, _scope.narrowed)
    if sides is None or comparison.shared(*sides):
        return ""
    return change_words.rose(*sides, comparison.compared(_scope.analysis, *sides)[1])
