"""The one place that knows AG Grid: rows that are all there, to sort and narrow down, one of them picked.

Community features only. Its script takes seconds to start in a browser: not for what a page shows at first
sight.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from lib.ui.shell.table_column import Column

if TYPE_CHECKING:
    from st_aggrid import StAggridTheme

_ID = "id"
_ROW, _HEADER = 34, 38
# Borders, and the bar that scrolls sideways.
_EDGES = 18
_FONT = "Source Sans"
# The grid lives in a frame of its own, where the app's style sheet does not reach.
_CSS = {
    ".ag-right-aligned-cell": {"font-variant-numeric": "tabular-nums"},
    ".ag-row": {"cursor": "pointer"},
}


def show(frame: pd.DataFrame, columns: Sequence[Column], *, key: str, tallest: int) -> int | None:
    """Draw the rows and return the ``id`` of the one picked, or None.

    It is as high as its rows, up to ``tallest`` pixels. ``key`` must stay the same while the rows change:
    a new one loads the grid again, which takes seconds.
    """
    # Streamlit serves its files only where it is first loaded by a page that is being run.
    from st_aggrid import AgGrid

    options = {
        "columnDefs": [{"field": _ID, "hide": True}, *[_definition(column) for column in columns]],
        "defaultColDef": {"filter": True, "suppressMovable": True, "resizable": True},
        "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
        "suppressCellFocus": False,
        "rowHeight": _ROW,
        "headerHeight": _HEADER,
        "tooltipShowDelay": 400,
    }
    answer = AgGrid(
        frame,
        gridOptions=options,
        height=min(tallest, _HEADER + _ROW * len(frame) + _EDGES),
        key=key,
        update_on=["selectionChanged"],
        server_sync_strategy="server_wins",
        allow_unsafe_jscode=False,
        enable_enterprise_modules=False,
        theme=_theme(),
        custom_css=_CSS | _font(),
    )
    picked = answer.selected_rows
    if picked is None or not len(picked):
        return None
    found = int(picked.iloc[0][_ID])
    # The grid may still hold the row picked on the page before.
    return found if found in set(frame[_ID]) else None


def _theme() -> StAggridTheme:
    """Return the app's colours for the grid, whose frame knows nothing of them."""
    from st_aggrid import StAggridTheme

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
        fontFamily=f"'{_FONT}', 'Source Sans Pro', system-ui, sans-serif",
        fontSize=14,
        headerFontSize=14,
        spacing=5,
        wrapperBorderRadius=6,
    )


@cache
def _font() -> dict[str, dict[str, str]]:
    """Return the rule that loads the page's own font in the grid's frame; nothing where it has moved."""
    media = Path(st.__file__).parent / "static" / "static" / "media"
    found = next(media.glob("SourceSansVF-Upright*.woff2"), None)
    if found is None:
        return {}
    source = f"url(../../static/media/{found.name}) format('woff2')"
    return {"@font-face": {"font-family": f"'{_FONT}'", "font-weight": "200 900", "src": source}}


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
        made |= {"type": "rightAligned", "filter": False}
    return made
