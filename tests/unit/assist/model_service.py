"""A service that speaks the OpenAI protocol on this machine, and answers as a test tells it."""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Said = dict[str, Any]


class Reply:
    """What the service does with a request. ``cut`` breaks off in the middle, ``wait`` holds it that long."""

    def __init__(
        self,
        content: str | None = "",
        *,
        status: int = 200,
        finish: str = "stop",
        refusal: str | None = None,
        body: bytes | None = None,
        cut: bool = False,
        wait: threading.Event | None = None,
    ) -> None:
        message = {"role": "assistant", "content": content, "refusal": refusal}
        whole = {
            "id": "x",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "finish_reason": finish, "message": message}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
        }
        self.status, self.cut, self.wait = status, cut, wait
        self.body = body if body is not None else json.dumps(whole).encode()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that give up: some tests are about that."""


class ModelService:
    """Remembers every request; ``replies`` are used up in order, then ``answer`` answers."""

    def __init__(self) -> None:
        self.asked: list[Said] = []
        self.headers: list[dict[str, str]] = []
        self.replies: list[Reply] = []
        self.answer: Callable[[Said], Reply] = lambda said: Reply(by_first_word(said))
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.asked.append(said)
                service.headers.append({key.lower(): value for key, value in self.headers.items()})
                reply = service.replies.pop(0) if service.replies else service.answer(said)
                if reply.wait is not None:
                    reply.wait.wait(60)
                self.send_response(reply.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(reply.body)))
                if 300 <= reply.status < 400:
                    self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                if reply.status in (429, 500):
                    self.send_header("retry-after-ms", "1")
                self.end_headers()
                with contextlib.suppress(OSError):  # the client gave up
                    self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
                if reply.cut:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """End the service."""
        self._server.shutdown()
        self._server.server_close()


def notes_in(said: Said) -> list[dict[str, Any]]:
    """Return the notes that a request holds."""
    text = said["messages"][1]["content"]
    [block] = re.findall(r"<notes>\n(.*)\n</notes>", text, re.DOTALL)
    return [json.loads(line) for line in block.splitlines()]


def by_first_word(said: Said) -> str:
    """Return a good answer: notes grouped by their first word, quoting the first of each whole."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for note in notes_in(said):
        groups.setdefault(note["note"].split()[0].casefold(), []).append(note)
    return answer(
        [
            (word, [note["id"] for note in notes], [(notes[0]["id"], notes[0]["note"])])
            for word, notes in groups.items()
        ]
    )


def answer(
    groups: list[tuple[str, list[int], list[tuple[int, str]]]], left_over: list[int] | None = None
) -> str:
    """Return an answer in the form asked for."""
    made = [
        {
            "name": name,
            "definition": f"It has to do with {name}.",
            "notes": ids,
            "quotes": [{"note": note, "text": text} for note, text in quotes],
        }
        for name, ids, quotes in groups
    ]
    return json.dumps({"groups": made, "left_over": left_over or []})
