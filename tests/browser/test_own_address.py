"""Requests as a page of another site sends them that lets its name stand for this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from lib.store.projects import people, projects
from tests.browser.conftest import chromium
from tests.server import Server

SECRET = "Support assistant of a quiet shop"
KEY = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: " + "A" * 22 + "==",
)
# Whoever gets in, as browsers and programs on this machine send it; {port} is the server's own.
OWN = [
    ["Host: localhost:{port}"],
    ["Host: LOCALHOST.:{port}"],
    ["Host: 127.0.0.1:{port}", "Origin: http://127.0.0.1:{port}"],
    ["Host: [::1]:{port}", "Origin: http://[::1]:{port}"],
    # Another port of this machine, led to this one (ssh -L): page and Host are the same.
    ["Host: localhost:9999", "Origin: http://localhost:9999"],
]
OTHERS = [
    ["Host: evil.example:{port}"],
    ["Host: evil.example:{port}", "Origin: http://evil.example:{port}"],
    ["Host: localhost:{port}", "Origin: http://evil.example:{port}"],
    ["Host: localhost:{port}", "Origin: http://localhost:9999"],
    ["Host: localhost:{port}", "Origin: null"],
    ["Host: evil@localhost:{port}"],
    ["Host: localhost.evil.example:{port}"],
    ["Host: localhost:{port}", "Host: evil.example:{port}"],
    ["Host: evil.example:{port}", "Host: localhost:{port}"],
    ["Host: localhost:{port}", "X-Forwarded-Host: localhost", "Origin: http://evil.example"],
    [],
]


def status(server: Server, request: str, *headers: str) -> int:
    """The status of the answer to one request written by hand. One without a Host is of HTTP 1.0."""
    lines = [line.format(port=server.port) for line in headers]
    version = "1.1" if any(line.startswith("Host") for line in lines) else "1.0"
    asked = "\r\n".join([f"{request} HTTP/{version}", *lines, "Connection: close", "", ""])
    if any(line.startswith("Upgrade") for line in lines):
        asked = asked.replace("Connection: close\r\n", "")
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(asked.encode())
        return int(connection.makefile("rb").readline().split()[1])


@pytest.fixture(scope="module")
def own(server: Server) -> Server:
    """The app behind its guards."""
    return server


@pytest.mark.parametrize("headers", OWN)
def test_who_asks_its_own_address_gets_in(own: Server, headers: list[str]) -> None:
    assert status(own, "GET /", *headers) == 200
    assert status(own, "GET /_stcore/stream", *headers, *KEY) == 101


@pytest.mark.parametrize("headers", OTHERS)
def test_who_asks_another_address_gets_nothing(own: Server, headers: list[str]) -> None:
    for path in ("/", "/failures", "/media/a.csv", "/_stcore/host-config", "/component/x/index.html"):
        assert status(own, f"GET {path}", *headers) in (400, 421)
    for request in ("PUT /_stcore/upload_file/a/b", "DELETE /_stcore/upload_file/a/b", "OPTIONS /", "HEAD /"):
        assert status(own, request, *headers, "Content-Length: 0") in (400, 421)
    assert status(own, "GET /_stcore/stream", *headers, *KEY) in (400, 403)


def test_what_watches_over_servers_may_ask_by_number(own: Server) -> None:
    assert status(own, "GET /_stcore/health", "Host: 10.0.0.3:8501") == 200


@pytest.fixture
def bare(sqlite: str, tmp_path: Path) -> Iterator[Server]:
    """The app started without its guards, with a project in it."""
    projects.create(people.local_person("Dana"), SECRET)
    running = Server.on(tmp_path, sqlite, entry="app.py")
    yield running
    running.stop()


def told(server: Server, host: str, origin: str | None) -> str:
    """All that one run of the first page sends over a websocket opened under this name."""
    seen = []
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection,
        # A page may say anything of its own address, as this one does.
        connect(
            f"ws://{host}/_stcore/stream",
            sock=connection,
            origin=origin,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
        ) as channel,
    ):
        asked = BackMsg()
        asked.rerun_script.context_info.url = f"http://localhost:{server.port}/"
        channel.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(bytes(channel.recv(timeout=30)))  # type: ignore[arg-type]
            seen.append(str(message))
            if message.WhichOneof("type") == "script_finished":
                finished = message.script_finished
                if finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return "".join(seen)


def test_without_its_guards_the_pages_themselves_look_who_asks(bare: Server) -> None:
    local = f"localhost:{bare.port}"
    assert SECRET in told(bare, local, None)
    assert SECRET in told(bare, local, f"http://{local}")
    for host, origin in (
        (f"evil.example:{bare.port}", f"http://evil.example:{bare.port}"),
        (f"evil.example:{bare.port}", None),
        # Streamlit itself lets a page of any port of this machine in.
        (local, "http://localhost:9999"),
    ):
        found = told(bare, host, origin)
        assert SECRET not in found
        assert "own address" in found


@pytest.mark.parametrize("entry", ["server.py", "app.py"])
def test_a_name_that_stands_for_this_machine_shows_nothing(
    sqlite: str, tmp_path: Path, browser_type: BrowserType, entry: str
) -> None:
    projects.create(people.local_person("Dana"), SECRET)
    server = Server.on(tmp_path, sqlite, entry=entry)
    browser = browser_type.launch(
        executable_path=chromium(),
        args=["--no-sandbox", "--host-resolver-rules=MAP evil.example 127.0.0.1"],
    )
    try:
        page = browser.new_page()
        page.goto(f"http://evil.example:{server.port}/")
        expect(page.get_by_text("not Faultline's own address")).to_be_visible()
        assert SECRET not in page.content()
        page.goto(f"{server.url}/")
        expect(page.get_by_test_id("stSidebar").get_by_role("combobox")).to_have_value(SECRET)
    finally:
        browser.close()
        server.stop()
