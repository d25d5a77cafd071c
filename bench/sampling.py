"""How long vectors and draws take on a large project, and how much memory: prints a table, asserts nothing.

    python -m bench.sampling [--traces 100000] [--characters 5000]

Texts are made while they are transformed, so that the memory shown is that of the vectors and the draws.
"""

from __future__ import annotations

import argparse
import random as chances
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from bench.browse_speed import WORDS
from lib.sampling import clustered, feedback, likely_failure, outlier, random, smart_mix, stratified
from lib.sampling.drawing import Strategy
from lib.sampling.population import Population
from lib.text import clusters
from lib.text.vectors import DIMENSIONS, Vectoriser, fit, rows_to_fit

_CHUNK = 2_000
_VOCABULARY = 30_000


def text(row: int, characters: int) -> str:
    """Return a text on one of forty subjects, of common words and rare ones."""
    chance = chances.Random(row)
    subject = chance.randrange(40) * 50
    rare = [f"w{int(chance.paretovariate(0.6)) % _VOCABULARY}" for _ in range(characters // 15)]
    own = [f"s{subject + chance.randrange(50)}" for _ in range(characters // 40)]
    words = chance.choices(WORDS, k=characters // 9) + rare + own
    chance.shuffle(words)
    return " ".join(words)[:characters]


def timed(what: str, work: Callable[[], object]) -> object:
    """Do the work; print the time it took, the processor time, and the most memory used so far."""
    began, busy = time.perf_counter(), time.process_time()
    made = work()
    busy = time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576
    print(f"{what:44}{time.perf_counter() - began:9.2f} s{busy:9.2f} s{peak:9.2f} GB", flush=True)
    return made


def transformed(vectoriser: Vectoriser, count: int, characters: int) -> np.ndarray:
    """Return the vectors of all texts, made and transformed in chunks; prints the time without the making."""
    out = np.zeros((count, vectoriser.dimensions), dtype=np.float32)
    spent = busy = 0.0
    for start in range(0, count, _CHUNK):
        texts = [text(row, characters) for row in range(start, min(start + _CHUNK, count))]
        began, began_busy = time.perf_counter(), time.process_time()
        out[start : start + len(texts)] = vectoriser.transform(texts)
        spent += time.perf_counter() - began
        busy += time.process_time() - began_busy
    print(f"{'  of which transforming':44}{spent:9.2f} s{busy:9.2f} s")
    return out


def population(vectors: np.ndarray) -> Population:
    """Return traces with these vectors, some rated, 300 of them read."""
    count = len(vectors)
    chance = np.random.default_rng(1)
    verdict = np.full(count, "", dtype="<U5")
    read = chance.permutation(count)[:300]
    verdict[read] = np.where(chance.random(300) < 0.2, "fail", "pass")
    return replace(
        Population.of_ids(np.arange(count)),
        feedback=chance.choice([np.nan, -1.0, 1.0], count, p=[0.7, 0.1, 0.2]),
        verdict=verdict,
        numbers={"latency": chance.lognormal(1, 1, count)},
        fields={"route": np.array(chance.choice(["tours", "rent", "repairs"], count), dtype=object)},
        vectors=vectors,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--traces", type=int, default=100_000)
    parser.add_argument("--characters", type=int, default=5_000)
    asked = parser.parse_args()
    print(f"{asked.traces:,} traces of {asked.characters:,} characters, {DIMENSIONS} dimensions")
    print(f"{'':44}{'time':>11}{'processor':>11}{'peak memory':>13}")
    sample = [text(int(row), asked.characters) for row in rows_to_fit(asked.traces)]
    vectoriser = timed(f"fit on {len(sample):,}", partial(fit, sample))
    assert isinstance(vectoriser, Vectoriser)
    sample.clear()
    made = timed("make and transform all", lambda: transformed(vectoriser, asked.traces, asked.characters))
    assert isinstance(made, np.ndarray)
    traces = population(made)
    found = timed(f"{clusters.CLUSTERS} clusters", lambda: clusters.fit(made))
    assert isinstance(found, clusters.Clusters)
    timed("map", lambda: clusters.positions(made, found))
    timed("typical traces", lambda: found.typical(made))
    timed("near duplicates of 100", lambda: clusters.near_duplicates(made, np.arange(100)))
    cold = replace(traces, feedback=np.full(len(traces), np.nan), verdict=np.full(len(traces), ""))
    draws: dict[str, tuple[Strategy, Population]] = {
        "random": (random.draw, traces),
        "feedback-sorted": (feedback.draw, traces),
        "stratified": (partial(stratified.draw, by=["route"]), traces),
        "clustered, clusters made": (partial(clustered.draw, labels=found.labels), traces),
        "clustered, clusters made by the draw": (clustered.draw, traces),
        "cluster centres, clusters made": (
            partial(clustered.draw, labels=found.labels, centres=True),
            traces,
        ),
        "likely failure": (likely_failure.draw, traces),
        "likely failure, with words": (partial(likely_failure.draw, vectoriser=vectoriser), traces),
        "outlier by latency": (partial(outlier.draw, by="latency"), traces),
        "outlier by text": (partial(outlier.draw, by=outlier.TEXT), traces),
        "smart mix": (smart_mix.draw, traces),
        "smart mix, nothing known": (smart_mix.draw, cold),
    }
    for name, (strategy, where) in draws.items():
        timed(f"draw 100: {name}", partial(strategy, where, 100, 1))


if __name__ == "__main__":
    main()
