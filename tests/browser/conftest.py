"""Chromium against the running app. The system's Chromium: `make test` installs it where it can."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lib.model import Person, Project
from lib.store import engine
from lib.store.projects import people, projects
from tests.server import Server

expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test of this folder fail once: a browser on a busy machine loses a click now and then."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.flaky(reruns=1))


def chromium() -> str:
    """Return the path of the system's Chromium, or skip the test (fail it in CI) where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    found = next((path for name in names if (path := shutil.which(name))), mac)
    if not Path(found).exists():
        message = "no Chromium: `make test` installs it with apt, elsewhere install Chromium or Google Chrome"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium, without a sandbox where root runs it, asking nothing of the network."""
    return {
        "executable_path": chromium(),
        "args": [
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """The smaller of the two sizes every page is made for."""
    return {**browser_context_args, "viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="session")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of a process: each makes projects of its own on it."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "faultline.db").write_bytes(sqlite_template.read_bytes())
    running = Server.on(folder)
    yield running
    running.stop()


@pytest.fixture
def me(server: Server) -> Iterator[Person]:
    """The local person of the server. The test process is on the server's database, to seed projects."""
    made = engine.use(server.database_url)
    yield people.local_person("Dana")
    made.dispose()


@pytest.fixture
def own_project(me: Person, request: pytest.FixtureRequest) -> Project:
    """An empty project named after the test, and after which try of it this is."""
    return projects.create(me, f"{request.node.name} {token_hex(3)}")


@pytest.fixture
def on_bare(page: Page) -> Iterator[Page]:
    """An empty page without a server, for ``tests.browser.bare``, that fails its test when a script fails."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


@pytest.fixture
def on_page(page: Page) -> Iterator[Page]:
    """A page that fails its test when a script on it fails or Streamlit shows an exception."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
    expect(page.get_by_test_id("stException")).to_have_count(0)
