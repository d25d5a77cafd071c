"""Take the pictures in docs/screenshots from the demo project: every page, in light and in dark.

python scripts/screenshots.py [--target FOLDER] [--pages overview report] [--narrow]

With ``--narrow``: the pages that change most on a phone, in a small window and enlarged.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from lib.model import Note, Project, TraceFilter, Verdict
from lib.sampling import random
from lib.sampling.population import Population
from lib.services import demo_project, vectorising
from lib.store import engine
from lib.store.batches import batches
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.traces import traces
from tests.browser.conftest import chromium
from tests.browser.in_sight import READY, SIZES, resize
from tests.server import ROOT, Server

TARGET = ROOT / "docs" / "screenshots"
SIZE = {"width": 1280, "height": 800}
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
NARROW = {
    "phone": ("overview", "annotate", "label", "failures"),
    "small": ("failures",),
    "150 %": ("annotate", "label"),
}
"""By size: the pages to take with ``--narrow``."""


def main() -> None:
    """Write one PNG per page and theme."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=PAGES)
    parser.add_argument("--narrow", action="store_true")
    wanted = parser.parse_args()
    wanted.target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = Server.on(Path(folder))
        try:
            analysed, reading = _projects(server, with_map="sampling" in wanted.pages)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
                shown = {name: reading if name == "annotate" else analysed for name in wanted.pages}
                urls = {name: f"{server.url}/{_path(name)}?project={of.id}" for name, of in shown.items()}
                if wanted.narrow:
                    _narrow(browser, urls, wanted.target)
                else:
                    _both_themes(browser, urls, wanted.target)
                browser.close()
        finally:
            server.stop()


def _both_themes(browser: Browser, urls: dict[str, str], target: Path) -> None:
    for theme in ("light", "dark"):
        page = browser.new_context(viewport=SIZE, color_scheme=theme).new_page()
        for name, url in urls.items():
            _shoot(page, url, READY.get(name, "h1"))
            page.screenshot(path=target / f"{name}-{theme}.png")
            print(f"{name}-{theme}.png")


def _narrow(browser: Browser, urls: dict[str, str], target: Path) -> None:
    for size, names in NARROW.items():
        page = browser.new_page()
        resize(page, size)
        for name in filter(urls.__contains__, names):
            _shoot(page, urls[name], READY.get(name, "h1"))
            file = target / f"{name}-{'150' if size == '150 %' else SIZES[size][0]}.png"
            page.screenshot(path=file)
            Image.open(file).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
            print(file.name)


def _path(name: str) -> str:
    return "" if name == "overview" else name


def _shoot(page: Page, url: str, ready: str) -> None:
    page.goto(url)
    expect(page.locator(ready).first).to_be_visible(timeout=60_000)
    if "/annotate" in url:
        page.locator(".fl-step").filter(has_text=re.compile("Assistant")).first.get_by_role(
            "button"
        ).first.click()
    if "/sampling" in url:
        page.get_by_text("Look at what would be drawn").click()
        expect(page.locator("[data-testid=stVegaLiteChart] svg, canvas").first).to_be_visible(timeout=60_000)
    if "/failures" in url:
        page.locator("tr[data-key] button").first.click()
        page.wait_for_timeout(1_500)
        page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        page.mouse.move(5, 790)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2_000)


def _projects(server: Server, *, with_map: bool) -> tuple[Project, Project]:
    engine.use(server.database_url)
    engine.migrate()
    me = people.local_person("Dana")
    analysed = demo_project.load(me, finished=True)
    if with_map:
        vectorising.run(analysed.id, lambda _share, _message: True)
    reading = demo_project.load(me, finished=False)
    found = traces.matching(reading.id, TraceFilter())
    drawn = random.draw(Population.of_ids([row[0] for row in found]), 100, seed=3)
    batch = batches.create(
        me,
        reading.id,
        "October random",
        drawn,
        strategy="random",
        seed=3,
        parameters={"size": 100},
        population="all 1,200 traces",
        frame=[row[1] for row in found],
    )
    for place, trace_id in enumerate(drawn.trace_ids[:44]):
        notes = [Note("see the demo")] if place % 3 == 0 else []
        verdict = Verdict.FAIL if notes else Verdict.PASS
        reviews.submit(me, reading.id, trace_id, verdict, notes, seconds=24, batch_id=batch)
    return analysed, reading


if __name__ == "__main__":
    main()
