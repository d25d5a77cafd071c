"""The traces that would be drawn as a list: in which place each would be read, and why it is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from lib.services.drawing import Preview
from lib.store.traces.populations import Line
from lib.ui.shell import grid
from lib.ui.shell.table_column import Column

_TITLES = [
    Column("place", "Place", 80, is_number=True),
    Column("trace", "First message", 220, grows=True),
    Column("why", "Why", 200, grows=True),
    Column("random", "Random", 90),
    Column("near", "Reads like", 110),
    Column("chance", "Chance, %", 110, is_number=True),
]


def show(found: Preview, lines: Mapping[int, Line], *, key: str, tallest: int) -> int | None:
    """Draw the list and return the id of the trace picked in it, or None."""
    picks = rows(found, lines)
    columns = [column for column in _TITLES if column.field in picks]
    if "near" in picks and st.toggle("Put those that read nearly the same together", key="sampling_near"):
        picks = together(picks, found.near)
    picked = grid.show(picks, columns, key=key, tallest=tallest)
    st.caption(
        "The place is that of the reading. Pick a row to open its trace; a click on a title sorts. Chance: "
        "how likely this trace was to be picked; not known for a targeted pick."
    )
    return picked


def rows(found: Preview, lines: Mapping[int, Line]) -> pd.DataFrame:
    """Return a row for each pick, in reading order. ``near`` is there where any reads like another."""
    drawn = found.draw
    picks = pd.DataFrame(
        {
            "id": drawn.trace_ids,
            "place": range(1, len(drawn.trace_ids) + 1),
            "trace": [lines[serial].preview or lines[serial].external_id for serial in found.serials],
            "why": drawn.reasons,
            "random": ["yes" if one else "" for one in drawn.random],
            "near": [", ".join(str(other + 1) for other in others) for others in found.near],
            "chance": [None if one is None else round(100 * one, 1) for one in drawn.inclusion_probability],
        }
    )
    return picks if any(found.near) else picks.drop(columns="near")


def together(picks: pd.DataFrame, near: Sequence[Sequence[int]]) -> pd.DataFrame:
    """Return the rows with those that read nearly the same after each other."""
    order = sorted(range(len(picks)), key=lambda place: (min([place, *near[place]]), place))
    return picks.iloc[order]
