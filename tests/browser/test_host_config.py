"""What the server answers in the place of Streamlit: it opens no boxes of its own."""

from __future__ import annotations

import json
import urllib.request
from email.message import Message

import pytest

from tests.server import Server


def asked(server: Server, path: str, **headers: str) -> tuple[bytes, Message]:
    """The answer to a request, as it came."""
    with urllib.request.urlopen(urllib.request.Request(server.url + path, headers=headers)) as answer:
        return answer.read(), answer.headers


@pytest.mark.parametrize("packed", ["gzip, deflate, br", "identity"])
def test_streamlit_opens_no_box_of_its_own(server: Server, packed: str) -> None:
    body, headers = asked(server, "/_stcore/host-config", **{"Accept-Encoding": packed})
    said = json.loads(body)
    assert said["blockErrorDialogs"] is True
    assert "allowedOrigins" in said
    assert headers["Content-Length"] == str(len(body))
