"""Whether a part of a page keeps the accessibility rules."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def accessible(page: Page, part: str) -> None:
    """Check a part of the page against the rules of WCAG 2.1, levels A and AA."""
    # To tell of what is right, too, takes axe twice as long.
    asked = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"], "resultTypes": ["violations"]}
    found = Axe().run(page, part, asked)
    assert found.violations_count == 0, found.generate_report()
