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
from lib.stats.yields import ENOUGH, Basis, Mix
from lib.store.batches import strategy_yields
from lib.store.rules import events
from lib.ui.shell import shell
from lib.ui.shell.shell import Visit
from lib.words.batches import strategy
from lib.words.text import count, md_escape

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
_AVERAGE = "a strategy with few traces read, or none, is drawn towards the average."
_WHY = {
    Basis.NOTHING_READ: "Nothing has been read yet, so there is nothing to aim with, and every percentage "
    "starts with random picks.",
    Basis.NOTHING_TARGETED: "Only random picks have been read so far. Smart mix aims with what they showed, "
    "and its random share keeps every percentage honest.",
    Basis.NEW_MODES: "In proportion to the new failure modes per trace that each has brought; " + _AVERAGE,
    Basis.FAILURES: "No targeted pick has been the first to show a failure mode yet, so this goes by the "
    "failures per trace that each has brought; " + _AVERAGE,
    Basis.NO_FAILURES: "No failure has been found yet, so every strategy gets the same.",
}


@st.cache_data(max_entries=32, show_spinner=False)
def _found(project_id: int, version: int) -> list[StrategyYield]:
    """``version`` makes every write to the project a new entry."""
    return strategy_yields.by_strategy(project_id)


def show(visit: Visit) -> None:
    """Draw what each strategy has brought so far, and what to draw next because of it."""
    found = _found(visit.project.id, events.version(visit.project.id))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Yield per strategy", width="content")
        with st.popover("?", help="How this is counted", type="tertiary"):
            _explain()
    if found:
        st.write(sentence(found))
        st.markdown(_table(found))
    _propose(visit.project.id, figures.next_mix(found), found)


def sentence(found: Sequence[StrategyYield]) -> str:
    """Return in how many traces the two best targeted strategies, and random picks, found a failure."""
    own = [one for one in found if one.read >= ENOUGH and one.strategy and not one.random]
    own.sort(key=lambda one: -one.failed / one.read)
    told = [(strategy(one.strategy or ""), one.failed, one.read) for one in own[:2]]
    read = sum(one.read for one in found if one.random)
    if read >= ENOUGH:
        told.append(("random picks", sum(one.failed for one in found if one.random), read))
    if not told:
        return f"Fewer than {ENOUGH} traces of any strategy have been read: too few to compare."
    name, failed, of = told[0]
    first = f"{name[:1].upper()}{name[1:]} found a failure in {failed:,} of {count(of, 'trace')}"
    rest = [f"{name} in {failed:,} of {of:,}" for name, failed, of in told[1:]]
    return md_escape("; ".join([first, *rest]) + ".")


def label(one: StrategyYield, found: Sequence[StrategyYield]) -> str:
    """Return what a row is called: ``Smart mix, targeted`` where its random share is another row."""
    if one.strategy is None:
        return "Opened in no batch"
    name = strategy(one.strategy)
    name = name[:1].upper() + name[1:]
    if one.strategy == "random":
        return name
    if one.random:
        return f"{name}, random share"
    return f"{name}, targeted" if any(o.random and o.strategy == one.strategy for o in found) else name


def _table(found: Sequence[StrategyYield]) -> str:
    lines = ["| " + " | ".join(_HEAD) + " |", "| --- |" + " ---: |" * (len(_HEAD) - 1)]
    for one in found:
        few = one.read < ENOUGH
        cells = [
            md_escape(label(one, found)),
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


def in_words(mix: Mix) -> str:
    """Return a mix as the end of a sentence: ``70 by smart mix and 30 by outlier, each ...``."""
    if mix.random == 1:
        return "all at random"
    draws = [f"{size} by {strategy(name)}" for name, size in mix.draws]
    all_of_them = " and ".join(filter(None, [", ".join(draws[:-1]), draws[-1]]))
    each = ", each" if len(draws) > 1 else ""
    return f"{all_of_them}{each} with a random share of {mix.random:.0%}".replace("%", " %")


def reason(mix: Mix, found: Sequence[StrategyYield]) -> str:
    """Return why the mix is as it is, with what each of its strategies brought."""
    if mix.basis not in (Basis.NEW_MODES, Basis.FAILURES):
        return _WHY[mix.basis]
    own = {one.strategy: one for one in found if not one.random and one.read}
    brought = []
    for name, _ in mix.draws:
        one = own.get(name)
        number = one and (one.new_modes if mix.basis is Basis.NEW_MODES else one.failed)
        said = f"{number:,} in {count(one.read, 'trace')}" if one else "none read yet"
        brought.append(f"{strategy(name)} {said}")
    return f"{_WHY[mix.basis]} So far: {'; '.join(brought)}."


def _propose(project_id: int, mix: Mix, found: Sequence[StrategyYield]) -> None:
    with st.container(border=True):
        st.markdown(f"**Proposed for the next 100 traces:** {md_escape(in_words(mix))}.")
        st.markdown(md_escape(reason(mix, found)))
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
