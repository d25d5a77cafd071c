"""Groups of similar traces, their typical members, their places on a map, and near duplicates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
Vectors = NDArray[np.float32]

CLUSTERS = 20
_MINI_BATCH_FROM = 50_000
_CHUNK = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """One label per row, the largest cluster being 0, and the centre of each."""

    labels: Rows
    centres: Vectors

    @property
    def count(self) -> int:
        """How many clusters there are."""
        return len(self.centres)

    def sizes(self) -> Rows:
        """Return how many rows each cluster has."""
        return np.bincount(self.labels, minlength=self.count)

    def typical(self, vectors: Vectors, count: int = 3) -> list[Rows]:
        """Return for each cluster the rows nearest to its centre, the nearest first."""
        off = distance_to(vectors, self.centres, self.labels)
        members = (np.flatnonzero(self.labels == label) for label in range(self.count))
        return [rows[np.argsort(off[rows], kind="stable")[:count]] for rows in members]


def fit(vectors: Vectors, count: int = CLUSTERS, seed: int = 0) -> Clusters:
    """Return at most ``count`` clusters by k-means (in mini-batches from 50,000 rows), none empty.

    On one thread: sums over several come out in a different order each time, and a trace on a border
    would change sides between two draws of the same seed.
    """
    from sklearn.cluster import KMeans, MiniBatchKMeans
    from threadpoolctl import threadpool_limits

    if not len(vectors):
        return Clusters(np.empty(0, dtype=np.intp), np.empty((0, vectors.shape[1]), dtype=np.float32))
    few = min(count, len(np.unique(vectors[: 50 * count], axis=0)) if len(vectors) <= 50 * count else count)
    with threadpool_limits(limits=1):
        if len(vectors) < _MINI_BATCH_FROM:
            found = KMeans(few, n_init=1, random_state=seed).fit(vectors)
        else:
            found = MiniBatchKMeans(few, batch_size=4_096, n_init=1, random_state=seed).fit(vectors)
    present, labels, sizes = np.unique(found.labels_, return_inverse=True, return_counts=True)
    by_size = np.argsort(-sizes, kind="stable")
    place = np.empty(len(present), dtype=np.intp)
    place[by_size] = np.arange(len(present))
    return Clusters(place[labels], found.cluster_centers_[present[by_size]].astype(np.float32))


def distance_to(vectors: Vectors, centres: Vectors, labels: Rows) -> NDArray[np.float32]:
    """Return the squared distance of each row to the centre of its own cluster."""
    out = np.empty(len(vectors), dtype=np.float32)
    for start in range(0, len(vectors), _CHUNK):
        piece = slice(start, start + _CHUNK)
        off = vectors[piece] - centres[labels[piece]]
        out[piece] = np.einsum("ij,ij->i", off, off)
    return out


def positions(vectors: Vectors, clusters: Clusters) -> NDArray[np.float32]:
    """Return a place on a map for each row: the two directions along which the clusters differ most."""
    sizes = clusters.sizes()
    if not len(vectors):
        return np.zeros((0, 2), dtype=np.float32)
    middle = np.average(clusters.centres, axis=0, weights=sizes)
    off = (clusters.centres - middle) * np.sqrt(sizes)[:, None]
    # Fewer than three clusters span no plane: then the rows themselves have to.
    spread = off.T @ off if clusters.count > 2 else np.cov(vectors[:_CHUNK], rowvar=False, bias=True)
    axes = np.linalg.eigh(np.atleast_2d(spread))[1][:, ::-1][:, :2]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=0)[None, :], axis=0)
    places = (vectors - middle.astype(np.float32)) @ (axes * np.where(largest < 0, -1, 1)).astype(np.float32)
    return np.pad(places, ((0, 0), (0, 2 - places.shape[1])))


def near_duplicates(vectors: Vectors, rows: Rows, least: float = 0.95) -> list[Rows]:
    """Return for each of ``rows`` the other rows whose cosine with it is above ``least``, the nearest first.

    To be shown together, never judged together: of pairs this close some have opposite outcomes.
    """
    found: list[list[tuple[float, int]]] = [[] for _ in rows]
    for start in range(0, len(vectors), _CHUNK):
        cosine = vectors[rows] @ vectors[start : start + _CHUNK].T
        for place, other in zip(*np.nonzero(cosine > least), strict=True):
            if start + other != rows[place]:
                found[place].append((-float(cosine[place, other]), int(start + other)))
    return [np.array([row for _, row in sorted(near)], dtype=np.intp) for near in found]
