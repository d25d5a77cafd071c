"""Cleaning, ids, times and amounts."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.formats.clean import MAX_DEPTH, TooDeep, clean
from lib.formats.identity import IdentityScan, external_id
from lib.formats.values import decoded, dollars_of, get, id_text, seconds_of, time_of, without
from lib.text.holdable import clean_text

any_text = st.text(st.characters() | st.sampled_from("\0\ud800\udfff\udc80"))


def test_cleaning_counts_what_it_changes() -> None:
    dirty = {"a\0": ["x\0\0y", "\ud83d alone"], "b": float("nan"), "c": [float("inf"), 2**63, 2**63 - 1, 1.5]}
    assert clean(dirty) == (
        {"a\ufffd": ["x\ufffd\ufffdy", "\ufffd alone"], "b": None, "c": [None, str(2**63), 2**63 - 1, 1.5]},
        7,
    )
    assert clean({"a": ["é", None, True]}) == ({"a": ["é", None, True]}, 0)


@given(any_text)
def test_cleaned_text_can_be_stored_everywhere(text: str) -> None:
    cleaned, changed = clean_text(text)
    cleaned.encode("utf-8")
    assert "\0" not in cleaned
    assert changed == sum(a != b for a, b in zip(text, cleaned, strict=True))
    assert clean_text(cleaned) == (cleaned, 0)


def test_nesting_is_bounded() -> None:
    value: Any = 1
    for _ in range(MAX_DEPTH):
        value = [value]
    assert clean(value)[1] == 0
    with pytest.raises(TooDeep):
        clean([value])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        ("1", "1"),
        (1.0, "1"),
        (1.5, "1.5"),
        (" a ", "a"),
        ("1.0", "1.0"),
        (0, "0"),
        (True, "true"),
        (None, ""),
        ([], ""),
        ({"a": 1}, ""),
        ("x" * 201, ""),
    ],
)
def test_ids_as_text(value: object, text: str) -> None:
    assert id_text(value) == text


NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2025-03-01T12:00:00Z",
        "2025-03-01 12:00:00",
        "2025-03-01T14:00:00.000+02:00",
        1740830400,
        1740830400.0,
        "1740830400",
        1740830400_000,
        "1740830400000",
        1740830400_000_000,
        1740830400_000_000_000,
    ],
)
def test_times_become_utc(value: object) -> None:
    found = time_of(value)
    assert found == NOON
    assert found is not None and found.utcoffset() == NOON.utcoffset()


@pytest.mark.parametrize(
    "value",
    ["not yet", "", "03/01/2025", 7, -5, True, None, [], 1e30, float("inf"), "0001-01-01T00:00:00+14:00"],
)
def test_unreadable_times_are_none(value: object) -> None:
    assert time_of(value) is None


def test_a_date_alone_is_its_midnight() -> None:
    assert time_of("2025-03-01") == NOON.replace(hour=0)


@pytest.mark.parametrize(
    ("value", "field", "seconds"),
    [
        (840, "latency_ms", 0.84),
        (840, "latencyMs", 0.84),
        (2.5, "latency", 2.5),
        ("2.5", "duration_s", 2.5),
        ("840 ms", "latency", 0.84),
        ("2s", "latency_ms", 2.0),
        (-1, "latency", None),
        ("slow", "latency", None),
        (None, "latency", None),
    ],
)
def test_durations(value: object, field: str, seconds: float | None) -> None:
    assert seconds_of(value, field) == (None if seconds is None else pytest.approx(seconds))


def test_costs() -> None:
    assert [dollars_of(v) for v in (0.25, "$0.25", "0", "cheap", -1)] == [0.25, 0.25, 0.0, None, None]


def test_paths_prefer_the_plain_name() -> None:
    record = {"a.b": 1, "a": {"b": 2, "c": {"d": 3}}}
    assert [get(record, p) for p in ("a.b", "a.c.d", "a.x", "x.y", "a.b.c")] == [1, 3, None, None, None]
    assert without(record, "a.b") == {"a": {"b": 2, "c": {"d": 3}}}
    assert without(record, "a.c.d") == {"a.b": 1, "a": {"b": 2, "c": {}}}
    assert record["a"] == {"b": 2, "c": {"d": 3}}


def test_lists_in_cells() -> None:
    assert decoded(' [{"a": "x\ny"}]') == [{"a": "x\ny"}]
    assert decoded("[{'a': None, 'b': (1, 2)}]") == [{"a": None, "b": [1, 2]}]
    for text in ("", "plain", "7", "[1", "['a'", "{'a': __import__('os')}", "[" * 5000, "{'a': {1, 2}}"):
        with pytest.raises(ValueError):
            decoded(text)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("pairs", "needed", "told"),
    [
        ([], False, ""),
        ([("1", "a"), ("2", "b")], False, ""),
        ([("1", "a"), ("1", "a")], False, ""),
        ([("1", "a"), ("1", "b")], True, "“1#"),
        ([("x", "a"), ("x", "b"), ("x", "c")], True, "“x#"),
        ([("", "a"), ("2", "b")], True, "1 of 2"),
        ([("", "a"), ("", "b")], True, "no ids"),
    ],
)
def test_when_ids_need_a_hash(pairs: list[tuple[str, str]], needed: bool, told: str) -> None:
    scan = IdentityScan()
    for value, content in pairs:
        scan.add(value, digest(content))
    assert scan.needs_hash is needed
    assert told in scan.reason and scan.reason.endswith(".")


def test_external_ids() -> None:
    content = digest("a")
    assert external_id("7", content, False) == "7"
    assert external_id("7", content, True) == f"7#{content[:12]}"
    assert external_id("", content, False) == f"#{content[:12]}"


def test_the_scan_holds_at_most_150_bytes_a_row() -> None:
    count = 60_000
    content = digest("same")
    scan = IdentityScan()
    tracemalloc.start()
    for number in range(count):
        scan.add(f"conversation-{number:040d}", f"{number:016x}{content[16:]}")
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held <= 150 * count
