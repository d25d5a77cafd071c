"""The app behind two guards: nothing in a trace can load or send anything, and no other page gets anything.

`streamlit run server.py` starts it.
"""

import gc
import pkgutil
from importlib import import_module

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import config, ui
from lib.serving import caching, host_config, logs, own_address

# 'unsafe-inline' and 'unsafe-eval' are what Streamlit and Vega need. The point is img-src and connect-src:
# no picture, font or request ever goes to another host.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "object-src 'none'",
        "base-uri 'self'",
    )
)

REFUSAL = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Faultline</title>
<style>
body {{ max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem; font: 1rem/1.6 system-ui, sans-serif }}
@media (prefers-color-scheme: dark) {{ body {{ background: #14181d; color: #e4e8ec }} }}
</style>
<h1>Faultline</h1>
<p>{why}</p>
<p>{then}</p>
"""


class ContentSecurityPolicy:
    """Put the policy on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the header to its answer."""

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        await self.app(scope, receive, with_policy)


class OwnAddress:
    """Serve only what was asked of Faultline's own address, by its own pages or by no page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it: with a page that says why, or by not opening the websocket."""
        if scope["type"] not in ("http", "websocket") or _is_welcome(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            page = REFUSAL.format(why=own_address.REFUSED, then=own_address.what_to_do(config.current()))
            await HTMLResponse(page, 421)(scope, receive, send)


def _is_welcome(scope: Scope) -> bool:
    settings = config.current()
    # What watches over servers asks by number, whatever the name is; the answer says no more than "ok".
    if scope["type"] == "http" and scope["path"] == "/_stcore/health":
        return True
    peer = scope["client"][0] if scope.get("client") else None
    hosts, origins = (
        [value.decode("latin-1") for key, value in scope["headers"] if key == wanted]
        for wanted in (b"host", b"origin")
    )
    return own_address.is_near(peer, settings) and own_address.is_own(hosts, origins, settings)


def _load_screens() -> None:
    """Import what the pages need, so that whoever opens the first one does not wait for it.

    Garbage is collected once at its end: along the way it would be looked for in all that is there, again and
    again. What is left is for good, and frozen: no collection walks it, nor that of the first page.
    """
    gc.disable()
    for found in pkgutil.walk_packages(ui.__path__, "lib.ui."):
        import_module(found.name)
    gc.collect()
    gc.freeze()
    gc.enable()


logs.install()
_load_screens()
app = st.App(
    "app.py",
    middleware=[
        Middleware(ContentSecurityPolicy),
        Middleware(OwnAddress),
        Middleware(host_config.ToldOfHost, base=str(st.get_option("server.baseUrlPath"))),
        Middleware(caching.LongCache),
    ],
)
