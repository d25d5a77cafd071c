"""What rose, what came back, and what waits for whom: a few lines, and the way to the rest."""

from __future__ import annotations

import streamlit as st

from lib.ui.findings import checked_fixes
from lib.ui.findings.scope import Scope
from lib.words import fixes as fix_words


def show(scope: Scope) -> None:
    """Draw it; nothing where there is nothing to say."""
    said = [checked_fixes.rose(scope), *fix_words.to_know(scope.analysis, checked_fixes.of(scope))]
    if lines := list(filter(None, said)):
        with st.container(border=True):
            st.markdown("  \n".join(lines))
