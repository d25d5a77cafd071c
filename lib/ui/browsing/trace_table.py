"""The rows of a page of traces, each of which opens. The server has sorted and filtered them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from lib.ui.browsing.trace_columns import Row
from lib.ui.shell.table_column import Column

_HERE = Path(__file__).parent

_table = st.components.v2.component(
    "faultline_trace_table",
    html='<div role="region" aria-label="Traces" tabindex="0"><table></table></div>',
    css=(_HERE / "trace_table.css").read_text("utf-8"),
    js=(_HERE / "trace_table.js").read_text("utf-8"),
)


def show(
    rows: Sequence[Row],
    columns: Sequence[Column],
    last: int | None,
    *,
    is_open: bool,
    key: str,
    on_open: Callable[[], None],
) -> None:
    """Draw the rows and mark the one opened ``last``; once it is no longer open, it has the focus.

    The name of each, in the first column, is a button: pressing it, or a click on its row, sets ``opened`` in
    the component's state to the row's ``id`` and calls ``on_open``.
    """
    data = {
        "columns": [
            {"title": one.title, "width": one.width, "grows": one.grows, "isNumber": one.is_number}
            for one in columns
        ],
        "rows": [{"id": row["id"], "cells": [row[one.field] for one in columns]} for row in rows],
        "last": last,
        "isOpen": is_open,
    }
    _table(key=key, data=data, on_opened_change=on_open)
