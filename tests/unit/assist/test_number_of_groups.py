"""How many groups the offline helper makes of notes, repeated ones above all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import silhouette_score

from lib.assist.offline import Tree, _silhouette

KINDS = [
    ("quotes a rent the tool never returned", "the rent it quotes was never returned by the tool"),
    ("books a tour on a holiday", "tour booked on a holiday"),
    ("ignores the question about pets", "the question about pets is ignored"),
    ("answers in French to an English message", "French answer to an English message"),
    ("never hands over to the leasing office", "no hand-over to the leasing office"),
    ("repeats the same greeting twice", "greets twice with the same greeting"),
    ("raw JSON shown to the customer", "shows raw JSON to the customer"),
    ("forgot the move-in date given earlier", "the move-in date given earlier is forgotten"),
    ("promises a discount nobody offered", "discount promised that nobody offered"),
    ("cuts off in the middle of a sentence", "stops in the middle of a sentence"),
]


def groups(texts: list[str]) -> list[set[str]]:
    """Return the different notes of each group."""
    found = Tree.of(texts).cut()
    return [{text for text, of in zip(texts, found, strict=True) if of == group} for group in set(found)]


@pytest.mark.parametrize("kinds", [3, 7, 10])
@pytest.mark.parametrize("times", [2, 4, 12])
def test_as_many_kinds_as_are_told_again_and_again_are_as_many_groups(kinds: int, times: int) -> None:
    texts = [kind for kind, _ in KINDS[:kinds]] * times
    assert sorted(map(sorted, groups(texts))) == sorted([kind] for kind, _ in KINDS[:kinds])


@pytest.mark.parametrize("kinds", [3, 7, 10])
@pytest.mark.parametrize("times", [1, 2, 4])
def test_two_wordings_of_a_kind_are_one_group_however_often_told(kinds: int, times: int) -> None:
    texts = [wording for kind in KINDS[:kinds] for wording in kind] * times
    assert sorted(map(sorted, groups(texts))) == sorted(map(sorted, KINDS[:kinds]))


def test_two_notes_told_twelve_times_are_two_groups_beside_others_told_once() -> None:
    often, once = [kind for kind, _ in KINDS[:2]], KINDS[2:6]
    found = groups(often * 12 + [wording for kind in once for wording in kind])
    assert sorted(map(sorted, found)) == sorted([*([one] for one in often), *map(sorted, once)])


def test_what_is_all_alike_is_one_group() -> None:
    assert len(groups(["the citation is missing", "citation is missing", "a citation is missing"])) == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(2, 12), min_size=2, max_size=10), st.permutations(range(10)))
def test_every_kind_told_twice_or_more_keeps_a_group_of_its_own(times: list[int], order: list[int]) -> None:
    texts = [KINDS[kind][0] for kind, often in zip(order, times, strict=False) for _ in range(often)]
    assert len(groups(texts)) == len(times)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 1_000_000),
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=3, max_size=12).filter(
        lambda rows: len({group for group, _ in rows}) > 1
    ),
)
def test_the_silhouette_is_that_of_all_notes(seed: int, rows: list[tuple[int, int]]) -> None:
    chance = np.random.default_rng(seed)
    points = chance.random((len(rows), 3))
    apart = np.linalg.norm(points[:, None] - points[None, :], axis=2)
    labels = np.unique([group for group, _ in rows], return_inverse=True)[1].astype(np.intp)
    told = np.array([often for _, often in rows])
    each = np.repeat(np.arange(len(rows)), told)
    if labels.max() + 1 < len(each):
        whole = silhouette_score(apart[np.ix_(each, each)], labels[each], metric="precomputed")
        assert _silhouette(apart, labels, told) == pytest.approx(whole)
