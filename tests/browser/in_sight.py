"""Whether the words of a page can be read in a window of a given size."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

_WRONG = Path(__file__).with_name("words_in_sight.js").read_text("utf-8")

SIZES = {
    "phone": (390, 844, 1.0),
    "tablet": (800, 800, 1.0),
    "150 %": (853, 569, 1.5),
    "small": (1000, 800, 1.0),
    "usual": (1280, 800, 1.0),
    "large": (1920, 1080, 1.0),
}
"""Width and height in CSS pixels, and how many of the screen's pixels one of them is."""

READY = {
    "adjudicate": ".fl-step",
    "annotate": ".fl-step",
    "axial": "[role=listbox]",
    "drift": ".fl-step",
    "failures": "tr[data-key], [data-testid=stVegaLiteChart] svg",
    "label": ".fl-tick",
    "reliability": "[data-testid=stVegaLiteChart] svg",
    "report": "iframe[title=Preview]",
    "sampling": "[data-testid=stExpander]",
    "traces": "tr[data-key]",
}
"""By page, what stands there when it is drawn, where there are traces; elsewhere its heading."""


def resize(page: Page, size: str) -> None:
    """Give the page's window one of the ``SIZES``."""
    width, height, scale = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    if scale == 1:
        return
    wanted = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
    page.context.new_cdp_session(page).send("Emulation.setDeviceMetricsOverride", wanted)


def problems(page: Page) -> list[str]:
    """Return what is cut, broken inside a word, on other words or outside the window, and sideways scrolling.

    Charts, tables and the sidebar take a moment to fit another window.
    """
    clean, found = 0, []
    for _ in range(20):
        page.wait_for_timeout(100)
        found = page.evaluate(_WRONG)
        clean = 0 if found else clean + 1
        if clean == 2:
            break
    return list(found)
