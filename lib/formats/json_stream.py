"""A JSON document read piece by piece: memory grows with one record, not with the file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any

from lib.formats import limits
from lib.formats.limits import Unfit
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

_CHUNK, _LARGEST_CHUNK = 1024 * 1024, 4 * 1024 * 1024
# For a value too large to be held: what is in a text; whole texts and brackets; texts, of which one that does
# not end is kept.
_IN_NUMBER = re.compile(r"[^,\]}\s]*")
_IN_TEXT = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)
_MARKS = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_TEXTS = re.compile(r'"(?:[^"\\]++|\\.)*+"|(".*)', re.DOTALL)
_STEP = [{"[": 1, "{": 1, "]": -1, "}": -1}.get(chr(byte), 0) for byte in range(256)]
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
    hollow = 0
    try:
        while stream.peek():
            hollow += 1
            for row in _value_rows(stream):
                yield row
                hollow = 0
            if hollow > limits.MOST_HOLLOW:
                raise Broken(stream.line, limits.ONLY_HOLLOW)
    except Broken as error:
        yield Row(error.line, None, str(error))


def _value_rows(stream: _Stream) -> Iterator[Row]:
    char = stream.peek()
    if char == "[":
        return _array_rows(stream)
    if char == "{":
        return _object_rows(stream)
    raise Broken(stream.line, "After the JSON document comes something that is not JSON.")


def _array_rows(stream: _Stream) -> Iterator[Row]:
    start = stream.begin_record()
    items = _elements(stream)
    for line, first in items:
        if not is_message(first) or not _MESSAGE_ONLY.issuperset(first):
            yield record(line, first)
            yield from (record(at, value) for at, value in items)
            return
        try:
            whole = {"messages": _held(stream, first, items)}
        except Unfit as error:
            yield Row(start, None, str(error))
            stream.skip(inside=1)
        else:
            yield Row(start, whole, None)


def _object_rows(stream: _Stream) -> Iterator[Row]:
    start = stream.begin_record()
    whole: dict[str, Any] = {}
    wrapped, inside = False, 1
    try:
        for number, name in enumerate(_names(stream)):
            if number >= limits.MOST_FIELDS:
                raise Unfit(limits.TOO_MANY_FIELDS)
            if stream.peek() != "[" or name.lower() not in WRAPPERS or wrapped:
                whole[name] = stream.value()
                stream.check_record()
                continue
            items = _elements(stream)
            first = next(items, None)
            if first is None or not isinstance(first[1], dict | Unfit) or is_message(first[1]):
                inside = 2
                whole[name] = [] if first is None else _held(stream, first[1], items)
                inside = 1
                continue
            wrapped = True
            yield record(*first)
            yield from (record(at, value) for at, value in items)
            stream.begin_record()
    except Unfit as error:
        yield Row(start, None, str(error))
        stream.skip(inside=inside)
        return
    nothing_inside = len(whole) == 1 and all(n.lower() in WRAPPERS and v == [] for n, v in whole.items())
    if not wrapped and not nothing_inside:
        yield Row(start, whole, None)


def _elements(stream: _Stream) -> Iterator[tuple[int, Any]]:
    """Yield each element of the array that starts here, with its line; ``Unfit`` for one beyond a limit."""
    stream.step()
    while stream.peek() != "]":
        line = stream.line
        try:
            value = stream.value()
        except Unfit as error:
            # Passed over only where the reading goes on: it may be long.
            yield line, error
            stream.skip()
        else:
            yield line, value
        if stream.peek() == ",":
            stream.step()
        elif stream.peek() != "]":
            raise stream.unexpected()
    stream.step()


def _held(stream: _Stream, first: Any, items: Iterator[tuple[int, Any]]) -> list[Any]:
    """Return all elements of an array that is part of one record. Raises ``Unfit`` inside it."""
    held = [first]
    for _, value in items:
        if isinstance(value, Unfit):
            raise value
        held.append(value)
        if len(held) > limits.MOST_PARTS:
            raise Unfit(limits.TOO_MANY_PARTS)
        stream.check_record()
    return held


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
        self._passed = self._parts = 0
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

    def begin_record(self) -> int:
        """Count anew what a record holds; return the line."""
        self._passed = self._parts = 0
        return self.line

    def check_record(self) -> None:
        """Raise ``Unfit`` where what was passed since ``begin_record`` is more than one record may hold."""
        self._check(self._passed, self._parts)

    def value(self) -> Any:
        """Pass the JSON value that starts here and return it.

        Raises ``Broken``, and ``Unfit`` for one beyond a limit, which is not passed.
        """
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise Unfit(limits.TOO_DEEP) from None
            except ValueError as error:
                if self._may_be_cut(error):
                    self._check_value(len(self._text))
                    if self._more():
                        continue
                raise Broken(self.line, self._reason(error)) from None
            # A number this near the end ("1", "1.", "1e+") may go on in the next chunk.
            if end + len("e+") < len(self._text) or not self._more():
                self._parts += self._check_value(end)
                self._pass(end)
                return value

    def skip(self, inside: int = 0) -> None:
        """Pass the value that starts here, holding none of it; with ``inside``, the ends of so many more.

        Where it is nested a million levels deep, or a text of hundreds of megabytes, each chunk is looked
        through as a whole.
        """
        depth = inside
        if depth == 0 and self.peek() == '"':
            self._skip_text()
            return
        if depth == 0 and self.peek() not in "[{":
            self._skip_over(_IN_NUMBER)
            return
        while True:
            bare = _TEXTS.sub(r"\1", self._text[self._at :])
            cut = bare.find('"')
            head = bare if cut < 0 else bare[:cut]
            opened, closed = (sum(map(head.count, marks)) for marks in ("[{", "]}"))
            if closed >= depth and -depth in accumulate(
                map(_STEP.__getitem__, head.encode("latin-1", "replace"))
            ):
                self._skip_brackets(depth)
                return
            depth += opened - closed
            self._pass(len(self._text) - (len(bare) - cut if cut >= 0 else 0))
            if cut >= 0:
                self._skip_text()
            elif not self._more():
                raise Broken(self.line, CUT)

    def _skip_brackets(self, depth: int) -> None:
        for mark in _MARKS.finditer(self._text, self._at):
            if mark[0][0] != '"':
                depth += _STEP[ord(mark[0])]
                if depth == 0:
                    self._pass(mark.end())
                    return

    def _skip_text(self) -> None:
        self.step()
        self._skip_over(_IN_TEXT)
        self.step()

    def _skip_over(self, inner: re.Pattern[str]) -> None:
        """Pass what this matches, up to a character that it does not."""
        while True:
            found = inner.match(self._text, self._at)
            self._pass(found.end() if found else self._at)
            if self._text[self._at :].strip("\\"):
                return
            if not self._more():
                raise Broken(self.line, CUT)

    def unexpected(self) -> Broken:
        """Return the error for a character that cannot stand here."""
        if self._at >= len(self._text):
            return Broken(self.line, CUT)
        return Broken(self.line, f"This is not valid JSON: “{self._text[self._at]}” cannot stand here.")

    def _check_value(self, end: int) -> int:
        """Return how many parts the value that starts here has at most, up to ``end``. Raises ``Unfit``."""
        parts = limits.parts_in(self._text, self._at, end)
        self._check(end - self._at, parts)
        return parts

    def _check(self, characters: int, parts: int) -> None:
        if characters > limits.LONGEST_RECORD:
            raise Unfit(limits.TOO_LONG)
        if parts > limits.MOST_PARTS:
            raise Unfit(limits.TOO_MANY_PARTS)

    def _pass(self, end: int) -> None:
        self._passed += end - self._at
        self.line += self._text.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        if self._ended:
            return False
        left = self._text[self._at :]
        # Doubling what a long value is tried on keeps the tries few; in steps whose parts can be counted.
        chunk = self._read(max(_CHUNK, min(len(left), _LARGEST_CHUNK)))
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
