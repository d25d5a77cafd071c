"""How much of a file is read at most, so that none can fill the memory. Errors name the limit."""

from __future__ import annotations

MILLION = 1_000_000

LONGEST_RECORD = 8 * MILLION
"""Characters of one record, with all that is in it."""

MOST_PARTS = MILLION // 2
"""Values in one record: each takes memory of its own, however short it is."""

MOST_FIELDS = 2_000
"""Fields of one record, and columns of a table."""

MOST_TIMES, TIMES_FROM = 200, 64 * MILLION
"""How many times its own size a packed file may unpack to, once it is past so many bytes."""

MOST_UNPACKED = 20_000 * MILLION
"""Bytes a packed file may unpack to."""

MOST_SILENT = MILLION
"""Bytes of a packed file that may pass without a byte coming out."""

MOST_EMPTY = MILLION + MILLION // 10
"""Empty lines in a row: more than the rows of a spreadsheet, which may be saved with all its empty ones."""

MOST_HOLLOW = MILLION // 10
"""Empty lists and objects in a row that hold no record."""

SAMPLE = 4 * MILLION
"""Bytes after which a file's beginning has been seen."""

MOST_OF_A_BEGINNING = 4 * LONGEST_RECORD + 2 * MILLION
"""Bytes that are read for a file's beginning: one record of the longest fits, in any script."""

TOO_LONG = (
    f"This record is longer than {LONGEST_RECORD // MILLION} million characters, the most that is read. "
    "Shorten or split it."
)
TOO_MANY_PARTS = (
    f"This record holds more than {MOST_PARTS:,} values, the most that is read. Leave out what nobody reads."
)
TOO_MANY_FIELDS = (
    f"There are more than {MOST_FIELDS:,} fields here, the most that is read. Leave out what nobody reads."
)
TOO_DEEP = "This record is nested too deeply to be read."
DAMAGED = "The packed file is damaged or cut off; nothing after this was read."
UNPACKS_TO_TOO_MUCH = (
    f"The packed file unpacks to more than {MOST_TIMES} times its size, or to more than "
    f"{MOST_UNPACKED // 1000 // MILLION} GB; nothing after this was read. If that is no mistake, unpack it "
    "and choose the unpacked file."
)
HOLDS_NOTHING = (
    f"The packed file holds {MOST_SILENT // MILLION} MB that unpack to nothing; nothing after this was read."
)
ONLY_EMPTY = (
    f"Here stand more than {MOST_EMPTY:,} empty lines in a row; nothing after them was read. If the file "
    "goes on, take the empty lines out."
)
ONLY_HOLLOW = (
    f"Here stand more than {MOST_HOLLOW:,} empty lists or objects in a row; nothing after them was read."
)
PACKED_TWICE = "This file is packed twice. Unpack it once and choose what comes out."
BEGINNING = "Only the beginning of the file was looked at, and no record was found in it."
"""Shown only where it is the one thing to say of a file."""


class Unfit(ValueError):
    """One record is beyond a limit; what comes after it can be read."""


def check_size(text: str, marks: str = ",[{") -> None:
    """Raise ``Unfit`` where the text of a record is too long, or has more ``marks`` than values may be."""
    if len(text) > LONGEST_RECORD:
        raise Unfit(TOO_LONG)
    if parts_in(text, 0, len(text), marks) > MOST_PARTS:
        raise Unfit(TOO_MANY_PARTS)


def parts_in(text: str, start: int, end: int, marks: str = ",[{") -> int:
    """Return how many values a piece of text can hold at most."""
    return sum(text.count(mark, start, end) for mark in marks)
