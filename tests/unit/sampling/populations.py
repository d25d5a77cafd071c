"""Small populations for tests of sampling: topics, failures that look alike, feedback, duplicates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lib.sampling.population import Population


def toy(count: int = 300, seed: int = 1, *, topics: int = 6, duplicates: int = 0) -> Population:
    """Return unread traces around ``topics`` directions, some rated, the last ``duplicates`` repeated."""
    chance = np.random.default_rng(seed)
    topic = chance.choice(topics, count, p=np.arange(topics, 0, -1) / np.arange(1, topics + 1).sum())
    vectors = np.eye(topics, 16)[topic] + chance.normal(0, 0.15, (count, 16))
    same = np.arange(count)
    if duplicates:
        same[-duplicates:] = same[:duplicates]
        vectors = vectors[same]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rating = chance.choice([np.nan, -1.0, -0.5, 0.0, 1.0], count, p=[0.6, 0.1, 0.1, 0.1, 0.1])
    return replace(
        Population.of_ids(np.arange(1, count + 1) * 10),
        feedback=rating,
        duplicate_of=same,
        numbers={"latency": chance.lognormal(1, 0.8, count), "cost": np.full(count, np.nan)},
        fields={
            "topic": np.array([f"topic {place}" for place in topic], dtype=object),
            "channel": np.array(chance.choice(["sms", "chat", ""], count), dtype=object),
        },
        vectors=vectors.astype(np.float32),
    )


def with_verdicts(population: Population, rows: np.ndarray, fails: np.ndarray) -> Population:
    """Return the population after these rows were read, failing where ``fails``."""
    verdict = population.verdict.copy()
    verdict[rows] = np.where(fails, "fail", "pass")
    return replace(population, verdict=verdict)


def after_reading(population: Population, count: int = 60, seed: int = 2) -> Population:
    """Return the population after ``count`` random traces were read; one topic fails, and some others."""
    rows = np.random.default_rng(seed).permutation(len(population))[:count]
    rows = rows[np.unique(population.duplicate_of[rows], return_index=True)[1]]
    failing = (population.fields["topic"][rows] == "topic 2") | (rows % 11 == 0)
    return with_verdicts(population, rows, failing)
