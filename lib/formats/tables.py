"""CSV and its relatives, row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from lib.formats.rows import Row

LARGEST_CELL = 16 * 1024 * 1024
"""Characters in one cell. Bounds what an opening quote that is never closed can swallow."""


def table_rows(lines: Iterable[str], separator: str) -> Iterator[Row]:
    """Yield one row per record under the header line; cells are text, empty ones are "".

    A record with more or fewer cells than the header, or with quotes that do not close, is a row
    with an error. Raises nothing for bad content.
    """
    # The module knows one limit for the whole process; the default is far below a long conversation.
    csv.field_size_limit(max(csv.field_size_limit(), LARGEST_CELL))
    reader = csv.reader(lines, delimiter=separator, strict=True)
    names: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, None, f"The quotes of this row cannot be read ({error}).")
            continue
        if not any(cells):
            continue
        if names is None:
            names = header(cells)
        else:
            yield _record(line, names, cells)


def separator_of(line: str) -> str:
    """Return what separates the cells of a header line: comma, semicolon, tab or bar."""
    outside = "".join(line.split('"')[::2])
    return max(",;\t|", key=outside.count)


def header(cells: Sequence[str]) -> list[str]:
    """Return a name for each column: trimmed, the empty ones numbered, repeated ones told apart."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = plain = cell.strip() or f"column {number}"
        again = 1
        while name in names:
            again += 1
            name = f"{plain} ({again})"
        names.append(name)
    return names


def _record(line: int, names: list[str], cells: list[str]) -> Row:
    if len(cells) != len(names):
        return Row(line, None, f"This row has {len(cells)} cells where the header has {len(names)}.")
    return Row(line, dict(zip(names, cells, strict=True)), None)
