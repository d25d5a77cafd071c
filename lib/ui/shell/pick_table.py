"""A chart's numbers as a table whose rows can be picked: for keyboard, screen reader and copying."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent

_table = st.components.v2.component(
    "faultline_pick_table",
    html='<div role="region" aria-label="The numbers" tabindex="0"><table></table></div>',
    css=(_HERE / "pick_table.css").read_text("utf-8"),
    js=(_HERE / "pick_table.js").read_text("utf-8"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what stands for it in a selection, its name, and the cells after the name."""

    key: str
    name: str
    cells: tuple[str, ...]


def show(
    columns: Sequence[str],
    rows: Sequence[Row],
    picked: str | None,
    *,
    key: str,
    text: int,
    on_pick: Callable[[], None] | None,
) -> None:
    """Draw the rows under these column titles, the name's first; mark the picked one.

    The first ``text`` columns after the name are words, the others numbers. With ``on_pick`` each name is a
    button: pressing it sets ``picked`` in the component's state to its key and calls ``on_pick``.
    """
    plain = [{"key": row.key, "name": row.name, "cells": list(row.cells)} for row in rows]
    data = {
        "columns": list(columns),
        "rows": plain,
        "picked": picked,
        "text": text,
        "picks": on_pick is not None,
    }
    if on_pick is None:
        _table(key=key, data=data)
    else:
        _table(key=key, data=data, on_picked_change=on_pick)
