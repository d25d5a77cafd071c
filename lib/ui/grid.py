"""The one place that knows AG Grid: a page of rows the server has sorted and filtered, one of them picked.

Community features only. The grid's own sort and filter are off: they would act on one page and look as if
they acted on all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from st_aggrid import AgGrid, StAggridTheme

_ID = "id"
# The grid lives in a frame of its own, where the app's style sheet does not reach.
_CSS = {
    ".ag-right-aligned-cell": {"font-variant-numeric": "tabular-nums"},
    ".ag-row": {"cursor": "pointer"},
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the grid: its field in the frame, its heading, and its width in pixels.

    ``grows`` lets it take the width that is left; ``is_number`` aligns it to the right.
    """

    field: str
    title: str
    width: int
    grows: bool = False
    is_number: bool = False


def show(frame: pd.DataFrame, columns: Sequence[Column], *, key: str, height: int) -> int | None:
    """Draw the rows and return the ``id`` of the one picked, or None.

    ``key`` must stay the same while the rows change: a new one loads the grid again, which takes seconds.
    """
    options = {
        "columnDefs": [{"field": _ID, "hide": True}, *[_definition(column) for column in columns]],
        "defaultColDef": {"sortable": False, "filter": False, "suppressMovable": True, "resizable": True},
        "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
        "suppressCellFocus": False,
        "tooltipShowDelay": 400,
    }
    answer = AgGrid(
        frame,
        gridOptions=options,
        height=height,
        key=key,
        update_on=["selectionChanged"],
        server_sync_strategy="server_wins",
        allow_unsafe_jscode=False,
        enable_enterprise_modules=False,
        theme=_theme(),
        custom_css=_CSS,
    )
    picked = answer.selected_rows
    if picked is None or not len(picked):
        return None
    found = int(picked.iloc[0][_ID])
    # The grid may still hold the row picked on the page before.
    return found if found in set(frame[_ID]) else None


def _theme() -> StAggridTheme:
    """Return the app's colours for the grid, whose frame knows nothing of them."""
    shade = st.context.theme.type or "light"

    def colour(name: str) -> str:
        return str(st.get_option(f"theme.{shade}.{name}"))

    return StAggridTheme(base="quartz").withParams(
        backgroundColor=colour("backgroundColor"),
        foregroundColor=colour("textColor"),
        headerBackgroundColor=colour("secondaryBackgroundColor"),
        borderColor=colour("borderColor"),
        accentColor=colour("primaryColor"),
        browserColorScheme=shade,
        fontFamily="system-ui, sans-serif",
        fontSize=13,
        headerFontSize=13,
        spacing=5,
        wrapperBorderRadius=6,
    )


def _definition(column: Column) -> dict[str, object]:
    made: dict[str, object] = {
        "field": column.field,
        "headerName": column.title,
        "width": column.width,
        "tooltipField": column.field,
    }
    if column.grows:
        made |= {"flex": 1, "minWidth": column.width}
    if column.is_number:
        made["type"] = "rightAligned"
    return made
