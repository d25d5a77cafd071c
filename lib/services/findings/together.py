"""Which failure modes are found in the same trace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.failure_modes import FailureMode
from lib.services.findings.population import Findings
from lib.stats.cooccurrence import pairs
from lib.stats.designs import Mask
from lib.store.counts import coding

LEAST_RANDOM = 30
"""With fewer random traces nothing is said about whether two come together by chance."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two failure modes and the traces read that show one, the other and both.

    ``lift`` and ``p`` (Fisher, one-sided, adjusted for all pairs) are of random picks alone, None where too
    few were read or showed the two.
    """

    a: FailureMode
    b: FailureMode
    in_a: int
    in_b: int
    both: int
    jaccard: float
    lift: float | None
    p: float | None

    @property
    def key(self) -> str:
        """What stands for it in URLs and charts."""
        return f"{self.a.id}+{self.b.id}"


def together(of: Findings) -> list[Pair]:
    """Return the pairs found in the same trace, those most often together first.

    A failure mode and one above it are no pair: the upper has all that the lower has.
    """
    modes = of.material.coding.modes
    by_id = {mode.id: mode for mode in modes}
    under = dict(zip(by_id, coding.below(modes), strict=True))
    random = np.zeros(len(of.material.read), dtype=np.bool_)
    random[of.picks] = True
    judged = _among(of, random) if random.sum() >= LEAST_RANDOM else {}
    place = {mode.id: number for number, mode in enumerate(modes)}
    found = []
    for row in _pairs(of, of.judged, tested=False).to_dict("records"):
        a, b = int(row["a"]), int(row["b"])
        if row["both"] and place[b] not in under[a] and place[a] not in under[b]:
            lift, p = judged.get((a, b), (None, None))
            counts = (int(row["in_a"]), int(row["in_b"]), int(row["both"]), float(row["jaccard"]))
            found.append(Pair(by_id[a], by_id[b], *counts, lift, p))
    return found


def _among(of: Findings, which: Mask) -> dict[tuple[int, int], tuple[float | None, float | None]]:
    rows = _pairs(of, which, tested=True).to_dict("records")
    return {(int(row["a"]), int(row["b"])): (float(row["lift"]), float(row["p_adjusted"])) for row in rows}


def _pairs(of: Findings, which: Mask, *, tested: bool) -> pd.DataFrame:
    ids = [mode.id for mode in of.material.coding.modes]
    has = of.material.coding.values == coding.YES
    rows = np.flatnonzero(which & ~of.material.deferred)
    codes = [{ids[place] for place in np.flatnonzero(has[row])} for row in rows]
    return pairs(codes, tested=tested)
