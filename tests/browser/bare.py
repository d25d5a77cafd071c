"""A trace drawn by the app's own scripts on an empty page: what needs no server needs none in its test."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from lib.model import Display, Trace
from lib.ui.trace import trace_view

_PAGE = """<!doctype html><main class="fl-trace" style="height: 700px; overflow-y: auto">
<div class="fl-view"></div></main>"""


def draw(page: Page, trace: Trace, display: Display | None = None) -> list[str]:
    """Draw the trace and return where the addresses of all requests are collected from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(_PAGE)
    page.add_style_tag(content=trace_view.style(*trace_view.STYLES))
    # The last line of the module would export the function that draws; here it is called.
    module = trace_view.script(*trace_view.SCRIPTS, export="showTrace")
    page.add_script_tag(content=module.replace("export default showTrace;", ""))
    show(page, trace, display)
    return asked


def show(page: Page, trace: Trace, display: Display | None = None, **more: Any) -> None:
    """Draw another trace, or the same one again, on a page that ``draw`` has made ready."""
    data = {"trace": trace_view.plain(trace, display or Display()), "step": None, "quote": None, **more}
    page.evaluate("data => showTrace({ data, parentElement: document.body })", data)
