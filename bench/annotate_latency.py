"""How long a save takes on the annotation screen, from the key to the next trace on the screen.

    python -m bench.annotate_latency [--saves 30] [--batch 200]

Starts a server on a fresh database with one batch, reads it in Chromium, and prints a table. It asserts
nothing: browser and server share this machine's processors, so a reader with their own sees less.
"""

from __future__ import annotations

import argparse
import getpass
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright

from lib.model import Draw, Person, Project, Step, StepKind
from lib.store import engine, people, projects
from tests import seed
from tests.server import Server

# Notes when the browser last asked the server, and when the server last answered.
_SOCKET = """const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (...given) {
    if (!this.seen) this.addEventListener('message', () => { window.heard = performance.now(); });
    this.seen = true;
    window.asked = performance.now();
    return send.apply(this, given);
}"""

# Resolves with milliseconds: from the key to the painted next trace, and those between asked and heard.
_WATCH = """() => { window.measured = new Promise(done => {
    const id = document.querySelector('.fl-id').textContent;
    let from = 0;
    addEventListener('keydown', () => { from ||= performance.now(); }, {capture: true, once: true});
    const look = new MutationObserver(() => {
        if (document.querySelector('.fl-id')?.textContent === id) return;
        look.disconnect();
        const server = window.heard - window.asked;
        requestAnimationFrame(() => setTimeout(() => done([performance.now() - from, server])));
    });
    look.observe(document.querySelector('.fl-trace'), {childList: true});
}) }"""


def _steps(messages: int) -> tuple[Step, ...]:
    said = "The **calendar** shows three slots, and the first one is at half past ten. " * 9
    kinds = (StepKind.USER, StepKind.ASSISTANT)
    return tuple(Step(number, kinds[number % 2], said) for number in range(1, messages + 1))


def _seed(me: Person, size: int, messages: int) -> tuple[Project, list[int]]:
    project = projects.create(me, f"{messages} messages")
    made = [seed.trace(f"t-{number:04d}", steps=_steps(messages)) for number in range(size)]
    ids = seed.store(me, project.id, made)
    rest = ((True,) * size, (1.0,) * size, (None,) * size)
    seed.batch(me, project.id, ids, Draw(tuple(ids), ("a random pick",) * size, *rest))
    return project, ids


def _line(name: str, taken: list[float]) -> None:
    p95 = quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    print(f"{name:<58}{median(taken):>8.0f}{p95:>8.0f}{len(taken):>6}")


def _browser(
    page: Page, saves: int, act: Callable[[Page], None], before: Callable[[Page], None]
) -> tuple[list[float], list[float]]:
    painted: list[float] = []
    server: list[float] = []
    for _ in range(saves):
        before(page)
        page.evaluate(_WATCH)
        act(page)
        whole, of_it = page.evaluate("() => window.measured")
        painted.append(whole)
        server.append(of_it)
        page.wait_for_timeout(120)
    return painted, server


def _write(page: Page) -> None:
    page.keyboard.press("n")
    page.keyboard.type("offered 9:00, first slot is 10:30", delay=5)


def main() -> None:
    """Run it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=30)
    parser.add_argument("--batch", type=int, default=200)
    wanted = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="faultline-bench-"))
    engine.use(f"sqlite:///{folder / 'faultline.db'}")
    engine.migrate()
    me = people.local_person(getpass.getuser())
    server = Server.on(folder)
    try:
        print(f"{'milliseconds, key to painted next trace':<58}{'median':>8}{'p95':>8}{'n':>6}")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
                args=["--no-sandbox"],
            )
            for messages in (10, 50, 200):
                project, _ = _seed(me, wanted.batch, messages)
                page = chromium.new_page(viewport={"width": 1280, "height": 800})
                page.add_init_script(_SOCKET)
                page.goto(f"{server.url}/annotate?project={project.id}")
                page.wait_for_selector(".fl-step")
                one_key = _browser(page, wanted.saves, lambda p: p.keyboard.press("1"), lambda p: None)
                _line(f"one key (1), {messages} messages", one_key[0])
                _line("    of which the server", one_key[1])
                if messages == 10:
                    note = _browser(page, wanted.saves, lambda p: p.keyboard.press("Control+Enter"), _write)
                    _line("note typed, then Ctrl+Enter at once, 10 messages", note[0])
                    _line("    of which the server", note[1])
                page.close()
            chromium.close()
    finally:
        server.stop()
        engine.engine().dispose()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
