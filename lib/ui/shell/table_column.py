"""A column of a table of rows, whoever draws it."""

from __future__ import annotations

from dataclasses import dataclass

_WIDEST_TITLE = 170


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field of the rows, its heading, and its least width in pixels.

    ``grows`` lets it take the width that is left; ``is_number`` aligns it to the right.
    """

    field: str
    title: str
    least: int
    grows: bool = False
    is_number: bool = False

    @property
    def width(self) -> int:
        """A width that does not cut the heading."""
        return max(self.least, min(_WIDEST_TITLE, 8 * len(self.title) + 28))
