"""A table as a CSV file that a spreadsheet opens as it is meant: umlauts whole, no cell run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from lib.spelling import is_seen

_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""The byte order mark: without it Excel takes UTF-8 for the encoding of the country it runs in."""

_SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫⁼₌⁺₊\N{HEBREW LETTER ALTERNATIVE PLUS SIGN}"
_QUOTES = frozenset('"`“”„‟«»‹›＂')
_STARTS_FORMULA = re.compile(rf"(^|;|\t|\r\n?|\n)(?=[\s\0]*[{re.escape(_SIGNS)}])|^(?=[\t\r\n])")
_NUMBER = re.compile(r" *[-+]?\d+(,\d{3})*(\.\d+)?(e[-+]?\d+)?( ?%)? *", re.IGNORECASE | re.ASCII)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the table as CSV, begun with a byte order mark; every cell and title went through ``plain``."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([plain(title) for title in columns])
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return _MARK + out.getvalue()


def plain(cell: str) -> str:
    """Return a cell so that a spreadsheet shows it as text: with an apostrophe before what starts a formula.

    The list is that of OWASP's page on CSV injection: a cell that begins with ``=``, ``+``, ``-``, ``@``, a
    tab, a carriage return or a line feed, or with another form of one of the four signs. White space,
    characters nobody sees and quotes before the sign do not help. As that page says, a cell can also begin
    inside of another one, where the reader takes other separators than the writer: so the same holds after a
    semicolon, a tab or a line break. A number stays one: ``-0.5``, ``+1,200``, ``-3 %``.
    """
    if _NUMBER.fullmatch(cell):
        return cell
    read = "".join(map(_as_read, cell)) if any(sign in cell for sign in _SIGNS) else cell
    guarded = [0, *(found.end() for found in _STARTS_FORMULA.finditer(read)), len(cell)]
    return "'".join(cell[start:end] for start, end in pairwise(guarded))


def _as_read(letter: str) -> str:
    return "\0" if letter in _QUOTES or not is_seen(letter) else letter
