"""Files to rows: every kind of file, every kind of damage."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.formats.json_stream import document_rows
from lib.formats.reading import rows

DATA = Path(__file__).parents[2] / "data"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
records = st.dictionaries(st.text(max_size=8), json_values, max_size=5)


def read(tmp_path: Path, content: str | bytes, name: str = "file.jsonl") -> list[Any]:
    """Each row as (line, value) or (line, "!reason")."""
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return seen(path)


def seen(path: Path) -> list[Any]:
    found = list(rows(path))
    assert all((row.value is None) != (row.error is None) for row in found)
    return [(row.line, row.value if row.error is None else f"!{row.error}") for row in found]


def good(found: list[Any]) -> list[Any]:
    return [pair for pair in found if not isinstance(pair[1], str)]


def bad_lines(found: list[Any]) -> list[int]:
    return [line for line, value in found if isinstance(value, str)]


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n \0\0", gzip.compress(b"", mtime=0)]
)
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a"])
def test_an_empty_file_yields_nothing(tmp_path: Path, content: bytes, name: str) -> None:
    assert read(tmp_path, content, name) == []


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.txt", "a.csv"])
def test_json_lines_are_told_by_content(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, '{"a": 1}\n\n{"a": 2}', name) == [(1, {"a": 1}), (3, {"a": 2})]


def test_bad_lines_carry_their_number_and_stop_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, '{"a": 1}\nnot json\n[1]\n7\n"x"\nnull\n{"a": 2}\n{"a": tru}\n{"a": 3}\n')
    assert good(found) == [(1, {"a": 1}), (7, {"a": 2}), (9, {"a": 3})]
    assert bad_lines(found) == [2, 3, 4, 5, 6, 8]


@pytest.mark.parametrize(
    "first", ['{"a": "no end', '{"a": tru}', "# export", '{"a": 1} tail', '{"a": 1,', "7"]
)
def test_a_bad_first_line_does_not_hide_the_others(tmp_path: Path, first: str) -> None:
    found = read(tmp_path, f'{first}\n{{"a": 2}}\n{{"a": 3}}\n', "a.jsonl")
    assert good(found) == [(2, {"a": 2}), (3, {"a": 3})]
    assert bad_lines(found) == [1]


def test_a_truncated_last_line_is_one_error(tmp_path: Path) -> None:
    found = read(tmp_path, '{"a": 1}\n{"a": 2}\n{"a": [1, {"b": "hel')
    assert good(found) == [(1, {"a": 1}), (2, {"a": 2})]
    assert bad_lines(found) == [3]
    assert "ends in the middle" in found[-1][1]


@pytest.mark.parametrize("cut", range(1, 60))
def test_a_file_cut_anywhere_keeps_its_whole_lines(tmp_path: Path, cut: int) -> None:
    content = '{"a": "éé", "b": [1]}\n{"a": "éé", "b": [2]}\n{"a": "x", "b": [3]}\n'.encode()
    found = read(tmp_path, content[:-cut])
    whole = content[:-cut].count(b"\n")
    assert [value["b"] for _, value in good(found)][:whole] == [[n + 1] for n in range(whole)]


def test_bom_and_crlf(tmp_path: Path) -> None:
    assert read(tmp_path, b'\xef\xbb\xbf{"a": 1}\r\n{"a": 2}\r\n') == [(1, {"a": 1}), (2, {"a": 2})]
    assert read(tmp_path, b'\xef\xbb\xbfid,text\r\n1,"a\r\nb"\r\n2,c\r\n', "a.csv") == [
        (2, {"id": "1", "text": "a\r\nb"}),
        (4, {"id": "2", "text": "c"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_byte_order_marks(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, '{"a": "é"}\n{"a": "ü"}'.encode(encoding)) == [(1, {"a": "é"}), (2, {"a": "ü"})]


def test_undecodable_bytes_nul_and_raw_control_characters_lose_no_row(tmp_path: Path) -> None:
    found = read(tmp_path, b'{"a": "caf\xe9"}\n{"a": "x\0y\tz"}\n{"a": "\\ud800"}\n')
    assert [len(value["a"]) for _, value in found] == [4, 5, 1]


def test_nan_and_endless_numbers_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, '{"a": NaN, "b": -Infinity}\n{"a": ' + "9" * 5000 + "}\n{}\n")
    assert [line for line, _ in good(found)] == [1, 2, 3]


def test_nesting_without_end_is_refused_and_the_next_row_read(tmp_path: Path) -> None:
    deep = '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}"
    found = read(tmp_path, f'{{"a": 0}}\n{deep}\n{{"a": 2}}\n')
    assert good(found) == [(1, {"a": 0}), (3, {"a": 2})]
    assert "nested" in found[1][1]


def test_a_lone_carriage_return_ends_no_line(tmp_path: Path) -> None:
    assert read(tmp_path, b'{"a": 1,\r"b": "x\ry"}\n{}\n') == [(1, {"a": 1, "b": "x\ry"}), (2, {})]


def test_line_separators_inside_text_do_not_end_a_line(tmp_path: Path) -> None:
    text = "a\u2028b\u0085c\x0bd"
    assert read(tmp_path, json.dumps({"a": text}, ensure_ascii=False) + "\n{}") == [(1, {"a": text}), (2, {})]


def test_a_message_of_600_kb(tmp_path: Path) -> None:
    text = "é" * 600_000
    lines = json.dumps({"a": text}, ensure_ascii=False)
    assert read(tmp_path, lines + "\n" + lines)[1] == (2, {"a": text})
    assert read(tmp_path, f"[{lines},{lines}]", "a.json")[1] == (1, {"a": text})
    assert read(tmp_path, f"id,text\n1,{text}\n", "a.csv") == [(2, {"id": "1", "text": text})]


def test_an_array_names_the_line_each_element_starts_on(tmp_path: Path) -> None:
    content = '[\n  {"a":\n 1},\n  {"a": 2}, 5,\n\n  {"a": 3}\n]\n'
    found = read(tmp_path, content, "a.json")
    assert good(found) == [(2, {"a": 1}), (4, {"a": 2}), (6, {"a": 3})]
    assert bad_lines(found) == [4]


@pytest.mark.parametrize(
    "rest", ['{"a": 3, "b": "x', '{"a": 3', "", '{"a": 3},', '{"a" 3}, {"a": 4}]', "tru"]
)
def test_a_broken_array_yields_its_good_elements_and_one_error(tmp_path: Path, rest: str) -> None:
    found = read(tmp_path, '[{"a": 1},\n{"a": 2},\n' + rest, "a.json")
    assert good(found)[:2] == [(1, {"a": 1}), (2, {"a": 2})]
    assert bad_lines(found) == [3]


@pytest.mark.parametrize("key", ["data", "traces", "items", "conversations", "Results"])
def test_an_object_around_a_list(tmp_path: Path, key: str) -> None:
    document = {"total": 2, "page": {"next": None}, key: [{"a": 1}, {"a": 2}], "more": False}
    for indent in (None, 2):
        found = read(tmp_path, json.dumps(document, indent=indent), "a.json")
        assert [value for _, value in found] == [{"a": 1}, {"a": 2}]


def test_an_object_around_a_list_that_is_cut_off(tmp_path: Path) -> None:
    found = read(tmp_path, '{"data": [\n{"a": 1},\n{"a": 2},\n{"a"', "a.json")
    assert good(found) == [(2, {"a": 1}), (3, {"a": 2})]
    assert bad_lines(found) == [4]


@pytest.mark.parametrize("indent", [None, 2])
def test_one_record_is_one_row(tmp_path: Path, indent: int | None) -> None:
    record = {"id": "x", "conversations": [{"from": "human", "value": "hi"}], "tags": [1], "data": {"b": []}}
    assert read(tmp_path, json.dumps(record, indent=indent), "a.json") == [(1, record)]


def test_an_empty_list_is_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "[]", "a.json") == []
    assert read(tmp_path, '{"data": []}', "a.json") == []


def test_objects_one_after_another_over_several_lines(tmp_path: Path) -> None:
    content = json.dumps({"a": 1}, indent=2) + "\n" + json.dumps({"a": 2}, indent=2) + "\n"
    assert read(tmp_path, content, "a.json") == [(1, {"a": 1}), (4, {"a": 2})]


def test_a_bare_list_of_messages_is_one_conversation(tmp_path: Path) -> None:
    talk = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]
    whole = {"messages": talk}
    assert read(tmp_path, json.dumps(talk), "a.json") == [(1, whole)]
    assert [v for _, v in read(tmp_path, json.dumps([talk, talk]), "a.json")] == [whole, whole]
    assert read(tmp_path, f"{json.dumps(talk)}\n{json.dumps(talk)}\n") == [(1, whole), (2, whole)]


def test_gzip_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    lines = b'{"a": 1}\n{"a": 2}\n'
    assert read(tmp_path, gzip.compress(lines), "no-ending") == [(1, {"a": 1}), (2, {"a": 2})]
    assert read(tmp_path, gzip.compress(lines) + gzip.compress(b"{}"), "two.gz")[2] == (3, {})
    assert read(tmp_path, gzip.compress(b"a\tb\n1\t2\n"), "t.tsv.gz") == [(2, {"a": "1", "b": "2"})]


def test_damaged_gzip_keeps_what_is_whole(tmp_path: Path) -> None:
    noise = [f"{n * 7919 % 100_003:x}" * 9 for n in range(3000)]
    packed = gzip.compress("".join(json.dumps({"n": n, "t": t}) + "\n" for n, t in enumerate(noise)).encode())
    found = read(tmp_path, packed[: len(packed) // 2], "a.jsonl.gz")
    assert len(good(found)) > 500
    assert len(bad_lines(found)) == 1
    assert len(bad_lines(read(tmp_path, packed[:40] + b"\xff" * 40, "a.jsonl.gz"))) == 1


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"PAR1", b"SQLite format 3\0"])
def test_files_that_are_no_text_are_named(tmp_path: Path, head: bytes) -> None:
    found = read(tmp_path, head + bytes(range(256)) * 20, "a.csv")
    assert bad_lines(found) == [1] and len(found) == 1


def test_csv_with_semicolons_quotes_and_line_breaks_in_cells() -> None:
    found = seen(DATA / "small_questions.csv")
    assert [line for line, _ in found] == [2, 4, 5]
    assert found[0][1]["Question"] == "When does the office open; on Saturdays?"
    assert found[0][1]["Answer"] == 'At "nine",\nevery Saturday.'
    assert found[2][1]["Rating"] == ""


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_separators(tmp_path: Path, separator: str) -> None:
    content = f"a{separator}b\n1{separator}2\n"
    assert read(tmp_path, content, "a.txt") == [(2, {"a": "1", "b": "2"})]


def test_csv_rows_that_do_not_fit_the_header(tmp_path: Path) -> None:
    found = read(tmp_path, 'a,b\n1,2\n1\n1,2,3\n"x"y,2\n\n5,6\n7,"cut', "a.csv")
    assert good(found) == [(2, {"a": "1", "b": "2"}), (7, {"a": "5", "b": "6"})]
    assert bad_lines(found) == [3, 4, 5, 8]


def test_csv_header_alone_repeated_and_empty_names(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b\n", "a.csv") == []
    assert read(tmp_path, "a,a,,a\n1,2,3,4\n", "a.csv") == [
        (2, {"a": "1", "a (2)": "2", "column 3": "3", "a (3)": "4"})
    ]


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n' * 100_000))
    heard: list[tuple[int, int]] = []
    for _ in rows(path, lambda done, size: heard.append((done, size))):
        pass
    assert heard == sorted(heard)
    assert heard[-1] == (path.stat().st_size, path.stat().st_size)


def test_a_file_that_is_not_there_raises(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        list(rows(tmp_path / "missing.json"))


def test_an_array_in_small_pieces_reads_the_same() -> None:
    values = [{"n": n, "t": "x\n" * (n % 7), "f": -1.5e-3, "l": [True, None, 12345]} for n in range(50)]
    text = json.dumps(values, indent=1)
    for size in (1, 2, 3, 7, 64):
        pieces = iter([text[i : i + size] for i in range(0, len(text), size)])
        found = list(document_rows(lambda _, p=pieces: next(p, "")))  # type: ignore[misc]
        assert [row.value for row in found] == values


@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_number_cut_by_a_piece_is_one_number(size: int) -> None:
    for text, values in (
        ('{"n": 12345, "f": -1.25e3}', [{"n": 12345, "f": -1250.0}]),
        ('[12345, {"a": 1}]', [None, {"a": 1}]),
    ):
        pieces = iter([text[i : i + size] for i in range(0, len(text), size)])
        found = list(document_rows(lambda _, p=pieces: next(p, "")))  # type: ignore[misc]
        assert [row.value for row in found] == values


@settings(max_examples=60)
@given(st.lists(records, min_size=2, max_size=5), st.booleans())
def test_what_is_written_as_json_lines_is_read_back(values: list[dict[str, Any]], plain: bool) -> None:
    text = "".join(json.dumps(value, ensure_ascii=plain) + "\n" for value in values)
    with tempfile.TemporaryDirectory() as folder:
        assert [v for _, v in read(Path(folder), text)] == values


@settings(max_examples=60)
@given(st.lists(records, min_size=1, max_size=5), st.sampled_from([None, 0, 2]))
def test_an_array_reads_as_the_same_lines(values: list[dict[str, Any]], indent: int | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = read(Path(folder), "{}\n" + "\n".join(map(json.dumps, values)))
        array = read(Path(folder), json.dumps([{}, *values], indent=indent), "a.json")
    assert [v for _, v in lines] == [v for _, v in array] == [{}, *values]


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=2), max_size=6))
def test_what_is_written_as_csv_is_read_back(cells: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["id", "what"], *cells])
    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), text.getvalue(), "a.csv")
    assert [list(v.values()) for _, v in found] == [row for row in cells if any(row)]


@settings(max_examples=150)
@given(
    st.binary(max_size=200) | st.text('[]{}",:\\\n\r\t \0a1é-.', max_size=60).map(str.encode),
    st.sampled_from(["a.jsonl", "a.json", "a.csv", "a"]),
)
def test_no_content_raises(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        read(Path(folder), content, name)
