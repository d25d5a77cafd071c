"""Vectors for a project's traces, and the atlas over them: made once per trace, in the background.

The vocabulary is learnt on at most 10,000 traces; the rest are transformed in chunks, so that memory stays
bounded however many there are. What was made stays until the project has outgrown what it was learnt on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib import config
from lib.store.traces import vectors
from lib.store.traces.vectors import Atlas, Fitted
from lib.text import clusters, embedding, keyphrases
from lib.text.embedding import Embedder, TfIdf
from lib.text.vectors import FIT_AT_MOST, Vectoriser, representation, rows_to_fit

TFIDF = "tfidf"
_CHUNK = 1_000
_TEXTS_A_CLUSTER = 100
_TYPICAL = 3
_LEAST_A_CLUSTER = 15

Tell = Callable[[float, str], bool]
"""Told the share done (0 to 1) and what is being done; returns False where the work is to stop."""


class Stopped(Exception):
    """The work was asked to stop. What was written until then stays and is used next time."""


def is_due(project_id: int) -> bool:
    """Return whether traces lack vectors or a place in the atlas."""
    last, fitted = vectors.newest_serial(project_id), vectors.newest(project_id)
    if last == 0 or fitted is None:
        return last > 0
    return _outgrown(fitted, last) or min(fitted.covered, vectors.atlas_covers(project_id)) < last


def run(project_id: int, tell: Tell) -> None:
    """Bring vectors and atlas up to date.

    Raises ``Stopped``, or ``EmbeddingFailed`` with a reason in words.
    """
    last = vectors.newest_serial(project_id)
    fitted = vectors.newest(project_id)
    if fitted is None or _outgrown(fitted, last):
        _say(tell, 0.0, "Learning the words of the traces")
        fitted = _fit(project_id, last)
    _transform(project_id, fitted, last, tell)
    _say(tell, 0.85, "Grouping similar traces")
    _draw_atlas(project_id, vectors.newest(project_id) or fitted)
    # Last, so that draws have the old vectors and their atlas until the new ones are whole.
    vectors.drop_older(project_id, fitted.id)


def _provider() -> str:
    return config.current().embeddings or TFIDF


def _outgrown(fitted: Fitted, last: int) -> bool:
    if fitted.provider != _provider():
        return True
    return fitted.provider == TFIDF and fitted.fitted_on < FIT_AT_MOST and last >= 2 * fitted.fitted_on


def _fit(project_id: int, last: int) -> Fitted:
    chosen = embedding.configured(config.current())
    if chosen is None:
        serials = [int(row) + 1 for row in rows_to_fit(last)]
        texts = [representation(trace) for trace in vectors.said_by(project_id, serials)]
        vectoriser = TfIdf.fitted(texts).vectoriser
        model, dimensions = vectoriser.dump(), vectoriser.dimensions
    else:
        model, dimensions = b"", chosen.embed(["how many numbers are in a vector"]).shape[1]
    made = vectors.save_vectoriser(project_id, _provider(), dimensions, last, model)
    return Fitted(made, _provider(), dimensions, last, 0)


def _embedder(fitted: Fitted) -> Embedder:
    chosen = embedding.configured(config.current())
    return chosen or TfIdf(Vectoriser.load(vectors.model(fitted.id)))


def _transform(project_id: int, fitted: Fitted, last: int, tell: Tell) -> None:
    embedder = _embedder(fitted)
    for first in range(fitted.covered + 1, last + 1, _CHUNK):
        end = min(first + _CHUNK - 1, last)
        _say(tell, 0.1 + 0.75 * end / last, f"Comparing texts: {end:,} of {last:,} traces")
        said = list(vectors.said(project_id, first, end))
        rows = np.zeros((end - first + 1, fitted.dimensions), dtype=np.float32)
        places = [serial - first for serial, _ in said]
        rows[places] = embedder.embed([representation(trace) for _, trace in said])
        vectors.add_block(fitted.id, first, rows)


def _draw_atlas(project_id: int, fitted: Fitted) -> None:
    every = vectors.load(fitted)
    there = np.flatnonzero(every.any(axis=1))
    # Half a gigabyte at a million traces: not twice where it can be helped.
    held, total = every if len(there) == len(every) else every[there], len(every)
    del every
    found = clusters.fit(held, max(1, min(clusters.CLUSTERS, len(held) // _LEAST_A_CLUSTER)))
    typical = found.typical(held, _TYPICAL)
    cluster = np.full(total, -1, dtype=np.int16)
    cluster[there] = found.labels
    place = np.zeros((total, 2), dtype=np.float32)
    place[there] = clusters.positions(held, found)
    words = _words(project_id, there, found)
    about: list[dict[str, Any]] = [
        {
            "name": ", ".join(words[label]) or f"group {label + 1}",
            "size": int(size),
            "typical": (there[typical[label]] + 1).tolist(),
        }
        for label, size in enumerate(found.sizes())
    ]
    vectors.save_atlas(project_id, Atlas(fitted.id, fitted.covered, cluster, place, about))


def _words(project_id: int, there: NDArray[np.intp], found: clusters.Clusters) -> list[list[str]]:
    chance = np.random.default_rng(0)
    serials: dict[int, int] = {}
    for label in range(found.count):
        members = there[found.labels == label]
        some = chance.choice(members, min(_TEXTS_A_CLUSTER, len(members)), replace=False)
        serials |= {int(row) + 1: label for row in some}
    ordered = sorted(serials)
    texts = [representation(trace) for trace in vectors.said_by(project_id, ordered)]
    return keyphrases.keyphrases(texts, [serials[serial] for serial in ordered], found.count)


def _say(tell: Tell, share: float, message: str) -> None:
    if not tell(share, message):
        raise Stopped
