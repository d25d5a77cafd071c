"""How alike notes are: pieces of words, and a small model of word meaning, half each.

Pieces of words see "missing citation" in "citation is missing"; the model sees "made up" in "invented". On
the notes of ``bench/grouping.py`` the two together find more of the groups than either alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lib.text.embedding import WordLlama

Likeness = NDArray[np.float64]

_PIECES = (3, 5)
_WORD = re.compile(r"\w")


def says_something(text: str) -> bool:
    """Return whether there is a letter or a digit in it, or nothing to compare it by."""
    return bool(_WORD.search(text))


def likeness(texts: Sequence[str]) -> Likeness:
    """Return how alike each two texts are, from 0 to 1: the mean of two cosines. One row and column a text.

    Needs n * n numbers. Every text must say something.
    """
    if not texts:
        return np.zeros((0, 0))
    both = (_pieces(texts) + _meaning(texts)) / 2
    np.fill_diagonal(both, 1.0)
    return np.asarray(np.clip((both + both.T) / 2, 0.0, 1.0))


def _pieces(texts: Sequence[str]) -> Likeness:
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(analyzer="char_wb", ngram_range=_PIECES, sublinear_tf=True).fit_transform(texts)
    return np.asarray((rows @ rows.T).toarray())


def _meaning(texts: Sequence[str]) -> Likeness:
    rows = _model().embed(texts).astype(np.float64)
    return np.asarray(rows @ rows.T)


@lru_cache(maxsize=1)
def _model() -> WordLlama:
    return WordLlama()
