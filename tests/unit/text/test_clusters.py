"""Clusters of traces, their typical members, the map, near duplicates."""

from __future__ import annotations

import numpy as np
import pytest

from lib.text import clusters
from tests.unit.sampling.populations import toy

TOY = toy(400, topics=4)
VECTORS = TOY.with_vectors()


def test_clusters_are_the_topics_the_largest_first() -> None:
    found = clusters.fit(VECTORS, 4)
    assert found.sizes().tolist() == sorted(found.sizes().tolist(), reverse=True)
    for label in range(4):
        topics = TOY.fields["topic"][found.labels == label]
        assert len(set(topics.tolist())) == 1


def test_the_same_vectors_give_the_same_clusters_in_small_and_in_large() -> None:
    large = np.tile(VECTORS, (150, 1)) + np.random.default_rng(1).normal(0, 0.01, (60_000, 16)).astype(
        np.float32
    )
    for vectors in (VECTORS, large.astype(np.float32)):
        np.testing.assert_array_equal(clusters.fit(vectors, 6).labels, clusters.fit(vectors, 6).labels)


@pytest.mark.parametrize(
    "vectors", [np.zeros((0, 4)), np.ones((1, 4)), np.ones((9, 4)), np.eye(4), np.ones((3, 1))]
)
def test_few_or_equal_vectors_make_fewer_clusters(vectors: np.ndarray) -> None:
    vectors = vectors.astype(np.float32)
    found = clusters.fit(vectors, 20)
    assert found.count == len(np.unique(vectors, axis=0))
    assert (found.sizes() > 0).all()
    assert clusters.positions(vectors, found).shape == (len(vectors), 2)


def test_typical_traces_are_those_nearest_to_the_centre() -> None:
    found = clusters.fit(VECTORS, 4)
    for label, rows in enumerate(found.typical(VECTORS, 3)):
        off = np.linalg.norm(VECTORS - found.centres[label], axis=1)
        members = np.flatnonzero(found.labels == label)
        assert rows.tolist() == members[np.argsort(off[members])][:3].tolist()


def test_the_map_keeps_clusters_apart() -> None:
    found = clusters.fit(VECTORS, 4)
    places = clusters.positions(VECTORS, found)
    middles = np.array([places[found.labels == label].mean(axis=0) for label in range(4)])
    apart = np.linalg.norm(middles[:, None] - middles[None, :], axis=2)[np.triu_indices(4, 1)]
    within = np.mean([places[found.labels == label].std() for label in range(4)])
    assert np.median(apart) > 2 * within


def test_near_duplicates_are_found_nearest_first_and_never_the_trace_itself() -> None:
    base = np.eye(3, dtype=np.float32)
    close, closer = np.array([0.97, 0.243, 0]), np.array([0.99, 0.141, 0])
    vectors = np.vstack([base, close, closer]).astype(np.float32)
    found = clusters.near_duplicates(vectors, np.array([0, 2]))
    assert [rows.tolist() for rows in found] == [[4, 3], []]
