"""What Streamlit's page is told of its host: where the server is, and that no box of its own is to open.

Where the server is away for a moment, Streamlit opens one over the page: it takes the cursor out of what is
being written, and speaks to whoever runs the server. The screens say it instead (lib/ui/connection.js). Where
the server is, Streamlit guesses from the address of the page, and asks below it first, where nothing is.
There is no setting for either but what Streamlit's own code answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ASKED = "/_stcore/host-config"
_NO_PAGES = ("/_stcore/", "/static/", "/media/", "/component/", "/auth/", "/oauth2callback")
_HEAD = b"<head>"


class ToldOfHost:
    """Say that no box is to open in the answer asked for, and where the server is in the page itself."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app = app
        path = json.dumps("/" + base.strip("/"))
        self.says = f"<script>window.__streamlit = {{ BACKEND_BASE_URL: location.origin + {path} }};</script>"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer back: changed where it is one of the two."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
        elif scope["path"].endswith(_ASKED):
            await _changed(self.app, scope, receive, send, _without_dialogs)
        elif not any(part in scope["path"] for part in _NO_PAGES):
            await _changed(self.app, scope, receive, send, self._at_home)
        else:
            await self.app(scope, receive, send)

    def _at_home(self, body: bytes) -> bytes:
        return body.replace(_HEAD, _HEAD + self.says.encode(), 1)


def _without_dialogs(body: bytes) -> bytes:
    return json.dumps(json.loads(body) | {"blockErrorDialogs": True}).encode()


async def _changed(
    app: ASGIApp, scope: Scope, receive: Receive, send: Send, change: Callable[[bytes], bytes]
) -> None:
    start: Message = {}
    body = b""

    async def rewritten(message: Message) -> None:
        nonlocal start, body
        if message["type"] == "http.response.start":
            start = message
            return
        body += message.get("body", b"")
        if message.get("more_body"):
            return
        if start["status"] == 200:
            body = change(body)
            kept = [header for header in start["headers"] if header[0] != b"content-length"]
            start["headers"] = [*kept, (b"content-length", str(len(body)).encode())]
        await send(start)
        await send({"type": "http.response.body", "body": body})

    # Packed, there would be nothing to read here.
    plain = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
    await app({**scope, "headers": plain}, receive, rewritten)
