"""Text from traces, files and people is only text, on every page: none of it runs, loads or becomes markup.

Runs the app without its content security policy, which would hide a leak.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from lib.model import Display, Project
from lib.store import engine
from lib.store.projects import people
from lib.ui.trace import trace_view
from lib.words.text import md_escape
from tests.browser import bare, hostile
from tests.browser.hostile import Listener, hosts, problems, settled, stir
from tests.browser.sidebar import turn_to
from tests.server import Server


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """A listening server."""
    made = Listener()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(scope="module")
def bare_server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app as `streamlit run app.py` starts it, with no content security policy."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "faultline.db").write_bytes(sqlite_template.read_bytes())
    running = Server.on(folder, entry="app.py")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def texts(listener: Listener) -> tuple[str, ...]:
    """The texts, aimed at the listener."""
    return (*(text.format(leak=listener.url) for text in hostile.PLAIN), hostile.LONG)


@pytest.fixture(scope="module")
def project(bare_server: Server, texts: tuple[str, ...]) -> Iterator[Project]:
    """A project in which every name and every text is hostile, some of it in every place a text can stand."""
    made = engine.use(bare_server.database_url)
    yield hostile.planted(people.local_person("<b>zqperson</b>"), texts)
    made.dispose()


def test_no_text_is_more_than_text_on_any_page(
    page: Page, bare_server: Server, project: Project, listener: Listener
) -> None:
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (wrong.append(f"a script spoke: {dialog.message}"), dialog.dismiss()))
    here = bare_server.url

    paths = hostile.addresses(page, bare_server, project)
    assert {"traces", "annotate", "axial", "failures", "sampling", "settings"} <= set(paths)
    assert paths[0] == "" and all(paths[1:])
    for path in paths:

        def look(path: str = path) -> None:
            wrong.extend(f"/{path}: {problem}" for problem in problems(page, here))

        # The first is the one that is open.
        if path:
            turn_to(page, path)
        settled(page)
        look()
        stir(page, look)
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert hosts(asked) == {urlsplit(here).netloc}
    assert listener.asked == []


def test_no_file_is_more_than_text_while_it_is_read_and_imported(
    page: Page,
    bare_server: Server,
    project: Project,
    listener: Listener,
    texts: tuple[str, ...],
    tmp_path: Path,
) -> None:
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (wrong.append(f"a script spoke: {dialog.message}"), dialog.dismiss()))
    rows = [
        {
            "id": f"{text} of a file",
            "input": text,
            "output": text,
            text: {text: [text]},
            "zqfield": text,
            "rating": text,
        }
        for text in texts[:-1]
    ]
    broken = [f'{{"id": "{text[:8]}' for text in texts[:5]]
    path = tmp_path / "**zqfile** <img src=x onerror=window.ran=1> :red[zqred].jsonl"
    path.write_text("\n".join([*map(json.dumps, rows), *broken]))

    def look() -> None:
        wrong.extend(problems(page, bare_server.url))

    page.goto(f"{bare_server.url}/traces?project={project.id}")
    settled(page)
    page.get_by_text("Import", exact=True).click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".fl-step").first).to_be_visible(timeout=60_000)
    stir(page, look)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Already there")).to_be_visible(timeout=60_000)
    stir(page, look)
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert hosts(asked) == {urlsplit(bare_server.url).netloc}
    assert listener.asked == []


@pytest.mark.parametrize("renderer", sorted(trace_view.renderers()))
def test_no_trace_is_more_than_text_whoever_draws_it(
    page: Page, listener: Listener, texts: tuple[str, ...], renderer: str
) -> None:
    wrong: list[str] = []
    page.on("dialog", lambda dialog: (wrong.append(f"a script spoke: {dialog.message}"), dialog.dismiss()))
    asked: list[str] | None = None
    for n, three in enumerate(zip(texts, texts[1:], texts[2:], strict=False)):
        trace = hostile.trace_of(n, *three)
        if asked is None:
            asked = bare.draw(page, trace, Display(renderer))
        for display in (Display(renderer), Display(renderer, (f"metadata.{three[0]}",), ("zqchannel",))):
            bare.show(page, trace, display)
            page.evaluate(hostile.UNFOLD)
            wrong += [f"{three[0][:60]!r}: {problem}" for problem in problems(page, "about:blank")]
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert asked == listener.asked == []


@pytest.mark.parametrize(
    "text", [*hostile.PLAIN, "mail to a@b.example, see HTTP://x.example", "<-> >= <= ~= -> end", "-> start"]
)
def test_an_escaped_text_is_the_text_and_at_most_joiners(text: str) -> None:
    made = md_escape(text).replace(hostile.INVISIBLE, "")
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", made) == " ".join(text.split())
