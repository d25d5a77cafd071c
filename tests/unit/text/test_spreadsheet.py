"""Tables for spreadsheets: what people and traces wrote is shown, never run."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.spelling import is_seen
from lib.text.spreadsheet import as_csv, plain
from lib.ui.shell import chart_with_table
from lib.ui.shell.pick_table import Column, Row
from tests.conftest import ROOT

SIGNS = "=+-@＝＋－＠"
# Soft hyphen, Mongolian and Hangul fillers, a Braille cell, marks of direction, delete, a tag, a private one.
UNSEEN = "\u200b\ufeff\u00ad\u180e\u3164\u2800\u115f\u202e\u2066\x7f\x00\U000e0001\ufffc\ue000"


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", "   ", "\u00a0", "\u3000", *UNSEEN, '"', '""', "“", "«", ' "\u00ad '])
def test_a_formula_gets_an_apostrophe(sign: str, before: str) -> None:
    assert plain(f"{before}{sign}cmd|' /C calc'!A0") == f"'{before}{sign}cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("\t=1", "'\t'=1"),
        ("\tword", "'\tword"),
        ("\r\n=1", "'\r\n'=1"),
        ("\nword", "'\nword"),
        ("a\n=1", "a\n'=1"),
        ("a;=1", "a;'=1"),
        ("a; @x", "a;' @x"),
        ("-1+1|cmd", "'-1+1|cmd"),
        ("-", "'-"),
        ("+4 (−6 to +14) points", "'+4 (−6 to +14) points"),
    ],
)
def test_also_after_white_space_and_inside(cell: str, shown: str) -> None:
    assert plain(cell) == shown


@pytest.mark.parametrize(
    "cell",
    [
        *("-0.5", "-1", "+12", "-1,200", "-3 %", "+0.5%", "-1e-5", " -2", "0", "1,200"),
        *("16 % (9 to 26 %)", "–", "−6", "Größe", "", "a-b", "a = b", "x@y.z", "'=1", "5; 6"),
    ],
)
def test_numbers_and_words_stay_what_they_are(cell: str) -> None:
    assert plain(cell) == cell


ANY = st.characters(codec="utf-8")
RISKY = st.sampled_from([*SIGNS, *" \t\r\n;,\"'a1.\u3000“", *UNSEEN])


@given(st.text(RISKY | ANY))
def test_no_cell_begins_a_formula_however_it_is_split(cell: str) -> None:
    for piece in re.split(r"[;\t\r\n]", plain(cell)):
        begins = "".join(filter(is_seen, piece)).strip('"“ \u3000')[:1]
        if unicodedata.normalize("NFKC", begins) in tuple("=+-@"):
            float(cell.replace(",", "").replace("%", ""))  # a number, or this fails
    assert plain(cell).replace("'", "") == cell.replace("'", ""), "nothing else is changed"


@given(st.lists(st.tuples(st.text(ANY), st.text(ANY))))
def test_what_is_written_is_what_is_read(rows: list[tuple[str, str]]) -> None:
    made = as_csv(["Größe", "b"], rows)
    found = list(csv.reader(io.StringIO(made.removeprefix("\ufeff"), newline="")))
    assert found == [["Größe", "b"], *([plain(a), plain(b)] for a, b in rows)]


def test_a_download_as_a_spreadsheet_gets_it() -> None:
    rows = [Row("1", ' =HYPERLINK("x")', ("Größe, 5", "-0.5")), Row("2", "＝1", ("a\n-b", "–"))]
    made = chart_with_table.as_csv([Column(title) for title in ("Failure mode", "@b", "c")], rows).encode()
    assert made == (
        b"\xef\xbb\xbfFailure mode,'@b,c\r\n"
        b'"\' =HYPERLINK(""x"")","Gr\xc3\xb6\xc3\x9fe, 5",-0.5\r\n'
        b"'\xef\xbc\x9d1,\"a\n'-b\",\xe2\x80\x93\r\n"
    )


def test_every_csv_comes_from_the_one_function() -> None:
    made = re.compile(r"csv\.writer|csv\.DictWriter|to_csv")
    others = [
        str(path.relative_to(ROOT))
        for folder in ("lib", "pages")
        for path in Path(ROOT / folder).rglob("*.py")
        if made.search(path.read_text("utf-8")) and path.name != "spreadsheet.py"
    ]
    assert others == []
