"""What a group of texts is about, in a few of its words (class-based TF-IDF)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TEXTS = 300
# Three letters or more, no digits: ids and amounts name no group, nor does what is left of "won't".
_WORD = r"(?u)(?<!['’])\b[^\W\d_]{3,}\b(?!['’])"
_ADDRESS = re.compile(r"https?://\S+")


def keyphrases(texts: Sequence[str], labels: Sequence[int], groups: int, top: int = 4) -> list[list[str]]:
    """Return the ``top`` words of each group 0, 1, ... that set it apart, the foremost first.

    Of each group the first 300 texts are read. A group without words has none.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    read: list[list[str]] = [[] for _ in range(groups)]
    for text, label in zip(texts, labels, strict=True):
        if len(read[label]) < _TEXTS:
            read[label].append(_ADDRESS.sub(" ", text))
    counter = CountVectorizer(stop_words="english", token_pattern=_WORD)
    try:
        counts = counter.fit_transform([text for group in read for text in group])
    except ValueError:  # nothing but stop words
        return [[] for _ in range(groups)]
    ends = np.cumsum([0] + [len(group) for group in read])
    per_group = np.vstack([counts[a:b].sum(axis=0) for a, b in pairwise(ends)])
    weights = class_tf_idf(np.asarray(per_group))
    words = counter.get_feature_names_out()
    best = np.argsort(-weights, axis=1, kind="stable")[:, :top]
    return [
        [str(words[place]) for place in row if weights[group, place] > 0] for group, row in enumerate(best)
    ]


def class_tf_idf(counts: NDArray[Any]) -> NDArray[np.float64]:
    """Return the weight of each word (column) for each group (row): its share there * ln(1 + A / f).

    f is how often the word occurs in all groups, A the mean number of words of a group: a word that every
    group uses says little about any (Grootendorst 2022). Two groups, "wrong date wrong date format" and
    "missing tool call missing confirmation": wrong and date weigh .5011, format .3584.
    """
    words = counts.sum(axis=1, keepdims=True)
    share = np.divide(counts, words, out=np.zeros(counts.shape), where=words > 0)
    everywhere = counts.sum(axis=0)
    rarity = np.log1p(
        np.divide(words.mean(), everywhere, out=np.zeros(len(everywhere)), where=everywhere > 0)
    )
    return np.asarray(share * rarity)
