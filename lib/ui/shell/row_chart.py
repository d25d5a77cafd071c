"""A chart as a table of rows: name, bar, interval and change side by side; each row can be picked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from lib.charts.row_table import Table

_HERE = Path(__file__).parent

_rows = st.components.v2.component(
    "faultline_row_chart",
    html='<div role="region" tabindex="0"><table role="table"></table></div>',
    css=(_HERE / "row_chart.css").read_text("utf-8"),
    js=(_HERE / "row_chart.js").read_text("utf-8"),
)


def show(table: Table, picked: str | None, *, key: str, alt: str, on_pick: Callable[[], None]) -> None:
    """Draw the rows and mark the picked one, which stays in sight; ``alt`` says in a phrase what they show.

    Each name is a button: pressing it, or a click on its row, sets ``picked`` in the component's state to the
    row's key and calls ``on_pick``.
    """
    _rows(key=key, data={"table": table, "picked": picked, "alt": alt}, on_picked_change=on_pick)
