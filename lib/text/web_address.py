"""Web addresses that people write, checked before they are stored and shown as links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lib.spelling import is_seen

LONGEST = 500

_NOT_IN_ONE = re.compile(r"[\s<>\"`\\]")


def checked(written: str) -> str:
    """Return the address without the spaces around it; "" for none.

    Raises ``ValueError`` with the reason where it is not one of http or https that leads where it says.
    """
    address = written.strip()
    if not address:
        return ""
    if len(address) > LONGEST:
        raise ValueError(f"This link has {len(address):,} characters; {LONGEST} is the most.")
    if not address.casefold().startswith(("http://", "https://")):
        raise ValueError("A link begins with http:// or https://.")
    if _NOT_IN_ONE.search(address) or not all(map(is_seen, address)):
        raise ValueError("A link holds no spaces, quotes, angle brackets, backslashes or invisible signs.")
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError("This link is no web address: what follows http:// is not a server.") from None
    if parts.username is not None or parts.password is not None:
        raise ValueError("A link holds no name or password before the server.")
    if not host:
        raise ValueError("This link names no server.")
    return address


def server(address: str) -> str:
    """Return the server of an address that was ``checked``, with its port where it has one."""
    return urlsplit(address).netloc
