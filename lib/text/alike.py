"""Which short texts are most like a chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def tf_idf(texts: Sequence[str]) -> Any:
    """Return a sparse matrix of a unit row per text (zero for one without letters).

    Over runs of 3 to 5 characters within words rather than words: notes are short, and "prices" should be
    like "price".
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(text.strip() for text in texts):
        return csr_matrix((len(texts), 1))
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(texts)


def most_alike(texts: Sequence[str], chosen: int) -> list[int]:
    """Return the places of all texts: the chosen one, then by falling cosine to it, ties as they come."""
    vectors = tf_idf(texts)
    near = (vectors @ vectors[chosen].T).toarray().ravel()
    near[chosen] = np.inf
    return [int(place) for place in np.argsort(-near, kind="stable")]
