"""A chart with its table, its download, and a pick in either that both and the URL agree on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.charts import image as chart_image
from lib.charts import theme
from lib.charts.image import Caption
from lib.charts.row_table import Table
from lib.model import Role
from lib.text import spreadsheet
from lib.ui.shell import component, pager, pick_table, row_chart, shell
from lib.ui.shell.pick_table import Column, Row
from lib.words.text import made_on, plain

PICKED = "pick"
"""The name of the pick in the URL. It stays when the page is opened again."""

NUMBERS = "The numbers, as a table"
_DRAWN = "charts_drawn"
_STARTS = "charts_start_with"
_JUST_PICKED = "just_picked"


def picked() -> str | None:
    """Return the key that is picked, as the URL says."""
    return st.query_params.get(PICKED)


def pick(key: str | None) -> None:
    """Keep what is picked in the URL; evidence begins at its first page, and is scrolled to."""
    pager.back_to_first()
    st.session_state[_JUST_PICKED] = key is not None
    if key is None:
        st.query_params.pop(PICKED, None)
    else:
        st.query_params[PICKED] = key


def was_just_picked() -> bool:
    """Return whether the last click picked something, once: what it shows is to be scrolled to."""
    return bool(st.session_state.pop(_JUST_PICKED, False))


def anew() -> None:
    """Make the next charts start with what the URL says: one that is drawn keeps its own selection."""
    st.session_state[_DRAWN] = st.session_state.get(_DRAWN, 0) + 1
    st.session_state[_STARTS] = picked()


def starts_with() -> str | None:
    """Return what a chart drawn now has selected from the start."""
    found: str | None = st.session_state.get(_STARTS)
    return found


@dataclass(frozen=True, slots=True)
class Numbers:
    """What stands behind a chart: its table, and what its files are made of.

    ``name`` is unique on the page and the files' name, ``title`` and ``of`` say in a picture what it shows
    of which traces, ``of`` in markdown. ``text`` of the columns after the first are words. ``spec`` makes the
    picture when it is asked for; ``rows`` have the keys of the chart's rows.
    """

    name: str
    title: str
    of: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    spec: Callable[[], dict[str, Any]]
    text: int = 0


def show(numbers: Numbers) -> DeltaGenerator:
    """Draw the chart and, folded below it, the same numbers as a table, with downloads.

    Returns the place between the two: what a pick shows belongs there, in sight of the chart.
    """
    # Whole: in a box to scroll in, its axes were out of sight.
    st.vega_lite_chart(
        numbers.spec(), key=_chart_key(numbers.name), on_select=_pick_mark(numbers.name), alt=numbers.title
    )
    return _beneath(numbers, picks=True)


def show_rows(drawn: Table, numbers: Numbers) -> DeltaGenerator:
    """Draw the same for a chart of rows, which is a table itself: its rows are picked by keyboard, too."""
    key = f"rows_{numbers.name}"
    row_chart.show(drawn, picked(), key=key, alt=numbers.title, on_pick=_pick_row(key))
    return _beneath(numbers, picks=False)


def _beneath(numbers: Numbers, *, picks: bool) -> DeltaGenerator:
    # Made before it is filled, so that the open table below stays what it is whatever comes in.
    beneath = st.container(gap="xxsmall")
    table(numbers, picks=picks)
    return beneath


def table(numbers: Numbers, *, picks: bool, title: str = NUMBERS) -> None:
    """Draw the numbers of a chart as a table, folded under ``title``, with downloads of both.

    ``picks``: its rows lead to traces.
    """
    name, key = numbers.name, f"table_{numbers.name}"
    # Sent when it is opened: few look, and forty rows of it kept everybody waiting for the chart.
    folded = st.expander(title, key=f"folded_{key}", on_change="rerun")
    if not folded.open:
        return
    with folded:
        on_pick = _pick_row(key) if picks else None
        pick_table.show(numbers.columns, numbers.rows, picked(), key=key, text=numbers.text, on_pick=on_pick)
        with st.container(horizontal=True):
            # A run of the page after a download would take from the next one what it is to make.
            def offer(kind: str, data: Any, mime: str) -> None:
                file = f"{name}.{kind.lower()}"
                st.download_button(f"Download {kind}", data, file, mime, key=file, on_click="ignore")

            offer("CSV", as_csv(numbers.columns, numbers.rows), "text/csv")
            # Made when asked for: the engine takes half a second to start.
            offer("SVG", partial(_picture, chart_image.svg, numbers), "image/svg+xml")
            offer("PNG", partial(_picture, chart_image.png, numbers), "image/png")


def _picture(made: Callable[..., Any], numbers: Numbers) -> Any:
    of = (plain(numbers.of), made_on(datetime.now(UTC)))
    return made(numbers.spec(), caption=Caption(numbers.title, of))


def as_csv(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """Return the table as a CSV file for spreadsheets, each number in a column of its own.

    Its titles have plain spaces, as whoever asks for a column by its title types them.
    """
    titles = [title.replace("\u00a0", " ") for column in columns for title in column.titles]
    return spreadsheet.as_csv(titles, [(row.name, *row.in_file) for row in rows])


def _chart_key(name: str) -> str:
    return f"chart_{name}_{st.session_state.get(_DRAWN, 0)}"


def _pick_mark(name: str) -> Any:
    def picked_mark() -> None:
        shell.require(Role.VIEWER)
        selection = component.event(_chart_key(name), "selection")
        if selection is None:
            return
        selected = selection.get(theme.PICK)
        pick(selected[0]["key"] if selected else None)

    return picked_mark


def _pick_row(table: str) -> Any:
    def picked_row() -> None:
        shell.require(Role.VIEWER)
        key = component.event(table, "picked")
        if key is None:
            return
        pick(None if key == picked() else key)
        anew()

    return picked_row
