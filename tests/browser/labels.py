"""Whether the words of charts can be read where they stand."""

from __future__ import annotations

from playwright.sync_api import Page

_ILLEGIBLE = """
() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"] svg')].flatMap((svg) => {
  const box = (element) => element.getBoundingClientRect();
  const meets = (a, b) =>
    a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
  const seen = (text) => text.textContent.trim() && Number(getComputedStyle(text).opacity) > 0;
  const texts = [...svg.querySelectorAll("text")].filter(seen);
  const lines = [...svg.querySelectorAll("g.mark-rule.role-mark line")].map((line) => {
    const { left, right, top, bottom } = box(line);
    // A line has no width of its own.
    return { left: left - 2.5, right: right + 2.5, top: top - 2.5, bottom: bottom + 2.5 };
  });
  const all = box(svg);
  return texts
    .filter((text, place) => {
      const mine = box(text);
      return (
        mine.left < all.left - 1 || mine.right > all.right + 1 ||
        texts.some((other, at) => at !== place && meets(mine, box(other))) ||
        lines.some((line) => meets(mine, line))
      );
    })
    .map((text) => text.textContent);
})
"""

# Of a table of rows: what its row says lies inside of it, in one line, and on no other words.
_CROWDED = """
(table) => [...table.querySelectorAll("tr")].flatMap((row) => {
  const box = (element) => element.getBoundingClientRect();
  const all = box(row);
  const words = [...row.querySelectorAll("button, .said, .at, .title, .side, td.change")]
    .filter((one) => one.checkVisibility());
  const meets = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
  return words
    .filter((one, place) => {
      const mine = box(one);
      return mine.right > all.right + 1 || mine.left < all.left - 9 ||
        words.some((other, at) => at !== place && meets(mine, box(other)));
    })
    .map((one) => one.textContent);
})
"""


def legible(page: Page) -> None:
    """Check that no words in charts are cut off, or lie on other words or on a line that is drawn there.

    A chart takes a moment to fit another window.
    """
    for _ in range(25):
        found = page.evaluate(_ILLEGIBLE)
        for table in page.locator("table:has(tr[data-key])").all():
            found += table.evaluate(_CROWDED)
        if not found:
            return
        page.wait_for_timeout(200)
    assert found == []
