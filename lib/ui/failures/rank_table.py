"""How sure the order of the failure modes is, folded away for experts."""

from __future__ import annotations

import streamlit as st

from lib.stats.ranks import RESAMPLES
from lib.ui.findings.scope import Scope
from lib.ui.shell import pick_table
from lib.ui.shell.pick_table import Column, Row
from lib.words.failures import FEW
from lib.words.figures import percent
from lib.words.text import count

_SELDOM = 0.005
"""Modes that come among the first in fewer of the resamples than this are left out."""


def show(scope: Scope) -> None:
    """Draw it; nothing where fewer than ``FEW`` random traces or fewer than two modes were found."""
    of = scope.analysis.findings
    rows = scope.analysis.top
    if len(of.picks) < FEW or len(rows) < 2:
        return
    # Worked out when it is opened: it takes a while, and few look.
    folded = st.expander(
        "For experts: how sure the order is", key="sureness", on_change="rerun", bind="query-params"
    )
    if not folded.open:
        return
    with folded:
        st.markdown(
            f"A bootstrap: the {count(len(of.picks), 'random trace')} drawn again, with replacement, "
            f"{RESAMPLES:,} times. How often each failure mode then has the largest estimated share, and one "
            "of the three largest. Those under another failure mode count in that one."
        )
        told = [(row, scope.analysis.redraws[row.key]) for row in rows]
        told.sort(key=lambda one: (-one[1].first, -one[1].top))
        pick_table.show(
            [Column("Failure mode"), Column("Most common"), Column("Among the first three")],
            [
                Row(row.key, row.name, (percent(chance.first), percent(chance.top)))
                for row, chance in told
                if chance.top >= _SELDOM
            ],
            None,
            key="ranks",
            text=0,
            on_pick=None,
        )
