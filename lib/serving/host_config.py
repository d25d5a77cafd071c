"""What Streamlit's page is told of its host: that no box of Streamlit's own is to open.

Where the server is away for a moment, Streamlit opens one over the page: it takes the cursor out of what is
being written, and speaks to whoever runs the server. The screens say it instead (lib/ui/connection.js).
There is no setting for this but the answer to one request, which Streamlit's own code gives.
"""

from __future__ import annotations

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ASKED = "/_stcore/host-config"


class NoDialogs:
    """Put ``blockErrorDialogs`` into Streamlit's answer to its own page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer back: changed where it is the one asked for."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].endswith(_ASKED):
            await self.app(scope, receive, send)
            return
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
                body = json.dumps(json.loads(body) | {"blockErrorDialogs": True}).encode()
                kept = [header for header in start["headers"] if header[0] != b"content-length"]
                start["headers"] = [*kept, (b"content-length", str(len(body)).encode())]
            await send(start)
            await send({"type": "http.response.body", "body": body})

        # Packed, there would be nothing to read here.
        plain = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, rewritten)
