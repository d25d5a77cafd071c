"""Dealing a batch out to people."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as some

from lib.store.batches.division import Pick, Plan, deal

PEOPLE = (7, 8, 9)


def picks(random: list[bool]) -> list[Pick]:
    return [Pick(item, one) for item, one in enumerate(random)]


def test_random_and_targeted_picks_that_alternate_are_mixed_alike_for_both() -> None:
    dealt = deal(picks([True, False] * 10), Plan((7, 8)))
    assert Counter(person for item, person in dealt if item % 2 == 0) == {7: 5, 8: 5}
    assert Counter(person for item, person in dealt if item % 2 == 1) == {7: 5, 8: 5}


def test_who_read_it_already_counts_as_one_of_its_readers() -> None:
    read = [Pick(0, True, frozenset({7})), Pick(1, True, frozenset({7, 8})), Pick(2, True), Pick(3, False)]
    assert deal(read, Plan((7, 8))) == [(2, 7), (3, 8)]
    assert sorted(deal(read, Plan((7, 8), overlap=0.67))) == [(0, 8), (2, 7), (3, 7)]
    assert sorted(deal(read, Plan((7, 8), everyone=True))) == [(0, 8), (2, 7), (2, 8), (3, 7), (3, 8)]


def test_pairs_go_round() -> None:
    dealt = deal(picks([True] * 3), Plan(PEOPLE, overlap=1.0))
    pairs = [{person for item, person in dealt if item == each} for each in range(3)]
    assert sorted(map(sorted, pairs)) == [[7, 8], [7, 9], [8, 9]]


def test_nobody_chosen_is_dealt_nothing() -> None:
    assert deal(picks([True]), Plan()) == []


@given(
    some.lists(some.booleans(), max_size=60),
    some.integers(1, 3),
    some.floats(0, 1),
    some.integers(2, 3),
    some.none() | some.integers(1, 60),
)
def test_each_trace_goes_to_as_many_as_planned_and_all_get_alike(
    random: list[bool], many: int, overlap: float, readers: int, size: int | None
) -> None:
    people = PEOPLE[:many]
    dealt = deal(picks(random), Plan(people, overlap=overlap, readers=min(readers, many), size=size))
    assert len(set(dealt)) == len(dealt)
    each = Counter(item for item, _ in dealt)
    assert set(each) == set(range(len(random))[:size])
    shared = {item for item, times in each.items() if times > 1}
    assert all(random[item] and each[item] == min(readers, many) for item in shared)
    if size is None and many > 1:
        assert len(shared) == round(overlap * sum(random))
    load = Counter(person for _, person in dealt)
    assert max((load[one] for one in people), default=0) - min(load[one] for one in people) <= 1
