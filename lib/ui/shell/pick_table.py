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
class Figures:
    """A cell that says numbers in words, ``16 % (9 to 26 %)``, and what a file holds, each by itself."""

    said: str
    numbers: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title on the screen, and those of its numbers in a file, the same one unless given."""

    title: str
    in_file: tuple[str, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of what a file holds of it."""
        return self.in_file or (self.title,)


Cell = str | int | Figures
"""Words, a count, or a figure with what it rests on."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what stands for it in a selection, its name, and the cells after the name."""

    key: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def said(self) -> list[str]:
        """The cells as the screen shows them."""
        return [_said(cell) for cell in self.cells]

    @property
    def in_file(self) -> list[str]:
        """The cells as a file holds them, after the name: every number in a column of its own, plain."""
        return [one for cell in self.cells for one in _in_file(cell)]


def _said(cell: Cell) -> str:
    return cell.said if isinstance(cell, Figures) else f"{cell:,}" if isinstance(cell, int) else cell


def _in_file(cell: Cell) -> list[str]:
    if isinstance(cell, Figures):
        return ["" if one is None else f"{one:.6g}" for one in cell.numbers]
    return [str(cell)]


def show(
    columns: Sequence[Column],
    rows: Sequence[Row],
    picked: str | None,
    *,
    key: str,
    text: int,
    on_pick: Callable[[], None] | None,
) -> None:
    """Draw the rows under these columns, the name's first; mark the picked one.

    The first ``text`` columns after the name are words, the others numbers. With ``on_pick`` each name is a
    button: pressing it sets ``picked`` in the component's state to its key and calls ``on_pick``.
    """
    plain = [{"key": row.key, "name": row.name, "cells": row.said} for row in rows]
    data = {
        "columns": [column.title for column in columns],
        "rows": plain,
        "picked": picked,
        "text": text,
        "picks": on_pick is not None,
    }
    if on_pick is None:
        _table(key=key, data=data)
    else:
        _table(key=key, data=data, on_picked_change=on_pick)
