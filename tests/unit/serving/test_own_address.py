"""Which Host and Origin headers are Faultline's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.config import Config
from lib.serving.own_address import is_near, is_own


def settings(**more: object) -> Config:
    found: dict[str, object] = {"has_auth": False, "allow_open_server": False, **more}
    return Config("", Path(), None, admins=frozenset(), **found)  # type: ignore[arg-type]


LOCAL = settings()
SIGN_IN = settings(has_auth=True, redirect_uri="https://errors.example.com/oauth2callback")
PROXIED = settings(
    has_auth=True,
    redirect_uri="https://errors.example.com:8443/oauth2callback",
    hosts=("Faultline:8501", "https://old.example.com/"),
)
OPEN = settings(allow_open_server=True)
OPEN_NAMED = settings(allow_open_server=True, hosts=("errors.lan",))


@pytest.mark.parametrize(
    ("given", "host", "own"),
    [
        *((LOCAL, host, True) for host in ("localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501")),
        *(
            (LOCAL, host, True)
            for host in ("LOCALHOST:8501", "localhost.:8501", "[0:0:0:0:0:0:0:1]:1", "[::1]")
        ),
        *(
            (LOCAL, host, False)
            for host in ("evil.example", "evil.example:8501", "localhost.evil.example:8501")
        ),
        *(
            (LOCAL, host, False)
            for host in ("192.168.0.7:8501", "[fe80::1]:8501", "127.0.0.1.evil.example", "")
        ),
        *(
            (LOCAL, host, False)
            for host in ("evil@localhost:8501", "localhost:evil", "localhost:8501:1", "::1")
        ),
        *(
            (LOCAL, host, False)
            for host in ("localhost/", "localhost?", " localhost", "local\thost", "[::1", "[x]")
        ),
        *((LOCAL, host, False) for host in ("localhost..", "localhost,evil.example", "\u217cocalhost")),
        *(
            (SIGN_IN, host, True)
            for host in ("errors.example.com", "Errors.Example.Com.", "errors.example.com:443")
        ),
        *((SIGN_IN, host, False) for host in ("localhost:8501", "10.0.0.3:8501", "an.errors.example.com")),
        *(
            (PROXIED, host, True)
            for host in ("faultline", "faultline:80", "old.example.com", "errors.example.com")
        ),
        *((PROXIED, host, False) for host in ("evil.example", "localhost:8501")),
        *((OPEN, host, True) for host in ("errors.lan:8501", "192.168.0.7:8501", "localhost:8501")),
        (OPEN, "evil@errors.lan:8501", False),
        *((OPEN_NAMED, host, True) for host in ("errors.lan:8501", "localhost:8501")),
        (OPEN_NAMED, "evil.example:8501", False),
        (settings(hosts=("errors.lan",)), "errors.lan:8501", False),
        (
            settings(has_auth=True, redirect_uri="http://localhost:{port}/oauth2callback"),
            "localhost:8501",
            True,
        ),
        (settings(has_auth=True), "localhost:8501", False),
    ],
)
def test_a_host_is_own_by_its_name(given: Config, host: str, own: bool) -> None:
    assert is_own([host], [], given) is own


@pytest.mark.parametrize(
    ("given", "host", "origin", "own"),
    [
        (LOCAL, "localhost:8501", "http://localhost:8501", True),
        (LOCAL, "LocalHost:8501", "http://LOCALHOST:8501", True),
        (LOCAL, "[::1]:8501", "http://[::1]:8501", True),
        (LOCAL, "localhost", "http://localhost", True),
        (LOCAL, "localhost", "https://localhost:443", True),
        (LOCAL, "localhost:8501", "http://localhost:9999", False),
        (LOCAL, "localhost:8501", "http://localhost", False),
        (LOCAL, "localhost:8501", "http://127.0.0.1:8501", False),
        (LOCAL, "localhost:8501", "http://evil.example:8501", False),
        (LOCAL, "evil.example:8501", "http://evil.example:8501", False),
        *((LOCAL, "localhost:8501", origin, False) for origin in ("null", "", "localhost:8501", "file://")),
        (LOCAL, "localhost:8501", "http://evil@localhost:8501", False),
        (LOCAL, "localhost:8501", "http://localhost:8501/", False),
        (LOCAL, "localhost:8501", "chrome-extension://localhost:8501", False),
        (SIGN_IN, "errors.example.com", "https://errors.example.com", True),
        (SIGN_IN, "errors.example.com", "http://localhost:8501", False),
        # A proxy that sends its own name as the Host, and one that leaves out the port.
        (PROXIED, "faultline:8501", "https://errors.example.com:8443", True),
        (PROXIED, "errors.example.com", "https://errors.example.com:8443", True),
        (PROXIED, "faultline:8501", "https://errors.example.com", False),
        (PROXIED, "faultline:8501", "https://evil.example", False),
        (OPEN, "errors.lan:8501", "http://errors.lan:8501", True),
        (OPEN, "errors.lan:8501", "http://evil.example", False),
    ],
)
def test_an_origin_is_own_where_it_is_the_host(given: Config, host: str, origin: str, own: bool) -> None:
    assert is_own([host], [origin], given) is own


def test_there_is_one_host_and_at_most_one_origin() -> None:
    for given in (LOCAL, SIGN_IN, PROXIED, OPEN):
        assert not is_own([], [], given)
        assert not is_own(["localhost:8501", "localhost:8501"], [], given)
    assert not is_own(["localhost:1"], ["http://localhost:1", "http://localhost:1"], LOCAL)


@pytest.mark.parametrize(
    ("peer", "near"),
    [
        (None, True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.168.0.7", False),
        ("fe80::1%eth0", False),
        ("testclient", False),
    ],
)
def test_without_sign_in_only_this_machine_is_near(peer: str | None, near: bool) -> None:
    assert is_near(peer, LOCAL) is near
    assert is_near(peer, SIGN_IN) and is_near(peer, OPEN)
