"""Versions and values stand in the order people read them in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lib.text.natural import natural


def test_versions_and_other_values_sort_as_people_read_them() -> None:
    for wanted in (
        ["1.2", "1.9", "1.10", "2.0", "10.0"],
        ["", "v1", "v1.1", "V2", "v10"],
        ["2026-1-31", "2026-02-01", "2026-11-01"],
        ["beta", "chat", "SMS", "web 2", "web 10"],
        ["1", "a", "a1", "a1b", "a1b2"],
        ["9", "9" * 5_000],
    ):
        assert sorted(reversed(wanted), key=natural) == wanted


@given(st.lists(st.text(max_size=12), unique=True), st.randoms(use_true_random=False))
def test_the_order_does_not_hang_on_where_one_began(texts: list[str], random: object) -> None:
    first = sorted(texts, key=natural)
    random.shuffle(texts)  # type: ignore[attr-defined]
    assert sorted(texts, key=natural) == first
