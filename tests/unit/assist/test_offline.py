"""Groups offline: every note once, duplicates together, the same tree cut into any number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from bench import grouping
from lib.assist import nearest, offline
from lib.assist.likeness import likeness
from lib.assist.nearest import Described
from lib.assist.offline import Offline, Tree, name_from
from lib.assist.proposal import Note

COMPLAINTS = [
    "wrong price quoted",
    "quoted price is wrong",
    "Wrong price quoted.",
    "no hand-off to a person",
    "never handed off to a person",
    "answers in English to a Spanish message",
    "Spanish message answered in English",
    "...",
    "",
]


def notes(texts: list[str]) -> list[Note]:
    return [Note(100 + place, text) for place, text in enumerate(texts)]


def test_the_same_complaint_in_other_words_is_one_group_and_what_says_nothing_is_left_over() -> None:
    found = Offline().propose(notes(COMPLAINTS))
    assert {group.note_ids for group in found.groups} == {(100, 101, 102), (103, 104), (105, 106)}
    assert found.left_over == (107, 108)
    assert found.groups[0].note_ids == (100, 101, 102), "the largest first"


def test_a_group_is_named_by_one_of_its_notes_and_quotes_differently_worded_ones() -> None:
    [wrong, *_] = Offline().propose(notes(COMPLAINTS)).groups
    assert wrong.name in ("Wrong price quoted", "Quoted price is wrong")
    assert {quote.note_id for quote in wrong.quotes} == {100, 101}, "102 says the same as 100"
    assert set(wrong.words) == {"wrong", "price", "quoted"}


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from([*COMPLAINTS, "x", "価格が違う", "a" * 300, "no", "1"]), max_size=25), st.data()
)
def test_every_note_comes_out_once_whatever_the_notes_and_the_count(
    texts: list[str], data: st.DataObject
) -> None:
    given_notes = notes(texts)
    tree = Tree.of(texts)
    count = data.draw(st.none() | st.integers(1, 30))
    found = offline.grouped(given_notes, tree, count)
    placed = [note for group in found.groups for note in group.note_ids]
    assert sorted([*placed, *found.left_over]) == [note.id for note in given_notes]
    names = [group.name.casefold() for group in found.groups]
    assert len(set(names)) == len(names) and all(names)
    if count:
        assert len(found.groups) <= min(count, tree.different)
    by_key: dict[str, set[int]] = {}
    for text, label in zip(texts, found.labels([note.id for note in given_notes]), strict=True):
        if label >= 0:
            by_key.setdefault(text.casefold().strip(" ."), set()).add(label)
    assert all(len(labels) == 1 for labels in by_key.values()), "verbatim duplicates stay together"


def test_a_finer_cut_of_the_tree_only_splits_groups() -> None:
    tree = Tree.of([text for text, _ in grouping.read(grouping.HERE / "notes/settled/recipe_search.txt")])
    coarse, fine = tree.cut(5), tree.cut(12)
    assert len({(a, b) for a, b in zip(coarse.tolist(), fine.tolist(), strict=True)}) == 12
    assert tree.cut(tree.different).max() + 1 == tree.different


def test_order_changes_nothing() -> None:
    texts = [text for text, _ in grouping.read(grouping.HERE / "notes/settled/math_tutor.txt")]
    turned = np.random.default_rng(1).permutation(len(texts))
    there = Tree.of(texts).cut()
    back = Tree.of([texts[place] for place in turned]).cut()
    assert adjusted_rand_score(there[turned], back) == pytest.approx(1.0)


def test_more_notes_than_memory_allows_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offline, "AT_MOST", 3)
    assert Tree.of(["v", "x", "y", "V "]).different == 3
    with pytest.raises(ValueError, match="4 different notes"):
        Tree.of(["v", "x", "y", "z"])


def test_vague_notes_are_left_over_and_do_not_decide_how_many_groups_there_are() -> None:
    texts = [text for text, _ in grouping.read(grouping.HERE / "notes/settled/math_tutor.txt")]
    vague = ["bad", "Wrong.", "this is wrong"]
    found = Offline().propose(notes([*texts, *vague]))
    assert found.left_over == tuple(100 + len(texts) + place for place in range(len(vague)))
    assert len(found.groups) == len(Offline().propose(notes(texts)).groups)
    assert Offline().propose(notes(vague)).groups == ()


def test_a_few_odd_notes_against_all_the_others_are_no_grouping() -> None:
    alike = np.full((20, 20), 0.2)
    for start, end in ((0, 6), (6, 12), (12, 18)):
        alike[start:end, start:end] = 0.25
    alike[18:, 18:] = 0.9
    alike[18:, :18] = alike[:18, 18:] = 0.0
    np.fill_diagonal(alike, 1.0)
    tree = Tree.of([f"note {place}" for place in range(20)], lambda texts: alike)
    assert sorted(np.bincount(tree.cut(2))) == [2, 18]
    assert sorted(np.bincount(tree.cut())) == [2, 6, 6, 6]


def test_one_and_two_notes_have_groups_too() -> None:
    assert [g.note_ids for g in Offline().propose(notes(["one thing"])).groups] == [(100,)]
    assert len(Offline().propose(notes(["one thing", "another matter"])).groups) == 2
    assert Offline().propose([]).groups == ()


def test_likeness_is_symmetric_and_bounded_and_sees_meaning() -> None:
    alike = likeness(["invented a feature", "made-up functionality", "price list in euros"])
    assert np.allclose(alike, alike.T) and alike.min() >= 0 and alike.max() <= 1
    assert np.allclose(np.diag(alike), 1)
    assert alike[0, 1] > alike[0, 2]


def test_a_long_note_becomes_a_name_by_its_first_clause() -> None:
    assert name_from("wrong price.") == "Wrong price"
    long = "offered a tour at nine: the calendar tool had returned nothing before half past ten that day"
    assert name_from(long) == "Offered a tour at nine"
    step = (
        "At step 17, the assistant agent modified the items in the pending order which locked it and hence "
        "cannot update the shipping address later."
    )
    assert name_from(step) == "Modified the items in the pending order"
    order = "The assistant modifies order items before modifying the address, which locks the order for good."
    assert name_from(order) == "Modifies order items before modifying the address"
    user = "In step 3, the user agent asked to cancel the order, for the umbrella and the lamp it had bought."
    assert name_from(user) == "The user agent asked to cancel the order"
    assert name_from("At step 3, for the umbrella, it picks one that is cheap " + "x" * 40).startswith(
        "For the"
    )
    endless = "word " * 40
    assert name_from(endless).endswith("word…") and len(name_from(endless)) <= 70


def test_the_bench_has_two_styles_of_ten_tasks_and_the_helper_beats_words_alone_on_both() -> None:
    for style in ("settled", "varied"):
        tasks = grouping.written(style, repeats=False, parts=0)
        assert len(tasks) == 10
        words, _ = grouping.score(tasks, grouping.word_tf_idf)
        both, _ = grouping.score(tasks, likeness)
        assert both > words + 0.1


def test_real_expert_notes_are_grouped_whole(shared_data: Callable[[str], Path]) -> None:
    shared_data("tau_retail_coded/agentrx_tau_retail.jsonl")
    [task] = grouping.coded()
    found = Offline().propose(notes([text for text, _ in task]))
    assert sum(len(group.note_ids) for group in found.groups) == len(task) == 39


MODES = [
    Described(1, "Wrong price", "A rent or fee that the tool did not return.", ("rent is off by 50",)),
    Described(2, "No hand-off", "Keeps what belongs to a person.", ("never transferred to the office",)),
]


def test_a_note_is_put_to_the_mode_it_is_most_like_and_silence_where_none_stands_out() -> None:
    price, hand_off, neither, nothing = nearest.ranked(
        ["wrong price for the rent", "was never transferred to a person", "zebra", "?"], MODES
    )
    assert nearest.confident(price) == price[0] and price[0].mode_id == 1
    assert nearest.confident(hand_off) == hand_off[0] and hand_off[0].mode_id == 2
    assert nearest.confident(neither) is None
    assert nothing == [] and nearest.confident(nothing) is None
    assert nearest.ranked(["wrong price for it"], []) == [[]]
    twins = [MODES[0], Described(3, "Wrong price", MODES[0].definition, MODES[0].notes)]
    [same] = nearest.ranked(["wrong price for the rent"], twins)
    assert nearest.confident(same) is None, "two are equally good"


def test_a_note_that_says_little_or_shares_only_words_like_wrong_fits_no_mode() -> None:
    modes = [
        Described(1, "Wrong price", "", ("wrong", "the rent is wrong", "quoted the wrong price")),
        MODES[1],
    ]
    little = ["wrong", "Wrong price", "it is wrong"]
    assert nearest.ranked(little, modes) == [[], [], []]
    shared, same = nearest.ranked(["the wrong tone was used", "it quoted a price that is wrong"], modes)
    assert nearest.confident(shared) is None and nearest.listed(shared) == []
    assert nearest.listed(same) == same[:1] and same[0].mode_id == 1
