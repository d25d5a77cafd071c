"""A JSON document read piece by piece: memory grows with one record, not with the file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from lib.formats.roles import is_message
from lib.formats.rows import CUT, DECODER, Row, in_words, record

WRAPPERS = frozenset(
    [
        "data",
        "traces",
        "items",
        "records",
        "rows",
        "results",
        "runs",
        "conversations",
        "examples",
        "samples",
        "sessions",
        "logs",
        "trajectories",
        "dialogues",
    ]
)
"""Names under which an object holds the list of records."""

_CHUNK = 1024 * 1024
_SPACE = re.compile("[ \t\r\n\0\ufeff]*")
_MESSAGE_ONLY = frozenset(
    [
        "role",
        "content",
        "name",
        "tool_calls",
        "tool_call_id",
        "function_call",
        "refusal",
        "audio",
        "annotations",
    ]
)
# How near the end of what was read so far a decoding error may still be a value cut in two.
_NEAR_END = 16


class Broken(ValueError):
    """The document cannot be read beyond ``line``."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def document_rows(read: Callable[[int], str]) -> Iterator[Row]:
    """Yield the records of a JSON document: an array, an object around a list, or one record.

    Several values one after another are read in turn. A bare list of messages is one record.
    At the first place that cannot be read one row with an error ends the reading.
    """
    stream = _Stream(read)
    try:
        while char := stream.peek():
            if char == "[":
                yield from _array_rows(stream)
            elif char == "{":
                yield from _object_rows(stream)
            else:
                raise Broken(stream.line, "After the JSON document comes something that is not JSON.")
    except Broken as error:
        yield Row(error.line, None, str(error))


def _array_rows(stream: _Stream) -> Iterator[Row]:
    start = stream.line
    items = _elements(stream)
    for line, first in items:
        if is_message(first) and _MESSAGE_ONLY.issuperset(first):
            yield Row(start, {"messages": [first, *(value for _, value in items)]}, None)
        else:
            yield record(line, first)
            yield from (record(at, value) for at, value in items)


def _object_rows(stream: _Stream) -> Iterator[Row]:
    start = stream.line
    whole: dict[str, Any] = {}
    wrapped = False
    for name in _names(stream):
        if stream.peek() != "[" or name.lower() not in WRAPPERS or wrapped:
            whole[name] = stream.value()
            continue
        items = _elements(stream)
        first = next(items, None)
        if first is None or not isinstance(first[1], dict) or is_message(first[1]):
            whole[name] = [] if first is None else [first[1], *(value for _, value in items)]
            continue
        wrapped = True
        yield record(*first)
        yield from (record(at, value) for at, value in items)
    nothing_inside = len(whole) == 1 and all(n.lower() in WRAPPERS and v == [] for n, v in whole.items())
    if not wrapped and not nothing_inside:
        yield Row(start, whole, None)


def _elements(stream: _Stream) -> Iterator[tuple[int, Any]]:
    """Yield each element of the array that starts here, with its line."""
    stream.step()
    while stream.peek() != "]":
        line = stream.line
        yield line, stream.value()
        if stream.peek() == ",":
            stream.step()
        elif stream.peek() != "]":
            raise stream.unexpected()
    stream.step()


def _names(stream: _Stream) -> Iterator[str]:
    """Yield each name of the object that starts here; the caller reads the value after it."""
    stream.step()
    while stream.peek() != "}":
        if stream.peek() != '"':
            raise stream.unexpected()
        name = stream.value()
        if stream.peek() != ":":
            raise stream.unexpected()
        stream.step()
        yield name
        if stream.peek() == ",":
            stream.step()
        elif stream.peek() != "}":
            raise stream.unexpected()
    stream.step()


class _Stream:
    """Text read in chunks, with a place in it and that place's line."""

    def __init__(self, read: Callable[[int], str]) -> None:
        self._read = read
        self._text = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def peek(self) -> str:
        """Return the next character that is not space, without passing it; "" at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._pass(match.end() if match else self._at)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def step(self) -> None:
        """Pass one character."""
        self._pass(self._at + 1)

    def value(self) -> Any:
        """Pass the JSON value that starts here and return it. Raises Broken."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if self._may_be_cut(error) and self._more():
                    continue
                raise Broken(self.line, self._reason(error)) from None
            # A number this near the end ("1", "1.", "1e+") may go on in the next chunk.
            if end + len("e+") < len(self._text) or not self._more():
                self._pass(end)
                return value

    def unexpected(self) -> Broken:
        """Return the error for a character that cannot stand here."""
        if self._at >= len(self._text):
            return Broken(self.line, CUT)
        return Broken(self.line, f"This is not valid JSON: “{self._text[self._at]}” cannot stand here.")

    def _pass(self, end: int) -> None:
        self.line += self._text.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        if self._ended:
            return False
        left = self._text[self._at :]
        # At least doubling what a long value is tried on keeps the work linear in its length.
        chunk = self._read(max(_CHUNK, len(left)))
        if not chunk:
            self._ended = True
            return False
        self._text, self._at = left + chunk, 0
        return True

    def _may_be_cut(self, error: Exception) -> bool:
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _NEAR_END

    def _reason(self, error: Exception) -> str:
        return CUT if self._may_be_cut(error) else in_words(error)
