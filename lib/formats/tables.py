"""CSV and its relatives, row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import TextIO

from lib.formats import limits
from lib.formats.rows import Row

_SKIPPED_AT_ONCE = 64 * 1024


def table_rows(text: TextIO, separator: str) -> Iterator[Row]:
    """Yield one row per record under the header line; cells are text, empty ones are "".

    A record with more or fewer cells than the header, or with quotes that do not close, is a row
    with an error. Raises nothing for bad content.
    """
    # The module knows one limit for the whole process; the default is far below a long conversation.
    csv.field_size_limit(max(csv.field_size_limit(), limits.LONGEST_RECORD))
    lines = _Lines(text, separator)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    names: list[str] | None = None
    empty = 0
    while True:
        line = lines.number + 1
        lines.next_record()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except limits.Unfit as error:
            yield Row(line, None, str(error))
            continue
        except csv.Error as error:
            yield Row(line, None, f"The quotes of this row cannot be read ({error}).")
            continue
        if not any(cells):
            empty += 1
            if empty > limits.MOST_EMPTY:
                yield Row(line, None, limits.ONLY_EMPTY)
                return
            continue
        empty = 0
        if names is None:
            if len(cells) > limits.MOST_FIELDS:
                yield Row(line, None, f"{limits.TOO_MANY_FIELDS} Nothing after the header was read.")
                return
            names = header(cells)
        else:
            yield _record(line, names, cells)


def separator_of(line: str) -> str:
    """Return what separates the cells of a header line: comma, semicolon, tab or bar."""
    outside = "".join(line.split('"')[::2])
    return max(",;\t|", key=outside.count)


def header(cells: Sequence[str]) -> list[str]:
    """Return a name for each column: trimmed, the empty ones numbered, repeated ones told apart."""
    names: dict[str, None] = {}
    # Of each name, how often it came: the next one begins where the last ended.
    came: dict[str, int] = {}
    for number, cell in enumerate(cells, 1):
        name = plain = cell.strip() or f"column {number}"
        again = came.get(plain, 1)
        while name in names:
            again += 1
            name = f"{plain} ({again})"
        came[plain] = again
        names[name] = None
    return list(names)


class _Lines:
    """The lines of a table. Raises ``Unfit`` where those of one record are more than one may hold.

    Quotes that are never closed would swallow the rest of the file.
    """

    def __init__(self, text: TextIO, separator: str) -> None:
        self._text, self._separator = text, separator
        self._characters = self._cells = 0
        self._in_line = False
        self.number = 0

    def next_record(self) -> None:
        """Begin to count anew, past the rest of a line that was too long."""
        while self._in_line:
            rest = self._text.readline(_SKIPPED_AT_ONCE)
            self._in_line = bool(rest) and rest[-1] not in "\r\n"
        self._characters = self._cells = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(limits.LONGEST_RECORD + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._characters += len(line)
        # A line in a cell costs as much as a cell.
        self._cells += 1 + line.count(self._separator)
        if self._characters > limits.LONGEST_RECORD:
            self._in_line = line[-1] not in "\r\n"
            raise limits.Unfit(limits.TOO_LONG)
        if self._cells > limits.MOST_PARTS:
            raise limits.Unfit(limits.TOO_MANY_PARTS)
        return line


def _record(line: int, names: list[str], cells: list[str]) -> Row:
    if len(cells) != len(names):
        return Row(line, None, f"This row has {len(cells)} cells where the header has {len(names)}.")
    return Row(line, dict(zip(names, cells, strict=True)), None)
