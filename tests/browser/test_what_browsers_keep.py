"""For how long a browser keeps the files of components."""

from __future__ import annotations

import urllib.request

from playwright.sync_api import Page, expect

from lib.model import Person, Project
from tests.browser.test_annotate import drawn
from tests.browser.test_sampling import show
from tests.server import Server


def kept_for(server: Server, path: str) -> list[str] | None:
    """What the server says of this file."""
    with urllib.request.urlopen(server.url + path) as answer:
        found: list[str] | None = answer.headers.get_all("Cache-Control")
        return found


def test_a_file_whose_name_tells_its_content_is_kept_for_good(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    drawn(me, own_project)
    seen: list[str] = []
    on_page.on("response", lambda answer: seen.append(answer.url))
    on_page.goto(f"{server.url}/sampling?project={own_project.id}")
    show(on_page, "Picks")
    expect(on_page.frame_locator("iframe[title*='agGrid']").locator(".ag-row").first).to_be_visible()
    paths = {url.removeprefix(server.url).split("?")[0] for url in seen if "/component/" in url}
    kept = {path.rsplit("/")[-1]: kept_for(server, path) for path in paths}
    assert kept.pop("bootstrap.min.css") == ["public, max-age=3600"]
    assert "max-age" not in (kept.pop("index.html") or [""])[0]
    assert {name.split(".")[0] + name[-3:] for name in kept} >= {"main.js", "maincss"}
    assert {tuple(value or ()) for value in kept.values()} == {("public, immutable, max-age=31536000",)}
