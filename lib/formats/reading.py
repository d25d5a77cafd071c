"""From a file to its records: JSON lines, JSON, CSV; packed with gzip or not."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

from lib.formats import limits
from lib.formats.json_stream import document_rows
from lib.formats.rows import CUT, DECODER, Row, broken, record
from lib.formats.source import OnBytes, Source
from lib.formats.tables import separator_of, table_rows

__all__ = ["OnBytes", "Row", "rows"]

_HEAD = 64 * 1024
# A first line longer than this is taken for a document written on one line.
_LONGEST_FIRST_LINE = 4 * 1024 * 1024
_BLANK = " \t\r\n\0\ufeff"
_LINES_ENDINGS = (".jsonl", ".ndjson")
_JSON_ENDINGS = (".json", *_LINES_ENDINGS)
_NOT_TEXT = {
    b"PK\x03\x04": "This is a ZIP or Excel file. Unpack it, or save it as CSV, and choose that file.",
    b"PAR1": "This is a Parquet file. Save it as JSON lines or CSV and choose that file.",
    b"SQLi": "This is a database file. Export its rows as JSON lines or CSV and choose that file.",
}


def rows(path: Path, on_bytes: OnBytes | None = None, *, beginning: bool = False) -> Iterator[Row]:
    """Yield the records of a file in their order, each good one or with the reason why not.

    What the file is, is told by its content; its name only where the content leaves it open.
    Memory stays constant for JSON lines, CSV, and lists of records in a JSON document: one record is
    held at a time, and one beyond the limits (``lib/formats/limits.py``) is an error. A document
    cut off in the middle yields what is whole, then one row with an error; an empty file nothing.
    ``on_bytes`` is called now and then with the bytes read and the file's size. With ``beginning`` the
    reading ends after some megabytes, with a row whose error is ``limits.BEGINNING`` where the file goes
    on. Raises OSError where the file cannot be read from disk, and nothing for what it holds.
    """
    most = limits.MOST_OF_A_BEGINNING if beginning else None
    with Source(path, most=most) as source:
        kind = limits.PACKED_TWICE if source.is_packed_twice else _NOT_TEXT.get(source.head)
        kind = kind or _kind(source.text, path.name.lower().removesuffix(".gz"))
        ended = source.ended if not kind else ""
    with Source(path, on_bytes, most=most) as source:
        row, is_any_good = None, False
        for row in _rows_of(kind, source.text):
            if source.ended == limits.BEGINNING and row.error is not None:
                break  # cut in two here, which is no fault of the file
            yield row
            is_any_good = is_any_good or row.error is None
            if beginning and is_any_good and source.unpacked > limits.SAMPLE:
                yield Row(row.line, None, limits.BEGINNING)
                return
        ended = ended or source.ended
        if ended and (row is None or row.error is None or ended != limits.DAMAGED):
            yield Row(row.line if row else 1, None, ended)


def _rows_of(kind: str, text: io.TextIOWrapper) -> Iterator[Row]:
    if kind == "lines":
        return _line_rows(text)
    if kind == "document":
        return document_rows(text.read)
    if len(kind) == 1:
        return table_rows(text, kind)
    return iter([Row(1, None, kind)] if kind else [])


def _kind(text: io.TextIOWrapper, name: str) -> str:
    """Return "lines", "document", a table's separator, or "" for a file with nothing in it."""
    start = ""
    while not start:
        chunk = text.read(_HEAD)
        if not chunk:
            return ""
        start = chunk.lstrip(_BLANK)
    if start[0] == "[":
        return "document"
    if start[0] == "{":
        return _lines_or_document(start, text, name)
    first, *others = start.split("\n")
    if name.endswith(_JSON_ENDINGS) or any(_is_object(line) for line in others[:20]):
        return "lines"
    return "\t" if name.endswith(".tsv") else separator_of(first)


def _lines_or_document(start: str, text: io.TextIOWrapper, name: str) -> str:
    while "\n" not in start:
        if len(start) > _LONGEST_FIRST_LINE:
            return "lines" if name.endswith(_LINES_ENDINGS) else "document"
        chunk = text.read(max(_HEAD, len(start)))
        if not chunk:
            break
        start += chunk
    first, _, rest = start.partition("\n")
    try:
        limits.check_size(first)
        DECODER.decode(first.strip(_BLANK))
    except json.JSONDecodeError as error:
        return _despite(error, first.rstrip(_BLANK), rest)
    except (limits.Unfit, RecursionError):
        return "lines" if name.endswith(_LINES_ENDINGS) or _is_object(_second(rest)) else "document"
    return "lines" if (rest + text.read(_HEAD)).strip(_BLANK) else "document"


def _despite(error: json.JSONDecodeError, first: str, rest: str) -> str:
    """Tell a document spread over lines from JSON lines whose first line is broken."""
    if error.msg == "Extra data":
        return "document" if first[error.pos] == "{" else "lines"
    if error.pos < len(first):
        return "lines"
    return "lines" if _is_object(_second(rest)) else "document"


def _second(rest: str) -> str:
    return next((line for line in rest.split("\n") if line.strip(_BLANK)), "")


def _is_object(line: str) -> bool:
    if not line.startswith("{"):
        return False
    try:
        DECODER.decode(line.strip(_BLANK))
    except (ValueError, RecursionError):
        return False
    return True


def _line_rows(text: io.TextIOWrapper) -> Iterator[Row]:
    text.reconfigure(newline="\n")
    number = empty = 0
    while line := text.readline(limits.LONGEST_RECORD + 1):
        number += 1
        content = line.strip(_BLANK)
        if not content and line.endswith("\n"):
            empty += 1
            if empty > limits.MOST_EMPTY:
                yield Row(number, None, limits.ONLY_EMPTY)
                return
            continue
        empty = 0
        try:
            limits.check_size(line.removesuffix("\n"))
            if not content:
                continue
            yield record(number, DECODER.decode(content))
        except (ValueError, RecursionError) as error:
            cut = not line.endswith("\n") and _is_cut(error, content)
            yield Row(number, None, CUT) if cut else broken(number, error)
        if len(line) > limits.LONGEST_RECORD:
            while line and not line.endswith("\n"):
                line = text.readline(_HEAD)


def _is_cut(error: Exception, content: str) -> bool:
    if not isinstance(error, json.JSONDecodeError):
        return False
    return error.msg.startswith("Unterminated") or error.pos >= len(content) - len("-Infinity")
