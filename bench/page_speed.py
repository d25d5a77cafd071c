"""How long the pages that count take in the browser, at 40 failure modes: milliseconds to the painted page.

    python -m bench.page_speed [--times 5] [--notes 1000] [--reviews 10000] [--traces 10000]

Board: 1,000 notes; opening it, and a move from the key to its place and to the server's answer. Failures:
10,000 reviews of 25,000 traces; opening the page, opening it after a write, and each of its tabs. Traces:
10,000; by its link and by a click. Floor: Streamlit with nothing in it, and Faultline with nothing to count.
Cold: from the start of the server process to the first trace read.
"""

from __future__ import annotations

import argparse
import getpass
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from playwright.sync_api import Browser, Page, sync_playwright

from bench import browse_speed
from bench.arriving import ACTED, ARRIVES, AT_REST, BOARD, READABLE, ROWS, SHOWN
from lib.model import Draw, Person, Project, Step, StepKind, TraceFilter, Verdict
from lib.store import engine
from lib.store.batches import batches
from lib.store.projects import people, projects
from lib.store.reviews import reviews
from lib.store.schema import tables
from lib.store.traces import traces
from tests import seed
from tests.server import Server


def _grown(me: Person, reviewed: int, count: int = 40) -> Project:
    """A project with batches read whole, half of the traces failing, some modes far commoner than others."""
    project = projects.create(me, "Ten thousand reviews")
    dice = random.Random(1)
    start = datetime(2026, 6, 1, tzinfo=UTC)
    made = [
        seed.trace(
            f"big-{n:05d}",
            version=f"1.{n % 3}",
            happened_at=start + timedelta(minutes=5 * n),
            metadata={"channel": ["sms", "chat", "voice"][n % 3], "tenant": f"tenant {n % 17}"},
            steps=(
                Step(1, StepKind.USER, f"Hello {n}, may I see the flat at nine?"),
                Step(2, StepKind.TOOL, name=["calendar", "units", "policy"][n % 3], result="[]"),
                Step(3, StepKind.ASSISTANT, f"Nine is free, {n}."),
            ),
        )
        for n in range(reviewed * 5 // 2)
    ]
    for first in range(0, len(made), 2_000):
        seed.store(me, project.id, made[first : first + 2_000])
    ids = [row[0] for row in traces.matching(project.id, TraceFilter())]
    dice.shuffle(ids)
    with engine.writing() as connection:
        modes = [
            engine.insert(
                connection,
                tables.failure_modes,
                {
                    "project_id": project.id,
                    "name": f"Says something untrue about the {n + 1}th thing",
                    "name_key": f"m{n}",
                    "definition": "Says what no tool result bears out.",
                    "colour": n,
                    "severity": 1 + n % 4,
                },
            )
            for n in range(count)
        ]
    for first in range(0, reviewed, 1_000):
        _read(me, project, ids[first : min(first + 1_000, reviewed)], modes, dice, len(made))
    return project


def _read(
    me: Person, project: Project, picks: list[int], modes: list[int], dice: random.Random, frame: int
) -> None:
    drawn = tuple(n % 10 < 3 for n in range(len(picks)))
    rest = ((None,) * len(picks), (None,) * len(picks))
    batch = batches.create(
        me,
        project.id,
        "Batch",
        Draw(tuple(picks), ("why",) * len(picks), drawn, *rest),
        strategy="smart_mix",
        seed=1,
        parameters={},
        population="all traces",
        frame=range(1, frame + 1),
    )
    read, notes = tables.reviews, []
    with engine.writing() as connection:
        same = {"project_id": project.id, "person_id": me.id, "batch_id": batch, "purpose": "first"}
        connection.execute(
            read.insert(),
            [
                {
                    **same,
                    "trace_id": one,
                    "number": 1,
                    "seconds": 20.0,
                    "verdict": dice.choice(["fail", "pass"]),
                }
                for one in picks
            ],
        )
        failed = sa.select(read.c.id).where(read.c.batch_id == batch, read.c.verdict == "fail")
        for review in connection.scalars(failed).all():
            for place in range(dice.choice([1, 1, 2])):
                mode = modes[min(int(dice.expovariate(0.12)), len(modes) - 1)]
                notes.append(
                    {
                        "project_id": project.id,
                        "review_id": review,
                        "position": place,
                        "text": "offered nine, the first slot is half past ten",
                        "step": dice.choice([1, 2, 3]),
                        "quote": "Nine is free",
                        "is_first_failure": place == 0,
                        "failure_mode_id": mode,
                    }
                )
        connection.execute(tables.notes.insert(), notes)


def _print(name: str, taken: list[float]) -> None:
    print(f"{name:<44}{median(taken):>9.0f}{max(taken):>9.0f}", flush=True)


def _after(page: Page, ready: str, act: Callable[[], object]) -> float:
    page.evaluate(ACTED % ready)
    act()
    return float(page.evaluate("() => window.acted"))


def _opened(page: Page, url: str, ready: str) -> float:
    page.goto("about:blank")
    page.goto(url, wait_until="commit")
    return float(page.evaluate(f"() => ({ARRIVES})(() => 0, () => {ready})"))


def _by_click(page: Page, home: str, title: str, ready: str, times: int) -> list[float]:
    """From another page of the project, with nothing changed since it was there last."""
    taken = []
    for _ in range(times):
        _opened(page, home % "settings", AT_REST)
        page.wait_for_timeout(1000)
        taken.append(_after(page, ready, page.get_by_role("link", name=title, exact=True).click))
    return taken


def _floor(page: Page, bare: str, home: str, times: int) -> None:
    answer = f"{AT_REST} && document.querySelector('.floor')"
    empty = f"{AT_REST} && document.querySelector('h1')?.textContent === 'Failures'"
    _print("floor, Streamlit alone, by its link", [_opened(page, bare, answer) for _ in range(times + 1)][1:])
    by_link = [_opened(page, home % "failures", empty) for _ in range(times + 1)]
    _print("floor, nothing to count, by its link", by_link[1:])
    _print("floor, nothing to count, by a click", _by_click(page, home, "Failures", empty, times))


def _board(page: Page, url: str, times: int, cards: int) -> None:
    ready = f"{AT_REST} && board('.card').length === {cards}"
    _print("board, opened", [_opened(page, url, ready) for _ in range(times + 1)][1:])
    loose = page.get_by_role("listbox", name="Not grouped").get_by_role("option")
    shown, stored = [], []
    for _ in range(times + 1):
        left = loose.count() - 1
        placed = f"board('[aria-label^=\"Not grouped\"] .card').length === {left}"
        told = f"{AT_REST} && document.body.textContent.includes('· {left} not grouped')"
        for ready, taken in ((placed, shown), (told, stored)):
            loose.first.click()
            taken.append(_after(page, ready, lambda: page.keyboard.press("2")))
            page.keyboard.press("Control+z")
            page.wait_for_timeout(1500)
    _print("board, a move shown", shown[1:])
    _print("board, a move stored", stored[1:])


def _failures(page: Page, me: Person, project: Project, home: str, times: int) -> None:
    url = home % "failures"
    _print("failures, opened first", [_opened(page, url, ROWS)])
    _print("failures, opened again", [_opened(page, url, ROWS) for _ in range(times)])
    _print("failures, gone to again", _by_click(page, home, "Failures", ROWS, times))
    unread = iter([row[0] for row in traces.matching(project.id, TraceFilter())][::-1])
    loaded, gone_to = [], []
    for _ in range(times):
        reviews.submit(me, project.id, next(unread), Verdict.PASS)
        loaded.append(_opened(page, url, ROWS))
        _opened(page, home % "settings", AT_REST)
        reviews.submit(me, project.id, next(unread), Verdict.PASS)
        gone_to.append(_after(page, ROWS, page.get_by_role("link", name="Failures").click))
    _print("failures, loaded after a write", loaded)
    _print("failures, gone to after a write", gone_to)
    _opened(page, url, ROWS)
    panel = "[role=tabpanel] [data-testid=stVegaLiteChart] path"
    chosen = "document.querySelector('[role=tab][aria-selected=true]').textContent"
    of_rows = f"{AT_REST} && {chosen} === '%s' && rows()"
    for tab in ("Where", "Who", "Together", "Change", "Saturation", "How often"):
        click = page.get_by_role("tab", name=tab, exact=True).click
        there = SHOWN % panel if tab in ("Together", "Saturation") else of_rows % tab
        _print(f"failures, the tab {tab}", [_after(page, there, click)])


def _traces(page: Page, home: str, times: int) -> None:
    by_link = [_opened(page, home % "traces", ROWS) for _ in range(times + 1)]
    _print("traces, opened first", by_link[:1])
    _print("traces, by its link", by_link[1:])
    _print("traces, by a click", _by_click(page, home, "Traces", ROWS, times))


def _cold(chromium: Browser, server: Server, url: str, times: int) -> None:
    def started(page: Page) -> float:
        server.stop()
        began = time.monotonic()
        server.start()
        _opened(page, url, READABLE)
        return 1000 * (time.monotonic() - began)

    known = _page(chromium)
    _opened(known, url, READABLE)
    _print("the first trace of a cold server", [started(known) for _ in range(times)])
    fresh = []
    for _ in range(times):
        page = _page(chromium)
        fresh.append(started(page))
        page.context.close()
    _print("the same, in a browser with nothing cached", fresh)


def _page(chromium: Browser) -> Page:
    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(BOARD)
    return page


def main() -> None:
    """Run it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--notes", type=int, default=1_000, help="on the board")
    parser.add_argument("--reviews", type=int, default=10_000)
    parser.add_argument("--traces", type=int, default=10_000, help="in the list of Traces")
    wanted = parser.parse_args()
    times = wanted.times
    folder = Path(tempfile.mkdtemp(prefix="faultline-bench-"))
    engine.use(f"sqlite:///{folder / 'faultline.db'}")
    engine.migrate()
    me = people.local_person(getpass.getuser())
    board = projects.create(me, "Forty failure modes")
    seed.grown_taxonomy(me, board.id, notes=wanted.notes)
    many = _grown(me, wanted.reviews)
    listed = projects.create(me, "Ten thousand traces")
    browse_speed.fill(me, listed.id, wanted.traces)
    seed.batch(me, listed.id, [row[0] for row in traces.matching(listed.id, TraceFilter())[:50]])
    empty = projects.create(me, "Nothing to count")
    server, bare = Server.on(folder), Server.on(folder / "bare", entry="bench/floor.py")
    print(f"{'milliseconds':<44}{'median':>9}{'worst':>9}")
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
                args=["--no-sandbox"],
            )
            page = _page(chromium)
            _floor(page, bare.url, f"{server.url}/%s?project={empty.id}", times)
            _board(page, f"{server.url}/axial?project={board.id}", times, wanted.notes)
            _failures(page, me, many, f"{server.url}/%s?project={many.id}", times)
            _traces(page, f"{server.url}/%s?project={listed.id}", times)
            _cold(chromium, server, f"{server.url}/annotate?project={listed.id}", times)
            chromium.close()
    finally:
        bare.stop()
        server.stop()
        engine.engine().dispose()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
