"""Whether the words of charts can be read where they stand."""

from __future__ import annotations

from playwright.sync_api import Page

_ILLEGIBLE = """
() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"] svg')].flatMap((svg) => {
  // Corners, not the upright box around: slanted words lie side by side where their boxes would meet.
  const corners = (mark, across, down) => {
    const { x, y, width, height } = mark.getBBox();
    const at = mark.getScreenCTM();
    const [left, right, top, bottom] = [x + across, x + width - across, y + down, y + height - down];
    return [[left, top], [right, top], [right, bottom], [left, bottom]].map(([px, py]) =>
      new DOMPoint(px, py).matrixTransform(at));
  };
  const reach = (points, way) => {
    const along = points.map(({ x, y }) => x * way.x + y * way.y);
    return [Math.min(...along), Math.max(...along)];
  };
  // Two such shapes are apart where a side of either has one on each side of it.
  const meets = (a, b) =>
    [a, b].every((shape) => shape.every((from, at) => {
      const to = shape[(at + 1) % 4];
      const way = { x: to.y - from.y, y: from.x - to.x };
      const [one, other] = [reach(a, way), reach(b, way)];
      return one[0] < other[1] && other[0] < one[1];
    }));
  const seen = (text) => text.textContent.trim() && Number(getComputedStyle(text).opacity) > 0;
  const texts = [...svg.querySelectorAll("text")].filter(seen);
  const shapes = texts.map((text) => corners(text, 2, 2));
  const rules = [...svg.querySelectorAll("g.mark-rule.role-mark line")];
  const lines = rules.map((line) => corners(line, -0.5, -0.5));
  const { left, right, top, bottom } = svg.getBoundingClientRect();
  const inside = ({ x, y }) => x > left - 1 && x < right + 1 && y > top - 1 && y < bottom + 1;
  return texts
    .filter((text, place) => {
      // Above and below its letters a line has room of its own.
      const whole = corners(text, 0, 3);
      return (
        !whole.every(inside) ||
        shapes.some((other, at) => at !== place && meets(shapes[place], other)) ||
        lines.some((line) => meets(shapes[place], line))
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
    assert not found, f"illegible: {found}"
