"""What docs/ takes from the code: each block of a page between two marks is one function's answer.

``make docs`` writes the blocks; tests/unit/docs fails where one is stale. A page is a Markdown file with

    <!-- rooms: made by make docs -->
    <!-- end -->

and the block ``rooms`` is ``BLOCKS["rooms"]``. A new one is a function here and the two marks in a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from scripts.docs import commands, contracts, keys, numbers, rooms, settings

ROOT = Path(__file__).resolve().parent.parent.parent

BLOCKS: dict[str, Callable[[Path], str]] = {
    "rooms": rooms.block,
    "contracts": contracts.block,
    "keys": keys.block,
    "settings": settings.block,
    "numbers": numbers.block,
    "commands": commands.block,
}
"""What makes each block, from the root of the repository."""

_BLOCK = re.compile(
    r"(?P<start><!-- (?P<name>[a-z-]+): made by make docs -->\n).*?(?P<end><!-- end -->)", re.DOTALL
)


def pages(root: Path = ROOT) -> list[Path]:
    """Return the pages that may hold blocks."""
    return [*sorted(root.glob("*.md")), *sorted(root.glob("docs/*.md"))]


def filled(page: str, root: Path = ROOT) -> str:
    """Return a page with its blocks made anew. Raises ``KeyError`` where nothing makes one of them."""

    def block(found: re.Match[str]) -> str:
        return f"{found['start']}\n{BLOCKS[found['name']](root).strip()}\n\n{found['end']}"

    return _BLOCK.sub(block, page)


def named(page: str) -> list[str]:
    """Return the names of the blocks in a page."""
    return [found["name"] for found in _BLOCK.finditer(page)]


def write(root: Path = ROOT) -> list[Path]:
    """Write every stale page and return which they were."""
    stale = [page for page in pages(root) if filled(page.read_text("utf-8"), root) != page.read_text("utf-8")]
    for page in stale:
        page.write_text(filled(page.read_text("utf-8"), root), "utf-8")
    return stale
