"""Texts to vectors by another way than TF-IDF: a small model on this machine, or an endpoint."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import numpy as np

from lib.config import Config
from lib.text.vectors import Vectoriser, Vectors, fit, rows_to_fit, unit

WORDLLAMA = "wordllama"
_BATCH = 64
_SECONDS = 60


class EmbeddingFailed(Exception):
    """No vectors came back. The message says why, for a person, and holds no key and no text of a trace."""


class Embedder(Protocol):
    """Whatever turns texts into vectors."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length per text, zeros for an empty one. Raises ``EmbeddingFailed``."""


@dataclass(frozen=True, slots=True)
class TfIdf:
    """The default: words of this project's own traces, no model, nothing leaves the machine."""

    vectoriser: Vectoriser

    @classmethod
    def fitted(cls, texts: Sequence[str]) -> TfIdf:
        """Return an embedder learnt from at most 10,000 of these texts."""
        return cls(fit([texts[row] for row in rows_to_fit(len(texts)).tolist()]))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As in ``Embedder``."""
        return self.vectoriser.transform(texts)


class WordLlama:
    """A small model that comes whole with the package wordllama, and works offline."""

    def __init__(self) -> None:
        """Load the model. Raises ``EmbeddingFailed`` where the package is not installed."""
        try:
            import wordllama
        except ImportError:
            raise EmbeddingFailed("The package wordllama is not installed. See requirements.txt.") from None
        # Its own default looks in a folder the package does not have, and then for a download.
        folder = Path(wordllama.__file__).parent
        self._model: Any = wordllama.WordLlama.load(cache_dir=folder, disable_download=True)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As in ``Embedder``."""
        # Its own normalising divides by zero for an empty text.
        return unit(np.asarray(self._model.embed(list(texts), norm=False), dtype=np.float32))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible embeddings service: ``url`` is its base, such as https://host/v1."""

    url: str
    model: str
    key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.url.startswith(("https://", "http://")):
            raise ValueError("The address of the embeddings service must begin with https:// or http://.")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As in ``Embedder``. Texts are sent 64 at a time; empty ones are not sent."""
        filled = [place for place, text in enumerate(texts) if text.strip()]
        rows: list[list[float]] = []
        for start in range(0, len(filled), _BATCH):
            rows += self._ask([texts[place] for place in filled[start : start + _BATCH]])
        if len({len(row) for row in rows}) > 1:
            raise EmbeddingFailed("The embeddings service returned vectors of different lengths.")
        out = np.zeros((len(texts), len(rows[0]) if rows else 1), dtype=np.float32)
        if rows:
            out[filled] = np.asarray(rows, dtype=np.float32)
        if not np.isfinite(out).all():
            raise EmbeddingFailed("The embeddings service returned something other than finite numbers.")
        return unit(out)

    def _ask(self, texts: list[str]) -> list[list[float]]:
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        body = json.dumps({"model": self.model, "input": texts, "encoding_format": "float"}).encode()
        request = Request(f"{self.url.rstrip('/')}/embeddings", body, headers)
        try:
            with build_opener(_NoRedirect).open(request, timeout=_SECONDS) as answer:
                found = json.load(answer)["data"]
            ordered = sorted(found, key=lambda item: item["index"])
            if [item["index"] for item in ordered] != list(range(len(texts))):
                raise EmbeddingFailed("The embeddings service left out some of the texts.")
            return [[float(number) for number in item["embedding"]] for item in ordered]
        except HTTPError as error:
            raise EmbeddingFailed(f"The embeddings service refused with status {error.code}.") from None
        except (URLError, TimeoutError, ConnectionError) as error:
            reason = getattr(error, "reason", error)
            raise EmbeddingFailed(f"The embeddings service cannot be reached: {reason}.") from None
        except (ValueError, KeyError, TypeError):
            raise EmbeddingFailed(
                "The embeddings service answered in a form that is not understood."
            ) from None


class _NoRedirect(HTTPRedirectHandler):
    """The key goes to the configured address and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def configured(config: Config) -> Embedder | None:
    """Return the embedder this installation has chosen; None for the default, which has to be fitted first.

    Raises ``EmbeddingFailed`` where the chosen package is missing, ``ValueError`` for a wrong address.
    """
    if not config.embeddings:
        return None
    if config.embeddings == WORDLLAMA:
        return WordLlama()
    return Endpoint(config.embeddings, config.embeddings_model, config.embeddings_key)
