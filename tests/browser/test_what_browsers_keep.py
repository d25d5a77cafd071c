"""What the server answers beside Streamlit: no boxes of its own, and what a browser keeps for how long."""

from __future__ import annotations

import json
import urllib.request
from email.message import Message

import pytest
from playwright.sync_api import Page, expect

from lib.model import Person, Project
from tests.browser.test_annotate import drawn
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


def test_a_file_whose_name_tells_its_content_is_kept_for_good(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    drawn(me, own_project)
    seen: list[str] = []
    on_page.on("response", lambda answer: seen.append(answer.url))
    on_page.goto(f"{server.url}/traces?project={own_project.id}")
    expect(on_page.frame_locator("iframe").get_by_text("t-1", exact=True)).to_be_visible(timeout=60_000)
    paths = {url.removeprefix(server.url).split("?")[0] for url in seen if "/component/" in url}
    kept = {path.rsplit("/")[-1]: asked(server, path)[1].get_all("Cache-Control") for path in paths}
    assert kept.pop("bootstrap.min.css") == ["public, max-age=3600"]
    assert "max-age" not in kept.pop("index.html")[0]
    assert {name.split(".")[0] + name[-3:] for name in kept} >= {"main.js", "maincss"}
    assert set(map(tuple, kept.values())) == {("public, immutable, max-age=31536000",)}
