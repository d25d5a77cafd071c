"""How often each of several rates would lead, against what can be computed exactly."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from numpy.typing import NDArray

from lib.stats.designs import Run, Sample
from lib.stats.ranks import rank_chances


def sample(read: int, size: int, group: list[int] | None = None) -> Sample:
    """All that was read is one run of random picks."""
    run = Run(np.zeros(read, dtype=np.bool_), np.arange(read))
    groups = np.arange(read) if group is None else np.array(group)
    return Sample(size, np.ones(read), groups.astype(np.intp), (run,))


def columns(read: int, *counts: int) -> NDArray[np.bool_]:
    """Rates of which so many traces are positive, none of them twice."""
    made, at = np.zeros((read, len(counts)), dtype=np.bool_), 0
    for place, number in enumerate(counts):
        made[at : at + number, place] = True
        at += number
    return made


@pytest.mark.parametrize(("a", "b"), [(6, 4), (9, 3), (2, 2)])
def test_of_two_the_chance_is_that_of_the_multinomial(a: int, b: int) -> None:
    n = 20
    first = 0.0
    for x in range(n + 1):
        for y in range(n + 1 - x):
            ways = comb(n, x) * comb(n - x, y)
            chance = ways * (a / n) ** x * (b / n) ** y * (1 - (a + b) / n) ** (n - x - y)
            first += chance * (1.0 if x > y else 0.5 if x == y else 0.0)
    # So large a population that what was read is next to nothing of it.
    found = rank_chances([(1.0, sample(n, 1_000_000), columns(n, a, b))])
    assert found[0].first == pytest.approx(first, abs=0.035)
    assert found[0].first + found[1].first == pytest.approx(1)
    assert [one.top for one in found] == [1, 1]


def test_all_alike_each_leads_as_often() -> None:
    found = rank_chances([(1.0, sample(200, 10_000), columns(200, *[10] * 5))])
    assert [one.first for one in found] == pytest.approx([0.2] * 5, abs=0.04)
    assert [one.top for one in found] == pytest.approx([0.6] * 5, abs=0.05)


def test_where_all_is_read_nothing_is_left_to_chance() -> None:
    found = rank_chances([(1.0, sample(30, 30), columns(30, 5, 6, 1, 2))])
    assert [one.first for one in found] == [0, 1, 0, 0]
    assert [one.top for one in found] == [1, 1, 0, 1]


def test_picks_of_one_session_say_less_than_as_many_of_their_own() -> None:
    read = columns(40, 12, 6)
    sessions = [place // 6 for place in range(40)]
    alone = rank_chances([(1.0, sample(40, 10_000), read)])[0].first
    assert rank_chances([(1.0, sample(40, 10_000, sessions), read)])[0].first < alone - 0.02


def test_what_was_known_before_a_draw_is_not_drawn_again() -> None:
    read = np.zeros((60, 2), dtype=np.bool_)
    read[:40, 0] = True
    read[40:50, 1] = True
    run = Run(np.arange(60) < 40, np.arange(40, 60))
    of = Sample(65, np.ones(60), np.arange(60).astype(np.intp), (run,))
    assert rank_chances([(1.0, of, read)])[0].first == 1


def test_without_random_picks_there_is_nothing_to_say() -> None:
    none = Sample(10, np.ones(5), np.arange(5).astype(np.intp), ())
    assert rank_chances([(1.0, none, columns(5, 1, 2))]) == []
    assert rank_chances([(1.0, sample(5, 10), columns(5))]) == []


def test_the_same_sample_gives_the_same_answer() -> None:
    of, read = sample(50, 500), columns(50, 7, 6, 5)
    assert rank_chances([(1.0, of, read)]) == rank_chances([(1.0, of, read)])
