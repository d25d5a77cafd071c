"""How long a save takes on the annotation screen: to the next trace painted, and to the verdict stored.

    python -m bench.annotate_latency [--runs 5] [--saves 50] [--traces 10000] [--steps 10003] [--others 10]

Starts a server on a fresh database, reads in Chromium, and prints a table of medians over the runs. It
asserts nothing: browser and server share this machine's processors, so a reader with their own sees less.
"""

from __future__ import annotations

import argparse
import getpass
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, sync_playwright

from bench.counting import Counts
from lib.model import Draw, Person, Project, Role, Step, StepKind, TraceFilter
from lib.store import engine
from lib.store.projects import people, projects
from lib.store.traces import imports, traces
from tests import seed
from tests.server import ROOT, Server
from tests.sign_in import hosted, sign_in

# Notes when the browser last asked the server, and when the server last answered.
_SOCKET = """const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (...given) {
    if (!this.seen) this.addEventListener('message', ({data}) => {
        window.heard = performance.now();
        window.bytes += data.size ?? data.byteLength;
    });
    this.seen = true;
    window.asked ||= performance.now();
    return send.apply(this, given);
}; window.bytes = 0;"""

# Resolves with milliseconds from the key to the painted next trace, to the answer, and those at the server.
_WATCH = """() => { window.measured = new Promise(done => {
    const root = document.querySelector('.fl-reader'), id = root.querySelector('.fl-id').textContent;
    const got = {}; let from = 0; window.asked = 0; window.bytes = 0;
    const key = () => { from = performance.now(); window.asked = 0; };
    addEventListener('keydown', key, {capture: true, once: true});
    const finish = () => {
        if (!got.painted || !got.stored) return;
        look.disconnect();
        done([got.painted, got.stored, got.server, window.bytes]);
    };
    const look = new MutationObserver(() => {
        const now = performance.now();
        if (from && !got.swapped && root.querySelector('.fl-id').textContent !== id) {
            got.swapped = true;
            const painted = () => { got.painted = performance.now() - from; finish(); };
            requestAnimationFrame(() => setTimeout(painted));
        }
        if (from && !got.stored && window.asked && root.dataset.waiting === '0') {
            got.stored = now - from; got.server = window.heard - window.asked; finish();
        }
    });
    look.observe(root, {childList: true, subtree: true, attributes: true, attributeFilter: ['data-waiting']});
}) }"""

_FLOOR = """() => { window.measured = new Promise(done => {
    let from = 0; const at = document.querySelector('.floor');
    addEventListener('keydown', () => { from = performance.now(); }, {capture: true, once: true});
    const look = new MutationObserver(() => {
        look.disconnect();
        const stored = performance.now() - from, server = window.heard - window.asked;
        const painted = () => done([performance.now() - from, stored, server, window.bytes]);
        requestAnimationFrame(() => setTimeout(painted));
    });
    window.asked = 0; window.bytes = 0;
    look.observe(at, {childList: true});
}) }"""


# Resolves with milliseconds from the start of the page to its first painted step.
_ARRIVES = """window.arrived = new Promise(done => {
    const look = () => document.querySelector('.fl-step')
        ? setTimeout(() => done(performance.now())) : requestAnimationFrame(look);
    requestAnimationFrame(look);
})"""

# What never comes ends the run: a promise is waited for without a limit otherwise.
_OR_NEVER = """() => Promise.race([window.%s, new Promise((_, fail) => {
    setTimeout(() => fail(new Error('nothing was painted or stored within a minute')), 60_000);
})])"""


@dataclass
class Taken:
    """What each save of one run took: milliseconds, but for statements and bytes."""

    painted: list[float] = field(default_factory=list)
    stored: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    statements: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)


def _run(
    page: Page,
    counts: Counts,
    saves: int,
    act: Callable[[Page], None],
    before: Callable[[Page], None] = lambda page: None,
    watch: str = _WATCH,
) -> Taken:
    taken = Taken()
    for _ in range(saves):
        before(page)
        page.wait_for_timeout(300)  # nobody reads faster; what was typed has been kept by then
        at_first = counts.read()
        page.evaluate(watch)
        act(page)
        painted, stored, server, size = page.evaluate(_OR_NEVER % "measured")
        page.wait_for_timeout(30)
        at_last = counts.read()
        taken.painted.append(painted)
        taken.stored.append(stored)
        taken.server.append(server)
        taken.database.append(1000 * (at_last[1] - at_first[1]))
        taken.statements.append(at_last[0] - at_first[0])
        taken.size.append(size / 1000)
    return taken


def _p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]


def _print(name: str, runs: list[Taken]) -> None:
    def middle(of: Callable[[Taken], list[float]], figure: Callable[[list[float]], float] = median) -> float:
        return median(figure(of(run)) for run in runs)

    server, database = middle(lambda run: run.server), middle(lambda run: run.database)
    stored = middle(lambda run: run.stored)
    figures = (
        middle(lambda run: run.painted),
        middle(lambda run: run.painted, _p95),
        stored,
        middle(lambda run: run.stored, _p95),
        server - database,
        database,
        stored - server,
        middle(lambda run: run.statements),
        middle(lambda run: run.size),
    )
    print(f"{name:<44}" + "".join(f"{figure:>9.0f}" for figure in figures))


def _steps(messages: int, size: int) -> tuple[Step, ...]:
    said = "The **calendar** shows three slots, and the first one is at half past ten. " * size
    kinds = (StepKind.USER, StepKind.ASSISTANT)
    return tuple(Step(number, kinds[number % 2], said) for number in range(1, messages + 1))


def _seed(me: Person, count: int) -> tuple[Project, list[int]]:
    project = projects.create(me, "Ten thousand")
    steps = _steps(10, 9)
    opened = imports.start(me, project.id, "bench")
    for start in range(0, count, 500):
        made = [
            seed.trace(f"t-{number:05d}", steps=steps) for number in range(start, min(start + 500, count))
        ]
        imports.add(opened, [seed.as_new(one) for one in made])
    imports.publish(me, opened, {})
    return project, [row[0] for row in traces.matching(project.id, TraceFilter())]


def _batch(me: Person, project: Project, ids: list[int]) -> int:
    same = len(ids)
    rest = ((True,) * same, (1.0,) * same, (None,) * same)
    return seed.batch(me, project.id, ids, Draw(tuple(ids), ("a random pick",) * same, *rest))


def _open(browser: Browser, url: str, ready: str = ".fl-step", name: str = "") -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(_SOCKET)
    page.goto(url)
    if name:
        sign_in(page, name)
    page.wait_for_selector(ready)
    page.wait_for_timeout(500)
    return page


def _write(page: Page) -> None:
    page.keyboard.press("n")
    page.keyboard.type("offered 9:00, first slot is 10:30", delay=5)


def _loads(browser: Browser, url: str, times: int, of: str = "") -> None:
    first, again = [], []
    for _ in range(times):
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.add_init_script(_ARRIVES)
        page.goto(url)
        first.append(page.evaluate(_OR_NEVER % "arrived"))
        page.wait_for_timeout(1000)
        page.reload()
        again.append(page.evaluate(_OR_NEVER % "arrived"))
        context.close()
    for name, taken in (("first load, fresh profile", first), ("reload", again)):
        print(f"{name + of:<44}{median(taken):>9.0f}{_p95(taken):>9.0f}")


def _cookies(browser: Browser, url: str, names: Sequence[str]) -> list[str]:
    made = []
    for name in names:
        page = _open(browser, url, name=name)
        made.append("; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies()))
        page.context.close()
    return made


def main() -> None:
    """Run it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--saves", type=int, default=50)
    parser.add_argument("--traces", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=10_003, help="of the longest trace")
    parser.add_argument("--others", type=int, default=10, help="colleagues who read at the same time")
    wanted = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="faultline-bench-"))
    os.environ["FAULTLINE_COUNTS"] = str(folder / "counts")
    counts = Counts(folder / "counts")
    engine.use(f"sqlite:///{folder / 'faultline.db'}")
    engine.migrate()
    me = people.local_person(getpass.getuser())
    project, ids = _seed(me, wanted.traces)
    size = wanted.runs * wanted.saves + 5
    long = seed.store(me, project.id, [seed.trace(f"l-{n}", steps=_steps(200, 3)) for n in range(size)])
    [longest] = seed.store(me, project.id, [seed.trace("longest", steps=_steps(wanted.steps, 52))])
    server = Server.on(folder, runner="bench.counting")
    floor = Server.on(folder / "floor", runner="bench.counting", entry="bench/floor.py")
    heads = ("painted", "p95", "stored", "p95", "python", "database", "browser", "queries", "kB")
    title = f"milliseconds, medians of {wanted.runs} runs of {wanted.saves}"
    print(f"{title:<44}" + "".join(f"{head:>9}" for head in heads))
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
                args=["--no-sandbox"],
            )
            floor_page = _open(chromium, floor.url, ".floor")
            runs = [
                _run(floor_page, counts, wanted.saves, _press("x"), watch=_FLOOR) for _ in range(wanted.runs)
            ]
            _print("Streamlit's floor: an empty fragment rerun", runs)
            floor_page.close()
            floor.stop()

            def measure(
                name: str, of: list[int], act: Callable[[Page], None], **more: Callable[[Page], None]
            ) -> None:
                page = _open(
                    chromium, f"{server.url}/annotate?project={project.id}&batch={_batch(me, project, of)}"
                )
                _run(page, counts, 2, act, **more)
                _print(name, [_run(page, counts, wanted.saves, act, **more) for _ in range(wanted.runs)])
                page.context.close()

            measure("one key (1), 10 steps", ids[:size], _press("1"))
            measure(
                "note typed, Ctrl+Enter, 10 steps",
                ids[size : 2 * size],
                _press("Control+Enter"),
                before=_write,
            )
            measure("one key (1), 200 steps", long, _press("1"))
            home = f"{server.url}/annotate?project={project.id}"
            _loads(chromium, home, wanted.runs)
            _loads(chromium, f"{home}&trace={longest}", wanted.runs, f", {wanted.steps:,} steps")
            server.stop()
            people.set_lead(me, project.id, None)
            names = ["ada", *(f"other-{number}" for number in range(wanted.others))]
            for name in names:
                people.set_role(me, project.id, f"{name}@example.com", Role.ANNOTATOR)
            query = f"project={project.id}&batch={_batch(me, project, ids[2 * size : 2 * size + 1500])}"
            with hosted(
                folder, f"sqlite:///{folder / 'faultline.db'}", *names, runner="bench.counting"
            ) as busy:
                url = f"{busy.url}/annotate?{query}"
                page = _open(chromium, url, name=names[0])
                told = [busy.url, query, *_cookies(chromium, url, names[1:])]
                with (folder / "others").open("wb") as log:
                    others = subprocess.Popen(
                        [sys.executable, "-m", "bench.colleagues", *told], cwd=ROOT, stdout=log
                    )
                    try:
                        _run(page, counts, 10, _press("1"))
                        at_first = (folder / "others").read_text().count("saved")
                        taken = [_run(page, counts, wanted.saves, _press("1")) for _ in range(wanted.runs)]
                        theirs = (folder / "others").read_text().count("saved") - at_first
                    finally:
                        others.terminate()
                        others.wait()
                _print(f"one key (1), {wanted.others} others storing {theirs}", taken)
            chromium.close()
    finally:
        floor.stop()
        server.stop()
        engine.engine().dispose()
        shutil.rmtree(folder, ignore_errors=True)


def _press(key: str) -> Callable[[Page], None]:
    return lambda page: page.keyboard.press(key)


if __name__ == "__main__":
    main()
