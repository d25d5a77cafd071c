"""Which failure modes come together in a trace."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lib.stats.prevalence import benjamini_hochberg


def pairs(
    codes_per_trace: Sequence[Collection[Any]],
    *,
    tested: bool = True,
) -> pd.DataFrame:
    """Return one row for each pair of codes found, those most often together first.

    ``in_a``, ``in_b`` and ``both`` are traces; ``jaccard`` both / either; ``lift`` how many times as often
    together as by chance; ``phi`` their correlation; ``a_given_b`` the share of b's traces that show a; ``p``
    Fisher's one-sided test that they come together by chance, ``p_adjusted`` for all pairs looked at
    (Benjamini & Hochberg). Traces without a code count: give one set per trace read. Of a trace picked for
    showing a failure nothing general follows; these speak of the traces given. Without ``tested`` there are
    no p-values, which take most of the time.

    20, 15, both 12, of 100: Jaccard .521739, P(a | b) .8, lift 4, phi .630126, p 4.2e-8.
    """
    codes = sorted({code for codes in codes_per_trace for code in codes})
    place = {code: number for number, code in enumerate(codes)}
    has = np.zeros((len(codes_per_trace), len(codes)))
    for row, found in enumerate(codes_per_trace):
        has[row, [place[code] for code in found]] = 1
    together = has.T @ has
    first, second = np.triu_indices(len(codes), 1)
    n, a, b = float(len(has)), together[first, first], together[second, second]
    both = together[first, second]
    spread = np.sqrt(a * b * (n - a) * (n - b))
    frame = pd.DataFrame(
        {
            "a": [codes[number] for number in first],
            "b": [codes[number] for number in second],
            "in_a": a.astype(int),
            "in_b": b.astype(int),
            "both": both.astype(int),
            "jaccard": both / (a + b - both),
            "lift": both * n / (a * b),
            "phi": np.divide(n * both - a * b, spread, out=np.zeros(len(both)), where=spread > 0),
            "a_given_b": both / b,
            "b_given_a": both / a,
        },
    )
    if tested:
        # A second of imports, for whoever asks what comes together.
        from scipy.stats import hypergeom

        frame["p"] = hypergeom.sf(both - 1, n, a, b)
        frame["p_adjusted"] = benjamini_hochberg(list(frame["p"]))
    return frame.sort_values(["both", "jaccard"], ascending=False, kind="stable", ignore_index=True)
