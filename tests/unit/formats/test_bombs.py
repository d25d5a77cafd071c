"""Files made to fill the memory or the time: each limit is said with its number, and good rows go in."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from lib.formats import columns, conversation, limits
from lib.formats import mapping as formats
from lib.formats.read.chat import steps
from lib.formats.reading import Row, rows
from lib.formats.tables import header
from lib.services import importing
from tests.server import ROOT

MB = 1_000_000
LONG = limits.LONGEST_RECORD
GOOD = {"input": "hello", "output": "good morning"}


def pack(path: Path, pieces: Iterable[bytes]) -> Path:
    with gzip.open(path, "wb") as file:
        for piece in pieces:
            file.write(piece)
    return path


def read(path: Path, content: str | bytes) -> list[Row]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(rows(path))


def said(found: list[Row]) -> list[Any]:
    return [row.error or row.value for row in found]


# ---- memory

_PEAK = """
import resource, sys
from pathlib import Path
from lib.services import importing
from lib.formats.reading import rows
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
path = Path(sys.argv[1])
importing.peek(path)
previewed = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
last = None
for last in rows(path):
    pass
read = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
scale = 1_000_000 if sys.platform == "darwin" else 1_000
print(previewed // scale, read // scale, last.error, sep="|")
"""
MOST_MB = 130
"""Megabytes that one record of the longest may take, with what is read ahead."""

# What comes again and again in each: its beginning, 12 MB, how often, its end.
BOMBS: dict[str, tuple[str, bytes, bytes, int, bytes]] = {
    "zeros": ("a.gz", b"", b"\0" * 12 * MB, 6, b""),
    "one line": ("a.jsonl.gz", b'{"input": "', b"a" * 12 * MB, 6, b'"}\n'),
    "one document": ("a.json.gz", b'{"input": "', b"a" * 12 * MB, 6, b'"}\n'),
    "many lines": ("a.jsonl.gz", b"", b'{"input": "%s"}\n' % (b"a" * 11_985) * 1_000, 6, b""),
    "one cell": ("a.csv.gz", b"input,output\n", b"a" * 12 * MB, 6, b",b\n"),
    "one cell over many lines": ("a.csv.gz", b'input,output\n"', (b"a" * 11_999 + b"\n") * 1_000, 6, b""),
    "cells without end": ("a.csv.gz", b"", b"," * 12 * MB, 6, b""),
    "one list of lists": ("a.json.gz", b'{"a": [', b"[]," * 4 * MB, 6, b"1]}"),
    "one conversation": (
        "a.json.gz",
        b"[",
        b'{"role":"user","content":"%s"},' % (b"a" * 100) * 92_000,
        6,
        b"",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_packed_file_takes_no_more_memory_than_one_record(tmp_path: Path, name: str) -> None:
    """Each packs 72 MB into less than one, and is previewed and then read to its end."""
    file, begins, again, times, ends = BOMBS[name]
    path = tmp_path / file
    path.write_bytes(gzip.compress(begins) + gzip.compress(again) * times + gzip.compress(ends))
    assert path.stat().st_size < MB
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    previewed, read, last = done.stdout.strip().split("|")
    assert (int(previewed) < MOST_MB, int(read) < MOST_MB) == (True, True), done.stdout
    assert last == limits.UNPACKS_TO_TOO_MUCH


# ---- what is said, and what still goes in


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ('{"input": "' + "a" * LONG + '"}', limits.TOO_LONG),
        ('{"input": [' + "[]," * limits.MOST_PARTS + "1]}", limits.TOO_MANY_PARTS),
        ('{"input": ' + "[" * 100_000 + "]" * 100_000 + "}", limits.TOO_DEEP),
        ('{"input": ' + "7" * 10 * MB + "}", limits.TOO_LONG),
        (json.dumps({f"k{n}": 1 for n in range(3_000)}), limits.TOO_MANY_FIELDS),
    ],
    ids=["long", "many values", "deep", "a number of ten million digits", "thousands of fields"],
)
@pytest.mark.parametrize("around", ["lines", "array", "wrapped", "one after another"])
def test_good_rows_beside_one_beyond_a_limit_go_in(
    tmp_path: Path, record: str, why: str, around: str
) -> None:
    good = json.dumps(GOOD)
    name, content = {
        "lines": ("a.jsonl", f"{good}\n{record}\n{good}\n"),
        "array": ("a.json", f"[{good},\n{record},\n{good}]"),
        "wrapped": ("a.json", f'{{"data": [{good}, {record}, {good}], "more": 1}}'),
        "one after another": ("a.json", f"{{\n{good[1:]}\n{record}\n{good}"),
    }[around]
    assert said(read(tmp_path / name, content)) == [GOOD, why, GOOD]


def test_limits_are_said_with_their_number() -> None:
    assert "8 million characters" in limits.TOO_LONG
    assert "500,000 values" in limits.TOO_MANY_PARTS
    assert "2,000 fields" in limits.TOO_MANY_FIELDS
    assert "200 times" in limits.UNPACKS_TO_TOO_MUCH and "20 GB" in limits.UNPACKS_TO_TOO_MUCH


def test_a_long_first_line_hides_none_after_it(tmp_path: Path) -> None:
    long = json.dumps({"input": 'a "quoted" \\ [text] ' * (LONG // 16)})
    assert said(read(tmp_path / "a.jsonl", f"{long}\n{json.dumps(GOOD)}\n")) == [limits.TOO_LONG, GOOD]
    assert said(read(tmp_path / "a.json", f"{long}\n{json.dumps(GOOD)}\n")) == [limits.TOO_LONG, GOOD]
    seen = importing.peek(tmp_path / "a.jsonl")
    assert seen.records == [GOOD]


def test_a_record_of_the_longest_is_read(tmp_path: Path) -> None:
    for name, around in (("a.jsonl", "%s\n"), ("a.json", "[%s]"), ("b.json", "%s")):
        whole = {"input": "ä" * (LONG - 20)}
        assert said(read(tmp_path / name, around % json.dumps(whole, ensure_ascii=False))) == [whole]
        assert importing.peek(tmp_path / name).records == [whole]
    talk = [{"role": "user", "content": "a" * 1_000}] * (LONG // 1_100)
    assert said(read(tmp_path / "talk.json", json.dumps(talk))) == [{"messages": talk}]


def test_a_table_with_a_cell_or_a_row_beyond_the_limit(tmp_path: Path) -> None:
    content = f"input,output\na,b\n{'x' * LONG},c\nd,e\n"
    assert said(read(tmp_path / "a.csv", content)) == [
        {"input": "a", "output": "b"},
        limits.TOO_LONG,
        {"input": "d", "output": "e"},
    ]
    lines = [row.line for row in rows(tmp_path / "a.csv")]
    assert lines == [2, 3, 4]
    swallowed = 'input,output\na,b\n"' + "x\n" * (limits.MOST_PARTS + 10) + "d,e\n"
    found = said(read(tmp_path / "a.csv", swallowed))
    assert found[0] == {"input": "a", "output": "b"} and found[1] == limits.TOO_MANY_PARTS
    assert found[-1] == {"input": "d", "output": "e"}
    [only] = said(read(tmp_path / "a.csv", ",".join("abc" for _ in range(5_000)) + "\n1,2\n"))
    assert only.startswith(limits.TOO_MANY_FIELDS)


def test_packed_twice_empty_parts_and_the_share_unpacked_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    assert said(read(path, gzip.compress(gzip.compress(b'{"a": 1}\n')))) == [limits.PACKED_TWICE]
    empty = gzip.compress(b"")
    few = gzip.compress(b'{"a": 1}\n') + empty * 100 + gzip.compress(b'{"a": 2}\n')
    assert said(read(path, few)) == [{"a": 1}, {"a": 2}]
    many = gzip.compress(b'{"a": 1}\n') + empty * (3 * MB // len(empty)) + gzip.compress(b'{"a": 2}\n')
    assert said(read(path, many)) == [{"a": 1}, limits.HOLDS_NOTHING]
    assert said(read(path, empty * (3 * MB // len(empty)))) == [limits.HOLDS_NOTHING]


def test_what_unpacks_to_much_yet_to_less_than_the_limit_is_read_to_its_end(tmp_path: Path) -> None:
    line = json.dumps({"input": "a" * 100_000}).encode() + b"\n"
    path = pack(tmp_path / "a.jsonl.gz", [line] * 600)
    assert path.stat().st_size * limits.MOST_TIMES < 600 * len(line) < limits.TIMES_FROM
    assert [row.error for row in rows(path)] == [None] * 600


def test_numbers_without_measure_and_nul_are_kept_as_every_database_can_hold_them(tmp_path: Path) -> None:
    digits = "9" * 100_000
    content = f'{{"input": "a\0b", "big": {digits}, "huge": 1e999999, "small": -1e-999999}}\n'
    [row] = read(tmp_path / "a.jsonl", content)
    assert row.value is not None
    found, changed = formats.read_record(row.value, formats.Mapping(input="input"))
    assert found.steps[0].text == "a\ufffdb" and changed == 2
    assert found.extra["big"] == digits and found.metadata["small"] == 0
    assert "huge" not in {**found.metadata, **found.extra}


# ---- what holds nothing and is stepped over

_LINE = json.dumps(GOOD) + "\n"
HOLLOW = {
    "lines": ("a.jsonl", _LINE * 2, "\n", limits.MOST_EMPTY, limits.ONLY_EMPTY),
    "lines of spaces": ("a.jsonl", _LINE * 2, " \r\n", limits.MOST_EMPTY, limits.ONLY_EMPTY),
    "rows": ("a.csv", "input,output\nhello,good morning\n", "\n", limits.MOST_EMPTY, limits.ONLY_EMPTY),
    "rows of separators": (
        "a.csv",
        "input,output\nhello,good morning\n",
        ",\n",
        limits.MOST_EMPTY,
        limits.ONLY_EMPTY,
    ),
    "rows of quotes": (
        "a.csv",
        "input,output\nhello,good morning\n",
        '""\n',
        limits.MOST_EMPTY,
        limits.ONLY_EMPTY,
    ),
    "lists": ("a.json", f"[{_LINE}]", "[]", limits.MOST_HOLLOW, limits.ONLY_HOLLOW),
    "wrappers": ("a.json", f"[{_LINE}]", '{"data": []}', limits.MOST_HOLLOW, limits.ONLY_HOLLOW),
}


@pytest.mark.parametrize("name", HOLLOW)
def test_empty_lines_without_end_end_the_reading(tmp_path: Path, name: str) -> None:
    file, begins, empty, most, why = HOLLOW[name]
    path = pack(tmp_path / f"{file}.gz", [begins.encode(), empty.encode() * (2 * most), _LINE.encode()])
    good = [GOOD] * (2 if file == "a.jsonl" else 1)
    assert said(list(rows(path))) == [*good, why]
    seen = importing.peek(path)
    assert (seen.records, seen.rows[-1].error) == (good, why)


def test_the_empty_rows_of_a_whole_sheet_are_passed_over(tmp_path: Path) -> None:
    content = "input,output\n" + ",\n" * 2**20 + "hello,good morning\n"
    assert said(read(tmp_path / "a.csv", content)) == [GOOD]


def test_one_name_again_and_again_and_values_without_end_are_beyond_a_limit(tmp_path: Path) -> None:
    again = "{\n" + '"data": [], ' * (limits.MOST_FIELDS + 1) + '"a": 1}'
    nulls = '{\n"data": [' + "null, " * limits.MOST_PARTS + "1]}"
    for content, why in ((again, limits.TOO_MANY_FIELDS), (nulls, limits.TOO_MANY_PARTS)):
        assert said(read(tmp_path / "a.json", f"{content}\n[{_LINE}]")) == [why, GOOD]


# ---- what a preview reads


def test_a_preview_reads_a_few_megabytes_whatever_the_file_holds(tmp_path: Path) -> None:
    line = json.dumps({"input": "a" * 100_000}).encode() + b"\n"
    for path in (
        pack(tmp_path / "a.jsonl.gz", [line] * 600),
        pack(tmp_path / "a.json.gz", [b"[", *([line[:-1] + b","] * 600), line, b"]"]),
    ):
        seen = importing.peek(path)
        assert not seen.is_whole
        assert 30 < len(seen.rows) == len(seen.records) < 70, "what the end cut in two is left out"


def test_a_preview_that_finds_no_record_says_why(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.jsonl.gz", [b'{"input": "', *([b"a" * MB] * 60), b'"}\n'])
    seen = importing.peek(path)
    assert not seen.is_whole and limits.TOO_LONG in importing.why_unreadable(seen)


# ---- time: what is counted grows with the size, not with its square


class Counted(str):
    """A text that counts how often it is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        return str.__hash__(self)

    def strip(self, chars: str | None = None, /) -> Counted:
        return Counted(str.strip(self, chars))


def test_equal_column_names_are_told_apart_in_one_pass() -> None:
    assert header(["a", "a (2)", "a", "a", "", "a (2)"]) == [
        "a",
        "a (2)",
        "a (3)",
        "a (4)",
        "column 5",
        "a (2) (2)",
    ]

    def compared(number: int) -> int:
        Counted.compared = 0
        names = header([Counted("input")] * number)
        assert len(set(names)) == number
        return Counted.compared

    assert compared(2_000) <= 4.5 * compared(500)


def test_a_call_finds_its_result_without_asking_all_others() -> None:
    class Draft(conversation._Draft):
        looked_at = 0

        def __getattribute__(self, name: str) -> Any:
            Draft.looked_at += 1
            return super().__getattribute__(name)

    def looked_at(number: int, monkey: pytest.MonkeyPatch) -> int:
        Draft.looked_at = 0
        monkey.setattr(conversation, "_Draft", Draft)
        calls = [{"id": f"c{n}", "function": {"name": "f", "arguments": "{}"}} for n in range(number)]
        said = [{"role": "assistant", "content": None, "tool_calls": calls}]
        said += [
            {"role": "tool", "tool_call_id": f"c{n}", "content": f"r{n}"} for n in reversed(range(number))
        ]
        found = steps(said)
        assert [step.result for step in found] == [f"r{n}" for n in range(number)]
        return Draft.looked_at

    with pytest.MonkeyPatch.context() as monkey:
        assert looked_at(400, monkey) <= 4.5 * looked_at(100, monkey)


def test_results_find_their_calls_by_id_then_name_then_order() -> None:
    def call(identity: str | None, name: str) -> dict[str, Any]:
        return {
            "role": "assistant",
            "tool_calls": [{"id": identity, "function": {"name": name, "arguments": "{}"}}],
        }

    def result(text: str, identity: str | None = None, name: str | None = None) -> dict[str, Any]:
        return {"role": "tool", "tool_call_id": identity, "name": name, "content": text}

    talk = [call("1", "a"), call(None, "a"), call(None, "b"), call("4", "b")]
    talk += [result("to 4", "4"), result("to b", "9", "b"), result("to the first"), result("to a", name="a")]
    assert [step.result for step in steps(talk)] == ["to the first", "to a", "to b", "to 4"]


def test_fields_are_found_by_name_and_no_more_than_the_limit_are_shown() -> None:
    sample = [{f"k{row}_{n}": {f"in{n}": 1} for n in range(400)} for row in range(20)]
    assert len(columns.columns_of(sample)) == 2 * limits.MOST_FIELDS

    looked_at = 0

    class Column(columns.Column):
        def __getattribute__(self, name: str) -> Any:
            nonlocal looked_at
            looked_at += name == "name"
            return super().__getattribute__(name)

    many = [Column(f"f{n}_id", f"f{n}_id", "", [None]) for n in range(300)]
    columns.first(many, [one.path for one in many], bool)
    assert looked_at == 300
