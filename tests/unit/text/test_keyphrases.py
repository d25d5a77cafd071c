"""The words that set a group of texts apart."""

from __future__ import annotations

import numpy as np
import pytest

from lib.text.keyphrases import class_tf_idf, keyphrases


def test_worked_example() -> None:
    counts = np.array([[2, 2, 1, 0, 0, 0, 0], [0, 0, 0, 2, 1, 1, 1]])
    np.testing.assert_allclose(
        class_tf_idf(counts),
        [[0.5011, 0.5011, 0.3584, 0, 0, 0, 0], [0, 0, 0, 0.5011, 0.3584, 0.3584, 0.3584]],
        atol=5e-5,
    )


def test_groups_are_named_by_what_the_others_do_not_say() -> None:
    texts = [
        "the tour time tomorrow",
        "tour at which time",
        "refund 2411 don't https://x.example/a/b",
        "a refund tomorrow",
        "",
    ]
    assert [set(words) for words in keyphrases(texts, [0, 0, 1, 1, 2], 3, top=2)] == [
        {"tour", "time"},
        {"refund", "tomorrow"},
        set(),
    ]


@pytest.mark.parametrize("texts", [[], [""], ["the and of", "12 34"]])
def test_groups_without_words_have_no_name(texts: list[str]) -> None:
    assert keyphrases(texts, [0] * len(texts), 1) == [[]]
