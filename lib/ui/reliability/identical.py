"""Identical traces that were judged differently: a text two people, or one twice, did not see alike."""

from __future__ import annotations

import streamlit as st

from lib.store.rules import visibility
from lib.ui.findings.scope import Scope
from lib.ui.shell import links
from lib.words import identical as words

MOST = 5
"""So many are listed; the others are told as a number."""


def show(scope: Scope) -> None:
    """List them, with a link to each trace; nothing where there are none.

    Without those of which this person may not see yet what others said.
    """
    hidden = visibility.hidden_ids(scope.visit.person, scope.visit.project.id)
    material, mine = scope.analysis.material, scope.analysis.trace_ids
    every = [[material.read[row] for row in rows.tolist()] for rows in material.differing]
    listed = [
        tuple((one.trace_id, one.external_id, one.verdict) for one in alike)
        for alike in every
        if {one.trace_id for one in alike} <= mine - hidden
    ]
    if not listed:
        return
    st.header("Identical traces judged differently")
    st.write(words.explained(listed))
    for alike in listed[:MOST]:
        with st.container(horizontal=True, vertical_alignment="center"):
            for trace_id, external_id, verdict in alike:
                links.link(words.one(external_id, verdict), "traces", scope.visit.project, trace=trace_id)
    if len(listed) > MOST:
        st.markdown(f":small[And {len(listed) - MOST:,} more.]")
