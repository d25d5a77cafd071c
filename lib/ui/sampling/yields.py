"""Yield per strategy: what reading brought by how the traces were picked, and a proposed next mix.

"Set up" writes the settings of the page's upper part: ``sampling_{project}_strategy``, ``_size`` and
``_share``, as lib/ui/sampling/strategy_cards.py names them.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.model import Role, StrategyYield
from lib.services.drawing import Strategy
from lib.stats import yields as figures
from lib.stats.yields import ENOUGH, Mix
from lib.store.batches import strategy_yields
from lib.store.rules import events
from lib.ui.shell import shell
from lib.ui.shell.shell import Visit
from lib.words import yields as yield_words
from lib.words.batches import strategy
from lib.words.text import md_escape

_HEAD = (
    "Picked by",
    "Traces read",
    "Failures",
    "per 10 traces",
    "per hour",
    "New modes",
    "per 10 traces",
    "per hour",
    "Notes",
    "Minutes",
)


@st.cache_data(max_entries=32, show_spinner=False)
def _found(project_id: int, version: int) -> list[StrategyYield]:
    """``version`` makes every write to the project a new entry."""
    return strategy_yields.by_strategy(project_id)


def show(visit: Visit) -> None:
    """Draw what each strategy has brought so far, and what to draw next because of it."""
    found = _found(visit.project.id, events.version(visit.project.id))
    if not any(one.read for one in found):
        return
    st.subheader("What each strategy has brought")
    st.write(yield_words.sentence(found))
    with st.expander("The numbers, and how they are counted"):
        st.markdown(_table(found))
        _explain()
    _propose(visit.project.id, figures.next_mix(found), found)


def none_read(visit: Visit) -> bool:
    """Return whether nothing has been read yet, so that a draw has nothing to aim with."""
    return not any(one.read for one in _found(visit.project.id, events.version(visit.project.id)))


def _table(found: Sequence[StrategyYield]) -> str:
    lines = ["| " + " | ".join(_HEAD) + " |", "| --- |" + " ---: |" * (len(_HEAD) - 1)]
    for one in found:
        few = one.read < ENOUGH
        cells = [
            md_escape(yield_words.label(one, found)),
            f"{one.read:,}",
            f"{one.failed:,}",
            _rate(figures.per_ten(one.failed, one.read), few),
            _rate(figures.per_hour(one.failed, one), few),
            f"{one.new_modes:,}",
            _rate(figures.per_ten(one.new_modes, one.read), few),
            _rate(figures.per_hour(one.new_modes, one), few),
            f"{one.notes:,}",
            f"{one.seconds / 60:,.0f}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _rate(value: float | None, few: bool) -> str:
    if value is None:
        return "too few" if few else "not timed"
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _explain() -> None:
    st.markdown(
        "Each trace counts for the batch it was read in; in a mixed batch, its random picks apart from its "
        "targeted ones. A failure mode is new to the strategy whose trace showed it first, in the order of "
        "review, by today's taxonomy.\n\n"
        "Whatever is read first meets the common failure modes first, so a strategy used later finds fewer "
        "new ones for that alone. And these are counts of what was read, not rates of traffic: targeted "
        "picks fail more often because they were picked to.\n\n"
        f"Below {ENOUGH} traces read, chance says more than the strategy does: “too few”."
    )


def _propose(project_id: int, mix: Mix, found: Sequence[StrategyYield]) -> None:
    with st.container(border=True):
        st.markdown(f"**Proposed for the next 100 traces:** {md_escape(yield_words.in_words(mix))}.")
        st.markdown(md_escape(yield_words.reason(mix, found)))
        with st.container(horizontal=True):
            for name, size in mix.draws:
                if name in list(Strategy):
                    st.button(
                        f"Set up {size} {'at' if name == Strategy.RANDOM else 'by'} {strategy(name)}",
                        key=f"use_mix_{project_id}_{name}",
                        on_click=_use,
                        args=(name, size, round(100 * mix.random)),
                        help="Fills in the settings above. Nothing is drawn yet.",
                    )


def _use(name: str, size: int, share: int) -> None:
    visit = shell.require(Role.ENGINEER)
    settings = f"sampling_{visit.project.id}"
    st.session_state[f"{settings}_strategy"] = Strategy(name)
    st.session_state[f"{settings}_size"] = size
    if name != Strategy.RANDOM:
        st.session_state[f"{settings}_share"] = share
