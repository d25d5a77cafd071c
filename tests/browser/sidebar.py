"""From page to page by the sidebar: nothing of the app is loaded anew, which would take most of the time."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def at_rest(page: Page) -> None:
    """Wait until no run of the page is under way."""
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=60_000
    )


def turn_to(page: Page, name: str) -> None:
    """Go to the page of this name, as ``pages/`` has it, and wait until it stands."""
    link = page.locator(f"[data-testid=stSidebar] a[href*='{name}?']")
    title = str(link.text_content())
    # Not a click: in a narrow window the sidebar is folded.
    link.evaluate("link => link.click()")
    expect(page).to_have_title(re.compile(f"^{title}"), timeout=60_000)
    at_rest(page)
