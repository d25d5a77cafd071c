"""The line that says which failure to mend first, on the pages that tell what was found."""

from __future__ import annotations

import streamlit as st

from lib.model import Person
from lib.services.findings import hits
from lib.services.findings.hits import Hits
from lib.ui.findings import scope as scopes
from lib.ui.findings.scope import Scope
from lib.words import priorities


def say(scope: Scope) -> None:
    """Draw the line; nothing where no share is known."""
    first = hits.first_to_mend(scope.analysis)
    found = _hits(scope.key, int(first.key), _who=scope.visit.person, _scope=scope) if first else None
    if said := priorities.fix_first(scope.analysis, first, found):
        st.markdown(said)


@st.cache_data(max_entries=32, show_spinner=False)
def _hits(key: scopes.Key, mode_id: int, *, _who: Person, _scope: Scope) -> Hits:
    return hits.hits(_who, _scope.analysis, mode_id)
