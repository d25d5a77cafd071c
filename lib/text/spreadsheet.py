"""A table as a CSV file that a spreadsheet opens as it is meant: umlauts whole, no cell run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""The byte order mark: without it Excel takes UTF-8 for the encoding of the country it runs in."""

_BLANK = r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]"
_STARTS_FORMULA = re.compile(rf"(^|;|\t|\r\n?|\n)(?={_BLANK}*[=+\-@＝＋－＠﹦﹢﹣﹫])|^(?=[\t\r\n])")
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
    tab, a carriage return or a line feed, or with the full-width form of one of the four signs. White space
    and characters of no width before the sign do not help. As that page says, a cell can also begin inside of
    another one, where the reader takes other separators than the writer: so the same holds after a
    semicolon, a tab or a line break. A number stays one: ``-0.5``, ``+1,200``, ``-3 %``.
    """
    return cell if _NUMBER.fullmatch(cell) else _STARTS_FORMULA.sub(r"\1'", cell)
