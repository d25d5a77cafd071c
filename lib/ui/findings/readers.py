"""How far readers agree, read once for each version of the project and what a person may see of it."""

from __future__ import annotations

import streamlit as st

from lib.services import readers
from lib.services.readers import Readers
from lib.store.rules import visibility
from lib.ui.findings.scope import Scope
from lib.words import reliability as words


def of(scope: Scope) -> Readers:
    """Return what is known of the readers of these traces, as far as this person may see it."""
    hidden = visibility.hidden_ids(scope.visit.person, scope.visit.project.id)
    return _known(scope.key, hidden, _scope=scope)


def say(scope: Scope) -> None:
    """Draw in one sentence whether the labels can be trusted; nothing where nobody has read."""
    if said := words.labels(of(scope)):
        st.markdown(f":small[{said}]")


@st.cache_data(max_entries=50, show_spinner=False)
def _known(key: tuple[object, ...], hidden: frozenset[int], *, _scope: Scope) -> Readers:
    return readers.known(_scope.analysis, hidden)
