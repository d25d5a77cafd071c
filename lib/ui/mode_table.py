"""The counts as a table: the same numbers as the bars, for keyboard, screen reader and copying."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent

_table = st.components.v2.component(
    "faultline_mode_table",
    html="<table></table>",
    css=(_HERE / "mode_table.css").read_text("utf-8"),
    js=(_HERE / "mode_table.js").read_text("utf-8"),
)


def show(
    rows: Sequence[dict[str, object]],
    sides: Sequence[str],
    picked: str | None,
    *,
    key: str,
    on_pick: Callable[[], None],
) -> None:
    """Draw the rows (``key``, ``name``, ``definition``, ``of``, ``sides``, ``notes``); mark the picked one.

    ``sides`` are the titles of the columns between ``of`` and ``notes``; a row's ``sides`` its cells there.

    Each name is a button. Pressing it sets ``picked`` in the component's state to its ``key`` (or to None
    where it was picked before) and calls ``on_pick``.
    """
    _table(
        key=key, data={"rows": list(rows), "sides": list(sides), "picked": picked}, on_picked_change=on_pick
    )
