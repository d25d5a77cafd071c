"""Sign-in against a real OpenID Connect provider on this machine, for whoever needs several people."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import oidc_provider_mock
from playwright.sync_api import Page

from tests.server import Server

_SECRETS = """
[auth]
redirect_uri = "{url}/oauth2callback"
cookie_secret = "a secret of the tests"
client_id = "faultline"
client_secret = "faultline"
server_metadata_url = "http://localhost:PORT/.well-known/openid-configuration"

[faultline]
admins = ["ada@example.com"]
"""


@contextmanager
def hosted(folder: Path, database_url: str, *names: str, **more: str) -> Iterator[Server]:
    """A server with sign-in, and a provider that knows these people. ``more`` as in ``Server.on``."""
    known = [
        oidc_provider_mock.User(sub=name, claims={"email": f"{name}@example.com", "email_verified": True})
        for name in names
    ]
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with oidc_provider_mock.run_server_in_thread(user_claims=known) as provider:
        secrets = _SECRETS.replace("PORT", str(provider.server_port))
        running = Server.on(folder, database_url, secrets, **more)
        try:
            yield running
        finally:
            running.stop()


def sign_in(page: Page, name: str) -> None:
    """Sign in on a page that asks for it."""
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[name=sub]").fill(name)
    page.get_by_role("button", name="Authorize").click()
