"""Which failure a tab speaks of: any, or one failure mode."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lib.charts import theme
from lib.model import Role
from lib.stats.designs import Mask
from lib.store.counts import coding
from lib.ui.failures.failure_scope import Scope
from lib.ui.shell import chart_with_table, choice, shell

_ANY, _PARAM = "any", "failure"


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A failure: its name, which of the traces read have it, the modes whose notes show it (None for all)."""

    key: str
    name: str
    which: Mask
    modes: set[int] | None
    colour: str


def choose(scope: Scope) -> Measure:
    """Draw the choice of a failure and return it. It stands in the URL."""
    on = scope.findings().material
    names = {_ANY: "Any failure"} | {row.key: row.name for row in scope.modes() if row.mode}
    # By its id and not bound to the URL, where Streamlit would write the name: names change.
    asked = st.query_params.get(_PARAM, _ANY)
    chosen = choice.select(
        "Failure",
        names,
        key="failure",
        first=asked if asked in names else _ANY,
        stands=True,
        on_choice=_changed,
        label_visibility="collapsed",
    )
    if chosen is None or chosen == _ANY:
        return Measure(_ANY, "Any failure", on.failed, None, theme.ACCENT)
    mode_id = int(chosen)
    mode = next(mode for mode in on.coding.modes if mode.id == mode_id)
    return Measure(
        chosen, mode.name, on.positive(mode_id), below(scope, mode_id), theme.mode_colour(mode.colour)
    )


def below(scope: Scope, mode_id: int) -> set[int] | None:
    """Return the ids of a failure mode and of all below it; None by an earlier taxonomy.

    Notes are in modes of today: which of them put a trace in an earlier mode is not told.
    """
    if scope.taxonomy:
        return None
    modes = scope.findings().material.coding.modes
    place = next(number for number, mode in enumerate(modes) if mode.id == mode_id)
    return {modes[number].id for number in coding.below(modes)[place]}


def _changed(chosen: str) -> None:
    shell.require(Role.VIEWER)
    st.query_params[_PARAM] = chosen
    chart_with_table.pick(None)
    chart_with_table.anew()
