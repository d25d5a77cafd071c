"""How long a browser keeps the files of components: Streamlit does not say, so each visit fetched them."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PLACE = "/component/"
# A file with such a name never changes: after an upgrade it has another one.
_HASHED = re.compile(r"[.-](?=[0-9a-f]*\d)[0-9a-f]{8,}(?:\.chunk)?\.(?:js|css|woff2?|svg|png)$")
_FOR_GOOD = b"public, immutable, max-age=31536000"
_FOR_AN_HOUR = b"public, max-age=3600"


class LongCache:
    """Say of the files of components how long they may be kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and say it of an answer that is such a file."""
        how_long = _kept(scope["path"]) if scope["type"] == "http" else None
        if how_long is None:
            await self.app(scope, receive, send)
            return

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                others = [header for header in message["headers"] if header[0] != b"cache-control"]
                message["headers"] = [*others, (b"cache-control", how_long)]
            await send(message)

        await self.app(scope, receive, kept)


def _kept(path: str) -> bytes | None:
    """How long what lies at this address may be kept; None where Streamlit's own word stands."""
    if _PLACE not in path:
        return None
    if _HASHED.search(path):
        return _FOR_GOOD
    return _FOR_AN_HOUR if path.endswith((".js", ".css")) else None
