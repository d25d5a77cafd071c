"""Where traces lie on the map of similar ones: a bounded number of points over the density of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.model import Person, TraceFilter
from lib.sampling.population import UNREAD, Rows
from lib.store.traces import populations, vectors

POINTS = 5_000
TYPICAL = 3
_COLUMNS, _ROWS = 64, 40


@dataclass(frozen=True, slots=True)
class TraceMap:
    """``points`` has one row per trace shown: id, name, preview, x, y, cluster, feedback, verdict, picked.

    ``density`` holds the others as a grid: x, x2, y, y2, traces. ``total`` traces are on the map in all.
    """

    points: pd.DataFrame
    density: pd.DataFrame
    total: int
    read: int


@dataclass(frozen=True, slots=True)
class Example:
    """A cluster, what it is about and its most typical traces."""

    name: str
    size: int
    typical: Sequence[populations.Line]


def build(who: Person, project_id: int, wanted: TraceFilter, picked: Sequence[int]) -> TraceMap | None:
    """Return the map of the traces that pass the filter, or None before one has been drawn.

    A verdict that ``who`` may not see yet is "hidden".

    All that were read or are ``picked`` are points, then others at random up to 5,000 in all.
    """
    atlas = vectors.atlas(project_id)
    if atlas is None:
        return None
    base = populations.fixed(project_id)
    now = populations.state(project_id, base, wanted, who)
    inside = base.serials <= len(atlas.cluster)
    there = np.flatnonzero(inside & now.wanted)
    there = there[atlas.cluster[base.serials[there] - 1] >= 0]
    is_picked = np.isin(base.ids, np.asarray(picked, dtype=np.int64))
    is_read = now.verdict != UNREAD
    shown = _chosen(there, is_picked, is_read)
    serials = base.serials[shown]
    lines = populations.lines(project_id, serials.tolist())
    value = base.feedback[shown]
    names = [str(cluster["name"]) for cluster in atlas.clusters]
    frame = pd.DataFrame(
        {
            "id": base.ids[shown],
            "name": [lines[serial].external_id for serial in serials.tolist()],
            "preview": [lines[serial].preview[:70] for serial in serials.tolist()],
            "x": atlas.place[serials - 1, 0].round(4),
            "y": atlas.place[serials - 1, 1].round(4),
            "cluster": [names[label] for label in atlas.cluster[serials - 1]],
            "feedback": np.select(
                [np.isnan(value), value < 0, value == 0], ["none given", "negative", "neutral"], "positive"
            ),
            "verdict": np.select(
                [now.hidden[shown], is_read[shown]], ["hidden", now.verdict[shown]], "not read"
            ),
            "picked": is_picked[shown],
        }
    )
    rest = np.setdiff1d(there, shown, assume_unique=True)
    places = atlas.place[base.serials[rest] - 1]
    return TraceMap(frame, _density(places), len(there), int(is_read[there].sum()))


def examples(project_id: int) -> list[Example]:
    """Return the clusters, the largest first, each with three typical traces; none before the map is."""
    atlas = vectors.atlas(project_id)
    if atlas is None:
        return []
    lines = populations.lines(
        project_id, [serial for cluster in atlas.clusters for serial in cluster["typical"]]
    )
    return [
        Example(
            str(cluster["name"]),
            int(cluster["size"]),
            [lines[serial] for serial in cluster["typical"][:TYPICAL] if serial in lines],
        )
        for cluster in atlas.clusters
    ]


def _chosen(there: Rows, is_picked: NDArray[np.bool_], is_read: NDArray[np.bool_]) -> Rows:
    """Return at most 5,000 rows: picks before read ones before others, the order otherwise at random."""
    order = np.random.default_rng(0).permutation(len(there))
    rank = np.select([is_picked[there], is_read[there]], [0, 1], 2)[order]
    return np.sort(there[order[np.argsort(rank, kind="stable")[:POINTS]]])


def _density(places: NDArray[np.float32]) -> pd.DataFrame:
    if not len(places):
        return pd.DataFrame({name: [] for name in ("x", "x2", "y", "y2", "traces")})
    counts, x, y = np.histogram2d(places[:, 0], places[:, 1], bins=(_COLUMNS, _ROWS))
    at = np.nonzero(counts)
    return pd.DataFrame(
        {
            "x": x[at[0]].round(4),
            "x2": x[at[0] + 1].round(4),
            "y": y[at[1]].round(4),
            "y2": y[at[1] + 1].round(4),
            "traces": counts[at].astype(int),
        }
    )
