"""Whether a request was sent to Faultline's own address, and by a page of its own.

A web page can let its own name stand for 127.0.0.1. What it asks for then comes from this machine, but still
under its name: the browser writes the headers Host and Origin, and no page can change them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

from lib.config import Config

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
REFUSED = "This is not Faultline's own address, so it shows nothing here."
"""What is said where ``is_own`` is not; ``what_to_do`` says how it goes on."""

_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::([0-9]{0,5}))?")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Host:
    """A name or a number of a machine, in lower case, and the port where one is given."""

    name: str
    port: int | None


def host(text: str) -> Host | None:
    """Return what a Host header or the part of an address after ``//`` names; None where it names nothing."""
    found = _HOST.fullmatch(text.lower())
    if found is None:
        return None
    in_brackets, name, port = found.groups()
    if in_brackets is not None:
        try:
            name = ipaddress.IPv6Address(in_brackets).compressed
        except ValueError:
            return None
    return Host(name.removesuffix("."), int(port) if port else None)


def is_own(hosts: Sequence[str], origins: Sequence[str], settings: Config) -> bool:
    """Return whether these Host headers name Faultline, and these Origin headers, if any, a page of its own.

    A program that is no browser sends no Origin, and neither does a browser that follows a link.
    """
    here = host(hosts[0]) if len(hosts) == 1 else None
    if here is None or len(origins) > 1:
        return False
    named = _names(settings)
    if named is not None and here.name not in named:
        return False
    return not origins or _is_page_of(origins[0], here, settings)


def is_near(peer: str | None, settings: Config) -> bool:
    """Return whether someone at this address may be served: without sign-in, only this machine's own people.

    ``peer`` is None where the connection has no address (a socket file).
    """
    if peer is None or settings.has_auth or settings.allow_open_server:
        return True
    try:
        at = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return False
    return (getattr(at, "ipv4_mapped", None) or at).is_loopback


def what_to_do(settings: Config) -> str:
    """Return what someone can do who was refused."""
    if settings.has_auth or settings.allow_open_server:
        return (
            "Open it at the address it was set up with. Whoever runs it can add other names to hosts in "
            "the section [faultline] of .streamlit/secrets.toml."
        )
    return (
        "On the machine it runs on, open it at localhost with its port. For other names and other "
        "people, whoever runs it sets up sign-in: see .streamlit/secrets.toml.example."
    )


def _names(settings: Config) -> frozenset[str] | None:
    """The names Faultline answers to; None for any."""
    more = frozenset(found.name for found in map(_named, settings.hosts) if found)
    if settings.has_auth:
        home = _named(settings.redirect_uri)
        return more | {home.name} if home else more
    if not settings.allow_open_server:
        return LOCAL
    return more | LOCAL if more else None


def _named(address: str) -> Host | None:
    """The host of an address of the settings: a whole one, or only its name."""
    # Streamlit puts its own port in the place of {port}.
    return host(address.strip().rpartition("://")[2].partition("/")[0].removesuffix(":{port}"))


def _is_page_of(origin: str, here: Host, settings: Config) -> bool:
    scheme, _, rest = origin.lower().partition("://")
    page, usual = host(rest), _PORTS.get(scheme)
    if page is None or usual is None:
        return False
    # A proxy may send its own name, or the name without the port, as the Host.
    home = _named(settings.redirect_uri) if settings.has_auth else None
    return any(
        page.name == own.name and (page.port or usual) == (own.port or usual) for own in (here, home) if own
    )
