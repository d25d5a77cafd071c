"""Traces as vectors: the text that stands for a trace, and TF-IDF with a truncated SVD over it."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib.model import Step, StepKind, Trace

Vectors = NDArray[np.float32]

DIMENSIONS = 128
FIT_AT_MOST = 10_000
FEATURES_AT_MOST = 50_000
_CHARACTERS = 2_500
# Shares of the text: a long question hides neither the answer nor what the tools did.
_ASKED, _ANSWERED, _TOOLS = 1_000, 1_000, 500
_ERROR = 120
_CHUNK = 2_000


def representation(trace: Trace) -> str:
    """Return the text a trace is compared by, at most 2,500 characters.

    First user message, last assistant message, names of the tools, and how a failed tool call failed. What
    repeats in every trace (the system prompt) is left out, or all traces would look alike.
    """
    asked = next((s.text for s in trace.steps if s.kind is StepKind.USER and s.text.strip()), "")
    said = [s.text for s in trace.steps if s.kind is StepKind.ASSISTANT and s.text.strip()]
    tools = " ".join(_told(s) for s in trace.steps if s.kind is StepKind.TOOL)
    parts = (asked[:_ASKED], said[-1][:_ANSWERED] if said else "", tools[:_TOOLS])
    return "\n".join(part for part in parts if part)[:_CHARACTERS]


def _told(step: Step) -> str:
    failed = f" error {(step.result or step.text)[:_ERROR]}" if step.error else ""
    return f"{step.name or ''}{failed}"


def rows_to_fit(count: int, seed: int = 0) -> NDArray[np.intp]:
    """Return which of ``count`` texts to fit on: all, or 10,000 at random, in rising order."""
    if count <= FIT_AT_MOST:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).choice(count, FIT_AT_MOST, replace=False))


@dataclass(frozen=True)
class Vectoriser:
    """Words and their weights, and the directions they are projected on. Made by ``fit`` or ``load``.

    Whatever number of texts comes in, ``transform`` holds a few thousand at a time. Fitting and projecting
    are products of floats, whose last digits differ between processors: vectors are computed once, stored,
    and only the stored ones are compared.
    """

    vocabulary: tuple[str, ...]
    idf: NDArray[np.float32]
    components: NDArray[np.float32]
    analyser: str

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self.components.shape[0])

    def transform(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length per text; zeros where it has no known word."""
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        if self.vocabulary:
            for start in range(0, len(texts), _CHUNK):
                weights = self._weigher.transform(
                    [text[:_CHARACTERS] for text in texts[start : start + _CHUNK]]
                )
                out[start : start + _CHUNK] = unit(weights @ self.components.T)
        return out

    def words_along(self, directions: Vectors, top: int, near: Vectors | None = None) -> list[list[str]]:
        """Return for each direction the words that texts along it have more than others, the foremost first.

        With ``near`` (a text's vector per direction) only words that this text is close to count.
        """
        if not self.vocabulary:
            return [[] for _ in directions]
        pull = directions @ self.components
        if near is not None:
            pull = np.where(pull > 0, pull, 0) * np.maximum(near @ self.components, 0)
        best = np.argsort(-pull, axis=1, kind="stable")[:, : top * 10]
        return [
            _telling([self.vocabulary[place] for place in places if pull[row, place] > 0])[:top]
            for row, places in enumerate(best.tolist())
        ]

    def dump(self) -> bytes:
        """Return everything as the bytes of an npz file without pickled objects."""
        out = io.BytesIO()
        words = np.frombuffer("\n".join(self.vocabulary).encode(), dtype=np.uint8)
        meta = np.frombuffer(json.dumps({"analyser": self.analyser}).encode(), dtype=np.uint8)
        np.savez_compressed(out, words=words, idf=self.idf, components=self.components, meta=meta)
        return out.getvalue()

    @classmethod
    def load(cls, data: bytes) -> Vectoriser:
        """Return what ``dump`` wrote. Raises ``ValueError`` where the bytes are something else."""
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            words = held["words"].tobytes().decode()
            meta = json.loads(held["meta"].tobytes())
            return cls(
                tuple(words.split("\n")) if words else (), held["idf"], held["components"], meta["analyser"]
            )

    @cached_property
    def _weigher(self) -> Any:
        weigher = _weigher(
            self.analyser, vocabulary={word: place for place, word in enumerate(self.vocabulary)}
        )
        weigher.idf_ = self.idf
        return weigher


def fit(texts: Sequence[str], *, dimensions: int = DIMENSIONS, seed: int = 0) -> Vectoriser:
    """Return a vectoriser learnt from these texts, of which ``rows_to_fit`` gives the right number.

    Words and pairs of words, at most 50,000 of them; characters where the texts have no spaces between
    words. Fewer dimensions than asked for where there are fewer texts or words.
    """
    from sklearn.decomposition import TruncatedSVD

    cut = [text[:_CHARACTERS] for text in texts]
    analyser = "char_wb" if _without_spaces(cut) else "word"
    weigher = _weigher(analyser, max_features=FEATURES_AT_MOST, min_df=2 if len(cut) >= 100 else 1)
    try:
        weights = weigher.fit_transform(cut)
    except ValueError:  # no word at all
        return Vectoriser((), np.empty(0, np.float32), np.zeros((1, 0), np.float32), analyser)
    if weights.shape[1] == 1:
        components = np.ones((1, 1))
    else:
        rank = max(1, min(dimensions, *(side - 1 for side in weights.shape)))
        # All texts alike have no variance, which it divides by for a figure we do not use.
        with np.errstate(invalid="ignore"):
            components = TruncatedSVD(rank, random_state=seed).fit(weights).components_
    largest = np.take_along_axis(components, np.abs(components).argmax(axis=1)[:, None], axis=1)
    return Vectoriser(
        vocabulary=tuple(weigher.get_feature_names_out().tolist()),
        idf=weigher.idf_.astype(np.float32),
        # The sign of a direction is arbitrary: its largest weight is made positive.
        components=(components * np.where(largest < 0, -1, 1)).astype(np.float32),
        analyser=analyser,
    )


def nearest_by_words(text: str, others: Sequence[str], count: int) -> list[int]:
    """Return the places of the texts most like this one, the nearest first; none that shares no word with it.

    For a few thousand texts at once: nothing is kept.
    """
    analyser = "char_wb" if _without_spaces([text, *others]) else "word"
    try:
        weights = _weigher(analyser, max_features=FEATURES_AT_MOST).fit_transform([text, *others])
    except ValueError:  # no word at all
        return []
    cosines = (weights[1:] @ weights[0].T).toarray().ravel()
    return [int(place) for place in np.argsort(-cosines, kind="stable")[:count] if cosines[place] > 0]


def _weigher(analyser: str, **settings: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    ngrams = (3, 5) if analyser == "char_wb" else (1, 2)
    return TfidfVectorizer(
        analyzer=analyser, ngram_range=ngrams, sublinear_tf=True, dtype=np.float32, **settings
    )


def _telling(terms: Sequence[str]) -> list[str]:
    """Return the terms that add a word to those before them, words of mere grammar aside."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    known = set(ENGLISH_STOP_WORDS)
    kept = []
    for term in terms:
        if not known.issuperset(term.split()):
            known.update(term.split())
            kept.append(term)
    return kept


def _without_spaces(texts: Sequence[str]) -> bool:
    """Return whether these are texts of a script that puts no space between words."""
    seen = "".join(texts[:1_000])
    return len(seen.split()) * 20 < len(seen)


def unit(rows: Any) -> Vectors:
    """Return the rows at unit length; zeros stay zeros."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    out: Vectors = np.zeros_like(rows, dtype=np.float32)
    np.divide(rows, length, out=out, where=length > 0)
    return out
