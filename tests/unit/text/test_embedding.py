"""Other ways from texts to vectors, against a service of our own on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import numpy as np
import pytest

from lib import config
from lib.text.embedding import EmbeddingFailed, Endpoint, TfIdf, WordLlama, configured

Answer = Callable[[dict[str, Any]], tuple[int, Any]]


class Service:
    """An embeddings service that remembers what it was asked and answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None, dict[str, Any]]] = []
        self.answer: Answer = _lengths
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.asked.append((self.path, self.headers["Authorization"], body))
                status, said = service.answer(body)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", said)
                self.end_headers()
                self.wfile.write(said.encode() if isinstance(said, str) else json.dumps(said).encode())

            def do_GET(self) -> None:
                service.asked.append((self.path, self.headers["Authorization"], {}))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def _lengths(body: dict[str, Any]) -> tuple[int, Any]:
    rows = [
        {"index": place, "embedding": [3.0, float(len(text))]} for place, text in enumerate(body["input"])
    ]
    return 200, {"data": rows[::-1]}


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_the_service_is_asked_in_batches_with_the_key_and_rows_keep_their_order(service: Service) -> None:
    texts = ["four", "", *["x" * n for n in range(1, 100)]]
    rows = Endpoint(service.url, "small", "secret").embed(texts)
    np.testing.assert_allclose(rows[0], [0.6, 0.8], atol=1e-6)
    np.testing.assert_array_equal(rows[1], [0, 0])
    assert np.all(np.diff(rows[2:, 1]) > 0)
    assert [len(body["input"]) for _, _, body in service.asked] == [64, 36]
    assert {(path, key, body["model"]) for path, key, body in service.asked} == {
        ("/v1/embeddings", "Bearer secret", "small")
    }


@pytest.mark.parametrize(
    "answer",
    [
        lambda body: (500, "broken"),
        lambda body: (200, "not json"),
        lambda body: (200, {"no": "data"}),
        lambda body: (200, {"data": []}),
        lambda body: (200, {"data": [{"index": 0, "embedding": [float("nan")]}]}),
        lambda body: (200, {"data": [{"index": 0, "embedding": None}]}),
    ],
)
def test_a_bad_answer_is_an_error_that_tells_no_secret(service: Service, answer: Answer) -> None:
    service.answer = answer
    with pytest.raises(EmbeddingFailed) as failed:
        Endpoint(service.url, "small", "secret").embed(["private words"])
    assert "secret" not in str(failed.value) and "private" not in str(failed.value)


def test_the_key_does_not_follow_a_redirect(service: Service) -> None:
    elsewhere = Service()
    service.answer = lambda body: (302, f"{elsewhere.url}/embeddings")
    with pytest.raises(EmbeddingFailed):
        Endpoint(service.url, "small", "secret").embed(["text"])
    elsewhere.server.shutdown()
    elsewhere.server.server_close()
    assert elsewhere.asked == []


def test_a_service_that_is_not_there_is_an_error(service: Service) -> None:
    service.server.shutdown()
    service.server.server_close()
    with pytest.raises(EmbeddingFailed):
        Endpoint(service.url, "small").embed(["text"])


def test_only_web_addresses_are_opened_and_the_key_is_not_printed() -> None:
    with pytest.raises(ValueError):
        Endpoint("file:///etc/passwd", "small")
    assert "secret" not in repr(Endpoint("https://host/v1", "small", "secret"))


def test_the_default_needs_no_service() -> None:
    texts = ["refund my order", "book a tour", "tour booked"] * 5
    rows = TfIdf.fitted(texts).embed(texts)
    assert rows[1] @ rows[2] > rows[0] @ rows[1]


def test_wordllama_works_offline_where_it_is_installed() -> None:
    pytest.importorskip("wordllama", reason="the optional package wordllama is not installed")
    rows = WordLlama().embed(["the cat sat", "a kitten sat", "quarterly tax report", ""])
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 1, 1, 0], atol=1e-5)


def test_the_installation_chooses(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert configured(config.load()) is None
    monkeypatch.setenv("FAULTLINE_EMBEDDINGS", "https://host/v1")
    monkeypatch.setenv("FAULTLINE_EMBEDDINGS_MODEL", "small")
    monkeypatch.setenv("FAULTLINE_EMBEDDINGS_KEY", "secret")
    assert configured(config.load()) == Endpoint("https://host/v1", "small", "secret")
    assert "secret" not in repr(config.load())
